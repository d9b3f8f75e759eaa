"""The pages of imports: what has been brought, what would come of a file, what to do about it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodtalk.chats.models import Question
from goodtalk.communities.addresses import community_run_by
from goodtalk.communities.models import User
from goodtalk.doors.archives.imports.addresses import import_of
from goodtalk.doors.archives.imports.forms import READING, FileForm, ReadingForm
from goodtalk.doors.archives.imports.found_again import also_in_others, imports_with
from goodtalk.doors.archives.imports.keeping import bytes_here, tidy_up
from goodtalk.doors.archives.imports.taking_back import (
    chats_of,
    hours_that_would_stay,
    posts_by_chat,
    posts_of,
)
from goodtalk.doors.archives.imports.uploads import discard
from goodtalk.doors.archives.jobs import AnotherOne, ask_back, confirm, go_on, read_anew
from goodtalk.doors.archives.models import ImportJob

IMPORTS_A_PAGE = 20
CHATS_A_PAGE = 50


@login_required
def imports(request: HttpRequest, tag: str) -> HttpResponse:
    """Bring a file; and the files that were brought."""
    community = community_run_by(request.user, tag)
    tidy_up(timezone.now())
    jobs = ImportJob.objects.filter(community=community).select_related("community", "by")
    page = Paginator(jobs, IMPORTS_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"job": job, "here": bytes_here(job)} for job in page]
    context = {"community": community, "form": FileForm(), "page": page, "rows": rows}
    return render(request, "archives/imports.html", context)


@login_required
def one_import(request: HttpRequest, tag: str, number: int) -> HttpResponse:
    """Where one import is; asked again and again by htmx while there is work on it."""
    job = import_of(request.user, tag, number)
    is_poll = request.htmx  # type: ignore[attr-defined]
    return render(
        request,
        "archives/_import.html" if is_poll else "archives/import.html",
        _shown(request, job, timezone.now()),
    )


@require_POST
@login_required
def start(request: HttpRequest, tag: str, number: int) -> HttpResponse:
    """Import what was looked at."""
    job = import_of(request.user, tag, number)
    try:
        confirm(job, now=timezone.now())
    except AnotherOne:
        messages.error(request, _one_at_a_time())
    return redirect(job)


@require_POST
@login_required
def resume(request: HttpRequest, tag: str, number: int) -> HttpResponse:
    """Begin again with what has stopped."""
    job = import_of(request.user, tag, number)
    go_on(job, now=timezone.now())
    return redirect(job)


@require_POST
@login_required
def again(request: HttpRequest, tag: str, number: int) -> HttpResponse:
    """Take the file for something else, and look at it again."""
    job = import_of(request.user, tag, number)
    form = ReadingForm(request.POST)
    if form.is_valid():
        read_anew(job, form.reading(), now=timezone.now())
        return redirect(job)
    return render(request, "archives/import.html", _shown(request, job, timezone.now(), form))


@require_POST
@login_required
def remove(request: HttpRequest, tag: str, number: int) -> HttpResponse:
    """Forget a file of which nothing has been imported."""
    job = import_of(request.user, tag, number)
    if not job.may_be_discarded(timezone.now()):
        return redirect(job)
    discard(job)
    messages.success(request, _("%(name)s is removed. Nothing of it was stored.") % {"name": job})
    return redirect("archives:imports", job.community.tag_key)


@login_required
def take_back(request: HttpRequest, tag: str, number: int) -> HttpResponse:
    """Take an import back, after being asked."""
    job = import_of(request.user, tag, number)
    if not job.may_be_taken_back(timezone.now()):
        if request.method == "POST" and job.state == ImportJob.State.IMPORTED:
            messages.error(request, _("It can be taken back no more: its week is over."))
        return redirect(job)
    staying = hours_that_would_stay(job)
    if request.method == "POST":
        chosen = {hour.chat.pk for hour in staying} & _chosen(request.POST.getlist("hour"))
        by: User = request.user  # type: ignore[assignment]
        try:
            ask_back(job, now=timezone.now(), by=by, with_hours=chosen)
        except AnotherOne:
            messages.error(request, _one_at_a_time())
        return redirect(job)
    posts = posts_of(job).filter(withdrawn_at=None)
    shared = also_in_others(job, posts)
    shared_count = shared.count()
    promoted = Question.objects.filter(promoted_from__in=posts)
    context = {
        "community": job.community,
        "job": job,
        "going": posts.count() - shared_count,
        "has_promoted": promoted.exclude(promoted_from__in=shared).exists(),
        "shared": shared_count,
        "others": imports_with(job, shared),
        "staying": staying,
    }
    return render(request, "archives/take_back.html", context)


def _shown(
    request: HttpRequest, job: ImportJob, now: datetime, form: ReadingForm | None = None
) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "community": job.community,
        "job": job,
        "here": bytes_here(job),
        "has_stopped": job.has_stopped(now),
        "may_be_taken_back": job.may_be_taken_back(now),
        "may_be_discarded": job.may_be_discarded(now),
    }
    if job.may_be_read_anew and shown["here"]:
        said = {name: getattr(job, name) for name in READING}
        shown["reading"] = form or ReadingForm(initial=said)
    if job.state == ImportJob.State.IMPORTED:
        chats = chats_of(job).order_by("starts_at")
        page = Paginator(chats, CHATS_A_PAGE).get_page(request.GET.get("page"))
        stored = posts_by_chat(job, list(page))
        shown["page"] = page
        shown["hours"] = [(chat, stored.get(chat.pk, 0)) for chat in page]
    return shown


def _chosen(words: Iterable[str]) -> set[int]:
    return {int(word) for word in words if word.isdecimal() and len(word) < 18}


def _one_at_a_time() -> str:
    return _("Another import of this community is under way. Wait until it has finished.")
