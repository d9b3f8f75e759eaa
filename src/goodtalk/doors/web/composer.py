"""The form at the foot of the room, as it comes in and as it goes back."""

from dataclasses import replace
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodtalk.chats.arriving.incoming import Author
from goodtalk.chats.arriving.speakers import guest_author, new_guest_key, web_author
from goodtalk.chats.models import Chat, Post, PostQuerySet
from goodtalk.chats.reading.strip import Strip
from goodtalk.chats.taking_part import GUEST_KEY, GUEST_NAME, Seat
from goodtalk.communities.models import User
from goodtalk.communities.plain_text import plain_line
from goodtalk.doors.web.saying import Said, SaidTooMuch

MAX_NAME = 60  # characters of the name that the form asks for


class NameMissing(Exception):
    """They have not said what others can call them."""


def said_in(request: HttpRequest, chat: Chat) -> Said:
    """What the form holds. A reply belongs with what it answers, whatever question was open."""
    reply_to = _reply_to(request, chat)
    chosen = None if reply_to else _chosen(request)
    return Said(request.POST.get("text", ""), reply_to, chosen, request.POST.get("key", "")[:64])


def speaker_of(request: HttpRequest, seat: Seat) -> Author:
    """Who speaks, by the name that came with the form if it asked for one. Raises NameMissing."""
    name = plain_line(request.POST.get("name", ""))[:MAX_NAME].rstrip()
    if seat.user is not None:
        _call(seat.user, name)
        return web_author(seat.user)
    name = name or request.session.get(GUEST_NAME, "")
    if not name:
        raise NameMissing
    request.session[GUEST_NAME] = name
    return guest_author(request.session.setdefault(GUEST_KEY, new_guest_key()), name)


def composer(
    request: HttpRequest,
    chat: Chat,
    seat: Seat,
    *,
    said: Said | None = None,
    error: str = "",
    note: str = "",
) -> HttpResponse:
    """The form again: alone for htmx, on a page of its own without JavaScript."""
    if seat.is_guest:  # the name that came with the form is theirs from now on
        seat = replace(seat, guest_name=request.session.get(GUEST_NAME, ""))
    context = {
        "chat": chat,
        "community": chat.community,
        "seat": seat,
        "strip": Strip(chat),
        "text": said.text if said else "",
        "reply_to": said.reply_to if said else None,
        "chosen": said.question or 0 if said else None,
        "error": error,
        "note": note,
        "key": uuid4().hex,
        "next": "desk" if request.POST.get("next") == "desk" else "",
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "chats/_composer.html", context)
    return render(request, "web/say.html", context, status=422 if seat.may_post else 403)


def why_not(error: Exception) -> str:
    """The sentence for somebody whose form could not be taken yet."""
    if isinstance(error, NameMissing):
        return _("Give a name that others can call you by.")
    if isinstance(error, SaidTooMuch):
        words = ngettext(
            "That is %(over)s character too long.",
            "That is %(over)s characters too long.",
            error.args[0],
        )
        return words % {"over": error.args[0]}
    return _("There is nothing in it yet.")


def _call(user: User, name: str) -> None:
    if user.name:
        return
    if not name:
        raise NameMissing
    user.name = name
    user.save(update_fields=["name"])


def _reply_to(request: HttpRequest, chat: Chat) -> Post | None:
    number = request.POST.get("reply_to", "")
    if not number.isdecimal() or len(number) > 18:
        return None
    posts: PostQuerySet = chat.posts.visible().for_reading()
    return posts.filter(pk=int(number)).first()


def _chosen(request: HttpRequest) -> int | None:
    number = request.POST.get("question", "")
    return int(number) if number.isdecimal() and len(number) < 4 else None
