"""The chair's desk: release next, extend, end, set aside; each a thin call of what does it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodtalk.chats import conductor, moderation
from goodtalk.chats.addresses import Hour, chat_for_chair
from goodtalk.chats.forms import PlanForm, RunSheetForm
from goodtalk.chats.models import Chat, Post
from goodtalk.chats.planning import change_plan
from goodtalk.chats.run_sheet import ChatIsOver, QuestionsMissing, edit_run_sheet
from goodtalk.chats.strip import Strip, newcomers_among

LATEST = 60  # posts in the desk's list


@login_required
def desk(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """The run sheet with what can be done next, posts that wait, and the latest posts."""
    chat = chat_for_chair(request.user, tag, hour)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "chats/desk/_desk.html", _context(chat))
    return render(request, "chats/desk/desk.html", _context(chat))


@require_POST
@login_required
def release_next(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """Release the question after the one that the desk showed as last."""
    chat = chat_for_chair(request.user, tag, hour)
    after = request.POST.get("after", "")
    number = int(after) if after.isdecimal() and len(after) < 4 else 0
    return _act(request, chat, lambda: conductor.release_next(
        chat, after=number, by=request.user, now=timezone.now()  # type: ignore[arg-type]
    ))


@require_POST
@login_required
def extend(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """Give what is on now five minutes more, or as many as the form says."""
    chat = chat_for_chair(request.user, tag, hour)
    asked = request.POST.get("minutes", "5")
    minutes = int(asked) if asked.isdecimal() and len(asked) < 4 else 0
    return _act(request, chat, lambda: conductor.extend_hour(
        chat, minutes=minutes, by=request.user, now=timezone.now()  # type: ignore[arg-type]
    ))


@login_required
def end(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """Close the hour, after being asked: a closed hour does not open again."""
    chat = chat_for_chair(request.user, tag, hour)
    if request.method != "POST":
        return render(request, "chats/desk/end.html", {"chat": chat, "community": chat.community})
    return _act(request, chat, lambda: conductor.end_hour(
        chat, by=request.user, now=timezone.now()  # type: ignore[arg-type]
    ))


@require_POST
@login_required
def look_after(
    request: HttpRequest, tag: str, hour: Hour, number: int, action: str
) -> HttpResponse:
    """Set a post aside, put it back, let it in, or file it under another question."""
    chat = chat_for_chair(request.user, tag, hour)
    post = get_object_or_404(chat.posts.filter(withdrawn_at=None), pk=number)
    by, now = request.user, timezone.now()
    match action:
        case "set-aside":
            moderation.set_aside(post, by=by, now=now)  # type: ignore[arg-type]
        case "restore":
            moderation.restore(post, by=by, now=now)  # type: ignore[arg-type]
        case "let-in":
            moderation.let_in(post, by=by, now=now)  # type: ignore[arg-type]
        case "refile":
            _refile(request, chat, post)
        case _:
            raise Http404
    if request.htmx:  # type: ignore[attr-defined]
        return desk(request, tag=tag, hour=hour)
    if request.POST.get("next") == "room":
        return redirect(chat)
    return redirect(chat.desk_url())


@login_required
def sheet(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """The run sheet's form, before the hour and during it."""
    chat = chat_for_chair(request.user, tag, hour)
    form = RunSheetForm(request.POST or None, chat=chat)
    if request.method == "POST" and form.is_valid():
        try:
            edit_run_sheet(
                chat, form.sheet(), by=request.user, now=timezone.now()  # type: ignore[arg-type]
            )
        except QuestionsMissing:
            form.add_error(None, _("A question that has been released cannot be taken away."))
        except ChatIsOver:
            form.add_error(None, _("The hour is over: its run sheet is part of the record."))
        else:
            messages.success(request, _("The run sheet is kept."))
            return redirect(chat.desk_url())
    return render(
        request, "chats/desk/sheet.html", {"chat": chat, "community": chat.community, "form": form}
    )


@login_required
def plan(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """Theme, chair, pacing and, before the hour, its time."""
    chat = chat_for_chair(request.user, tag, hour)
    form = PlanForm(request.POST or None, community=chat.community, chat=chat)
    if request.method == "POST" and form.is_valid():
        try:
            change_plan(chat, form.plan(), by=request.user, now=timezone.now())  # type: ignore[arg-type]
        except ChatIsOver:
            form.add_error(None, _("The hour is over: its plan is part of the record."))
        else:
            messages.success(request, _("The plan is kept."))
            return redirect(chat.desk_url())
    return render(
        request, "chats/desk/plan.html", {"chat": chat, "community": chat.community, "form": form}
    )


def _refile(request: HttpRequest, chat: Chat, post: Post) -> None:
    number = request.POST.get("question", "")
    question = None
    if number.isdecimal() and len(number) < 4:
        question = get_object_or_404(chat.questions, number=int(number))
    moderation.refile(post, question, by=request.user, now=timezone.now())  # type: ignore[arg-type]


def _act(request: HttpRequest, chat: Chat, action: Callable[[], object]) -> HttpResponse:
    """Do it, say in plain words why not where it cannot be done, and show the desk again."""
    try:
        action()
    except conductor.ChatNotLive:
        messages.error(request, _("That can be done while the hour is on."))
    except conductor.NothingLeft:
        messages.info(request, _("Everything on the run sheet is out."))
    except ValueError:
        messages.error(request, _("Between 1 and 240 minutes, please."))
    if request.htmx:  # type: ignore[attr-defined]
        fresh = chat_for_chair(request.user, chat.community.tag_key, Hour(chat.day, chat.part))
        return render(request, "chats/desk/_desk.html", _context(fresh))
    return redirect(chat.desk_url())


def _context(chat: Chat) -> dict[str, Any]:
    """Six queries, however long the run sheet and however many posts."""
    strip = Strip(chat)
    posts = chat.posts.filter(withdrawn_at=None, same_as=None, is_share=False).for_reading()
    held = posts.filter(held_at__isnull=False, set_aside_at=None).order_by("held_at")
    latest = list(posts.filter(held_at=None).order_by("-published_at", "-pk")[:LATEST])
    following = next((one for one in strip.questions if not one.is_released), None)
    return {
        "chat": chat,
        "community": chat.community,
        "theme": chat.shown_theme,
        "strip": strip,
        "held": held,
        "latest": latest,
        "newcomers": newcomers_among(chat, {post.account.person_id for post in latest}),
        "last_released": following.number - 1 if following else len(strip.questions),
        "following": following,
    }
