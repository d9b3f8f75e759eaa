"""What is kept of an hour, how to be left out, and the organisers' list of those who asked."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodtalk.announcements.forms import RequestForm
from goodtalk.announcements.leaving_out import (
    TooManyRequests,
    ask_organisers,
    has_stopped,
    kept_posts,
    leave_out,
    person_of,
)
from goodtalk.announcements.models import LeavingOut, Request
from goodtalk.communities.addresses import community_run_by, community_tagged
from goodtalk.communities.models import Community

REQUESTS_A_PAGE = 20


def kept(request: HttpRequest, tag: str) -> HttpResponse:
    """In plain words; asked again and again by htmx while posts are being withdrawn."""
    community = community_tagged(tag)
    shown = _standing(request, community)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "announcements/_leaving.html", shown)
    return render(request, "announcements/kept.html", {**shown, "form": RequestForm()})


@require_POST
def ask(request: HttpRequest, tag: str) -> HttpResponse:
    """A word to the organisers, from somebody without an account here."""
    community = community_tagged(tag)
    form = RequestForm(request.POST, instance=Request(community=community))
    if form.is_valid():
        try:
            ask_organisers(form.save(commit=False), now=timezone.now())
        except TooManyRequests:
            form.add_error(None, _("Very many have asked today. Try again tomorrow."))
        else:
            messages.success(request, _("The organisers have it on their list."))
            return redirect("announcements:kept", community.tag_key)
    shown = {**_standing(request, community), "form": form}
    return render(request, "announcements/kept.html", shown, status=422)


def leave(request: HttpRequest, tag: str) -> HttpResponse:
    """Withdraw everything that one said here, after being asked: it cannot be undone."""
    community, person = community_tagged(tag), person_of(request)
    count = kept_posts(community, person).count() if person else 0
    if person is None or not count:
        messages.info(request, _("Nothing that you said is kept here."))
    elif request.method == "POST":
        leave_out(community, person, now=timezone.now())
    else:
        context = {"community": community, "count": count}
        return render(request, "announcements/leave.html", context)
    return redirect("announcements:kept", community.tag_key)


@login_required
def requests(request: HttpRequest, tag: str) -> HttpResponse:
    """Who asked to be left out: what is to be done first, then what is done."""
    community = community_run_by(request.user, tag)
    asked = Request.objects.filter(community=community).select_related("done_by")
    context = {
        "community": community,
        "open": asked.filter(done_at=None).order_by("asked_at"),
        "page": Paginator(asked.exclude(done_at=None), REQUESTS_A_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "announcements/requests.html", context)


@require_POST
@login_required
def mark(request: HttpRequest, tag: str, number: int) -> HttpResponse:
    """A request is done, or not done after all."""
    community = community_run_by(request.user, tag)
    asked = get_object_or_404(Request, community=community, pk=number)
    asked.mark(by=request.user, now=timezone.now() if request.POST.get("done") else None)
    return redirect("announcements:requests", community.tag_key)


def _standing(request: HttpRequest, community: Community) -> dict[str, Any]:
    """What of the visitor is kept here. Three queries at most."""
    person = person_of(request)
    leaving = LeavingOut.objects.filter(community=community, person=person).first()
    return {
        "community": community,
        "count": kept_posts(community, person).count() if person else 0,
        "leaving": leaving,
        "has_stopped": leaving is not None and has_stopped(leaving, timezone.now()),
        "is_organiser": community.is_run_by(request.user),
    }
