"""Takes back what was done with a post, named by its line in the log; also after the hour."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Q

from goodtalk.chats.keeping_order import moderation
from goodtalk.chats.models import Chat, ChatEvent, Post
from goodtalk.communities.models import User

# A reply that was filed with what it answers: that is one doing, and the other post's.
FILED_WITH_ANOTHER = Q(kind="post.refiled", data__has_key="with")


def undo_with_post(chat: Chat, event: ChatEvent, *, by: User, now: datetime) -> bool:
    """Take one line of a locked chat back. False when there is nothing to take back any more.

    That is so when the post is gone, and when somebody has done something else with it since:
    taking that back is another line's undoing. Safe to call twice.
    """
    post = _post_of(event)
    if post is None or overtaken(chat, event):
        return False
    POST_OPPOSITES[event.kind](post, event, by, now)
    return True


def may_be_undone(event: ChatEvent) -> bool:
    """Whether a person did it, the desk's log knows what was before, and the post is there still.

    `line` and its `post` come with the event: no query.
    """
    return _post_of(event) is not None


def _post_of(event: ChatEvent) -> Post | None:
    line = getattr(event, "line", None)
    if event.kind not in POST_OPPOSITES or event.by_id is None or line is None:
        return None
    post: Post | None = line.post  # none where it went with the import that brought it
    is_there = post and post.withdrawn_at is None and post.chat_id == event.chat_id
    return post if is_there else None


def overtaken(chat: Chat, event: ChatEvent) -> bool:
    """Whether a later line says something of the same side of the same post."""
    later = chat.events.filter(
        kind__in=SIDES[event.kind], seq__gt=event.seq, data__post=event.data["post"],
        by__isnull=False,
    )
    return later.exclude(FILED_WITH_ANOTHER).exists()


def _aside(post: Post, event: ChatEvent, by: User, now: datetime) -> None:
    because = _before(event).get("because", "")
    moderation.set_aside(post, by=by, now=now, because=because)


def _back(post: Post, event: ChatEvent, by: User, now: datetime) -> None:
    moderation.restore(post, by=by, now=now)


def _hold_again(post: Post, event: ChatEvent, by: User, now: datetime) -> None:
    """As it was. A line from before this was remembered has the reason alone."""
    before = _before(event)
    since = datetime.fromisoformat(before["held_at"]) if "held_at" in before else event.at
    because = before.get("because", event.line.reason)
    moderation.hold_again(post, by=by, now=now, since=since, because=because)


def _let_in(post: Post, event: ChatEvent, by: User, now: datetime) -> None:
    moderation.let_in(post, by=by, now=now)


def _dim(post: Post, event: ChatEvent, by: User, now: datetime) -> None:
    moderation.end_spotlight(post, by=by, now=now)


def _light(post: Post, event: ChatEvent, by: User, now: datetime) -> None:
    moderation.spotlight(post, by=by, now=now)


def _unmark(post: Post, event: ChatEvent, by: User, now: datetime) -> None:
    before = _before(event)
    kind, decided = before.get("kind", Post.Kind.TALK), before.get("decided", False)
    moderation.mark(post, kind, by=by, now=now, decided=decided)


def _file_back(post: Post, event: ChatEvent, by: User, now: datetime) -> None:
    """As it was; a question that is off the run sheet by now cannot have it again."""
    chat, post = moderation.lock_post(post)
    before, filing = _before(event), moderation.filing_of(post)
    post.question = chat.questions.filter(pk=before.get("question") or 0).first()
    post.filed_by = before.get("filed_by", Post.FiledBy.TIME)
    post.is_certain = before.get("certain", False)
    if not post.is_kind_decided:
        post.kind = before.get("kind", post.kind)
    moderation.keep_filing(chat, post, filing, by=by, now=now)


def _before(event: ChatEvent) -> dict[str, Any]:
    before: dict[str, Any] = event.line.before
    return before


POST_OPPOSITES: dict[str, Callable[[Post, ChatEvent, User, datetime], None]] = {
    "post.set_aside": _back,
    "post.restored": _aside,
    "post.received": _hold_again,  # it was let in
    "post.held": _let_in,  # that was taken back
    "post.spotlit": _dim,
    "post.unspotlit": _light,
    "post.marked": _unmark,
    "post.refiled": _file_back,
}
_SHOWN = ("post.set_aside", "post.restored", "post.received", "post.held")
_LIT = ("post.spotlit", "post.unspotlit")
# What is said of the same side of a post: the latest of these is the one to be taken back.
SIDES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_SHOWN, _SHOWN),
    **dict.fromkeys(_LIT, _LIT),
    "post.marked": ("post.marked",),
    "post.refiled": ("post.refiled",),
}
