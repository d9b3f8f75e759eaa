"""The desk's buttons that move the hour along; each a thin call of what does it."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodtalk.chats.addresses import Hour
from goodtalk.chats.models import Chat
from goodtalk.chats.steering import conductor, steering, undoing
from goodtalk.communities.models import User
from goodtalk.desk.desk import desk_again
from goodtalk.desk.forms import QuestionForm
from goodtalk.desk.keeping import EDITED, undo_last_save
from goodtalk.desk.presence import chat_at_desk
from goodtalk.desk.refusals import REFUSALS, sentence_for


@require_POST
@login_required
def release_next(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """Release the question that the desk offered as the next, or begin the wrap-up."""
    after, meant = _number(request, "after", digits=3), request.POST.get("meant")
    return _act(request, tag, hour, lambda chat, by, now: conductor.release_next(
        chat, after=after, by=by, now=now,
        meant=None if meant is None else _number(request, "meant"),
    ))


@require_POST
@login_required
def hold(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """Have the next question wait."""
    return _act(request, tag, hour, lambda chat, by, now: conductor.hold_hour(
        chat, by=by, now=now
    ))


@require_POST
@login_required
def resume(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """Go on after a hold."""
    return _act(request, tag, hour, lambda chat, by, now: conductor.resume_hour(
        chat, by=by, now=now
    ))


@require_POST
@login_required
def extend(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """Give what is on now five minutes more, or as many as the form says."""
    minutes = _number(request, "minutes", "5", digits=3)
    return _act(request, tag, hour, lambda chat, by, now: conductor.extend_hour(
        chat, minutes=minutes, by=by, now=now, seen_end=_moment(request, "seen")
    ))


@require_POST
@login_required
def stretch(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """Spread the questions to come over the time that is left."""
    return _act(request, tag, hour, lambda chat, by, now: steering.stretch_rest(
        chat, by=by, now=now, seen_next=_moment(request, "seen")
    ))


@require_POST
@login_required
def add(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """Ask something more, next."""
    form = QuestionForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    return _act(request, tag, hour, lambda chat, by, now: steering.add_question(
        chat, text, by=by, now=now, minutes=form.cleaned_data.get("minutes")
    ))


@require_POST
@login_required
def change_question(
    request: HttpRequest, tag: str, hour: Hour, key: int, action: str
) -> HttpResponse:
    """Skip a question, or put it back."""
    verbs = {"skip": steering.skip_question, "put-back": steering.restore_question}
    if action not in verbs:
        raise Http404
    return _act(request, tag, hour, lambda chat, by, now: verbs[action](
        get_object_or_404(chat.questions, pk=key), by=by, now=now
    ))


@require_POST
@login_required
def undo(request: HttpRequest, tag: str, hour: Hour, seq: int) -> HttpResponse:
    """Take back what the log has at a place: a save of the run sheet is kept here, at the desk."""

    def take_back(chat: Chat, by: User, now: datetime) -> None:
        is_save = chat.events.filter(seq=seq, kind=EDITED).exists()
        (undo_last_save if is_save else undoing.undo)(chat, seq, by=by, now=now)

    return _act(request, tag, hour, take_back)


@login_required
def end(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """Close the hour, after being asked."""
    if request.method != "POST":
        chat = chat_at_desk(request, tag, hour)
        return render(request, "desk/end.html", {"chat": chat, "community": chat.community})
    return _act(request, tag, hour, lambda chat, by, now: conductor.end_hour(
        chat, by=by, now=now
    ))


def _act(
    request: HttpRequest, tag: str, hour: Hour, action: Callable[[Chat, User, datetime], object]
) -> HttpResponse:
    """Do it, say in plain words why not where it cannot be done, and show the desk again."""
    chat = chat_at_desk(request, tag, hour)
    by: User = request.user  # type: ignore[assignment]
    try:
        action(chat, by, timezone.now())
    except REFUSALS as refusal:
        messages.error(request, sentence_for(refusal))
    except ValueError:
        messages.error(request, _("Between 1 and 240 minutes, please."))
    return desk_again(request, chat)


def _number(request: HttpRequest, name: str, default: str = "", digits: int = 18) -> int:
    """A number that a form sent; 0 for anything else."""
    text = request.POST.get(name, default)
    return int(text) if text.isdecimal() and len(text) <= digits else 0


def _moment(request: HttpRequest, name: str) -> datetime | None:
    """What the desk showed when it was drawn, if it says so."""
    try:
        return parse_datetime(request.POST.get(name, ""))
    except ValueError:
        return None
