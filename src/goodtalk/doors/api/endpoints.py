"""The three things that a program can do: list the hours, read one, say something in it."""

from typing import Annotated, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Query, Router, Status
from ninja.errors import HttpError

from goodtalk.chats.addresses import Hour, chat_at, read_hour
from goodtalk.chats.models import Chat
from goodtalk.chats.outgoing import chat_as_data
from goodtalk.doors.api.bearer import Request, community_of
from goodtalk.doors.api.news import news_of
from goodtalk.doors.api.schemas import (
    MAX_CHATS,
    MAX_POSTS,
    Chats,
    PostIn,
    Posts,
    Problem,
    Stored,
)
from goodtalk.doors.api.speaking import speak

MAX_SEQ = 2**31 - 1
REFUSALS = frozenset({401, 403, 404, 422})
UNREADABLE = frozenset({400, 413, 415})

router = Router()


@router.get("communities/{tag}/chats", response={200: Chats, REFUSALS: Problem})
def list_chats(
    request: Request,
    tag: str,
    before: str = "",
    limit: Annotated[int, Query(ge=1, le=MAX_CHATS)] = 50,
) -> dict[str, Any]:
    """The hours, the latest first: those before `before`, if it is given. Two queries."""
    chats = community_of(request, tag).chats.select_related("chair").prefetch_related("questions")
    if before:
        day, part = _hour(before)
        chats = chats.filter(Q(day__lt=day) | Q(day=day, part__lt=part))
    found = list(chats.order_by("-day", "-part")[: limit + 1])
    shown = found[:limit]
    return {
        "chats": [chat_as_data(chat) | {"last_seq": chat.last_seq} for chat in shown],
        "next": shown[-1].address if len(found) > limit else None,
    }


@router.get("communities/{tag}/chats/{date}/posts", response={200: Posts, REFUSALS: Problem})
def read_posts(
    request: Request,
    tag: str,
    date: str,
    after: Annotated[int, Query(ge=0, le=MAX_SEQ)] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_POSTS)] = 100,
) -> dict[str, Any]:
    """The posts of which the hour's log tells after `after`, in its order. Three queries."""
    return news_of(_chat(request, tag, date), after, limit)._asdict()


@router.post(
    "communities/{tag}/chats/{date}/posts",
    response={201: Stored, REFUSALS | UNREADABLE: Problem},
)
def say_something(
    request: Request,
    tag: str,
    date: str,
    post: PostIn,
    idempotency_key: Annotated[str, Header(max_length=200)] = "",
) -> Status[Stored]:
    """Say something as the token's user; answered once it is safely stored."""
    chat = _chat(request, tag, date)
    return Status(201, speak(chat, request.auth.user, post, idempotency_key, timezone.now()))


def _chat(request: Request, tag: str, date: str) -> Chat:
    """The hour, or 404. One query."""
    community = community_of(request, tag)
    hour = read_hour(date)
    if hour is None:
        raise HttpError(404, _("There is no such hour."))
    return chat_at(community.tag_key, hour)


def _hour(text: str) -> Hour:
    hour = read_hour(text)
    if hour is None:
        raise HttpError(422, _("before: an hour is named as in its address, 2026-11-27."))
    return hour
