"""Backstage's page, and its panel at the desk: what the chairs of an hour tell one another."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from goodtalk.chats.addresses import Hour
from goodtalk.chats.models import Chat, Why
from goodtalk.communities.models import User
from goodtalk.communities.plain_text import plain_text
from goodtalk.desk.notes import LONGEST, Note, write_note
from goodtalk.desk.presence import chat_at_desk

LATEST = 30  # notes in the panel; the page has all


@login_required
def backstage(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """The notes, and a form for one more. The panel asks for itself again and again."""
    chat = chat_at_desk(request, tag, hour)
    by: User = request.user  # type: ignore[assignment]
    if request.method == "POST":
        text = plain_text(request.POST.get("text", ""))[:LONGEST]
        if text:
            key = request.POST.get("key", "")[:32] or uuid4().hex
            write_note(chat, text, by=by, now=timezone.now(), key=key)
    return _shown(request, chat)


@require_POST
@login_required
def change(
    request: HttpRequest, tag: str, hour: Hour, number: int, action: str
) -> HttpResponse:
    """Take one's own note back, or put it there again."""
    chat = chat_at_desk(request, tag, hour)
    note = get_object_or_404(Note, chat=chat, by=request.user.pk, pk=number)
    if action not in ("take-back", "put-back"):
        raise Http404
    note.take_back(now=timezone.now() if action == "take-back" else None)
    return _shown(request, chat)


def backstage_of(chat: Chat, viewer: User | Any, latest: int | None = LATEST) -> dict[str, Any]:
    """What the panel shows: the latest notes, one's own also when taken back. Two queries."""
    notes = Note.objects.standing() | Note.objects.filter(by=viewer.pk)
    found = notes.filter(chat=chat).select_related("by").order_by("-at", "-pk")
    whys = Why.objects.waiting().filter(post__chat=chat).select_related("post__account")
    return {"notes": list(found[:latest])[::-1], "whys": whys, "note_key": uuid4().hex}


def _shown(request: HttpRequest, chat: Chat) -> HttpResponse:
    context = {"chat": chat, "community": chat.community, "theme": chat.shown_theme}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/_backstage.html", context | backstage_of(chat, request.user))
    if request.method == "POST":
        return redirect("desk:backstage", chat.community.tag_key, chat.address)
    context |= backstage_of(chat, request.user, latest=None)
    return render(request, "desk/backstage.html", context)
