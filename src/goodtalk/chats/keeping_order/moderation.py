"""What the desk does with a post. Each can be undone, and each is told to the room once."""

from datetime import datetime
from typing import Any

from django.db import transaction

from goodtalk.chats.arriving.replies import follow_parent
from goodtalk.chats.filing.filing import Filing, kind_of
from goodtalk.chats.keeping_order.forgetting_questions import forget_asked
from goodtalk.chats.log import Happening, append_event, append_events, lock_chat
from goodtalk.chats.models import Attendance, Chat, ChatEvent, Person, Post, Question, Why
from goodtalk.chats.models.desk_lines import write_line
from goodtalk.chats.steering.promoting import (
    bring_promoted_back,
    forget_promoted,
    skip_promoted,
)
from goodtalk.communities.models import User


class ChangedMeanwhile(Exception):
    """Somebody else has said something of the post since the page was drawn."""


_FORGOTTEN = ["text", "html", "url", "tags", "links", "enclosed", "withdrawn_at"]
MARKS = (Post.Kind.IDEA, Post.Kind.EXPERIENCE, Post.Kind.QUESTION, Post.Kind.PROMISE)


@transaction.atomic
def set_aside(post: Post, *, by: User | None, now: datetime, because: str = "") -> Post:
    """Take a post out of the room, with a reason that its author reads.

    Safe to call twice: what is set aside already is left, but a reason that nobody has given yet
    is taken.
    """
    chat, post = lock_post(post)
    if post.set_aside_at is None:
        post.set_aside_at, post.set_aside_by, post.set_aside_because = now, by, because
        post.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_because"])
        note_presence(chat, post.account.person)
        _tell(chat, "post.set_aside", post, by=by, now=now, reason=because)
        skip_promoted(chat, post, by=by, now=now)
    elif because and not post.set_aside_because:
        post.set_aside_because = because
        post.save(update_fields=["set_aside_because"])
        write_line(
            chat.community, "post.explained", by=by, at=now, chat=chat, post=post, reason=because
        )
    return post


@transaction.atomic
def restore(post: Post, *, by: User | None, now: datetime) -> Post:
    """Put a post back that was set aside; `by` is None for the host. Safe to call twice."""
    chat, post = lock_post(post)
    if post.set_aside_at is not None:
        before = {"because": post.set_aside_because}
        post.set_aside_at, post.set_aside_by, post.set_aside_because = None, None, ""
        post.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_because"])
        note_presence(chat, post.account.person)
        _tell(chat, "post.restored", post, by=by, now=now, before=before)
        bring_promoted_back(chat, post, by=by, now=now)
    return post


@transaction.atomic
def let_in(post: Post, *, by: User, now: datetime) -> Post:
    """Show a post that was held for a look: to the room it is new now. Safe to call twice."""
    chat, post = lock_post(post)
    if post.held_at is not None:
        before = {"held_at": post.held_at.isoformat(), "because": post.held_because}
        post.held_at = None
        post.save(update_fields=["held_at"])
        note_presence(chat, post.account.person)
        _tell(chat, "post.received", post, by=by, now=now, before=before, reason=post.held_because)
        bring_promoted_back(chat, post, by=by, now=now)
    return post


@transaction.atomic
def hold_again(
    post: Post, *, by: User, now: datetime, since: datetime, because: str = ""
) -> Post:
    """Have a post that was let in wait for a look as it did, `since` then. Safe to call twice.

    It is gone from every screen at once, like one that is set aside.
    """
    chat, post = lock_post(post)
    if post.held_at is None:
        post.held_at, post.held_because = since, because
        post.save(update_fields=["held_at", "held_because"])
        note_presence(chat, post.account.person)
        _tell(chat, "post.held", post, by=by, now=now, reason=because)
        skip_promoted(chat, post, by=by, now=now)
    return post


@transaction.atomic
def spotlight(post: Post, *, by: User, now: datetime) -> Post:
    """Show a post to everybody beside the talk. The latest one stands there. Safe to call twice."""
    chat, post = lock_post(post)
    if post.spotlit_at is None and post.is_visible:
        post.spotlit_at = now
        post.save(update_fields=["spotlit_at"])
        _tell(chat, "post.spotlit", post, by=by, now=now)
    return post


@transaction.atomic
def end_spotlight(post: Post, *, by: User, now: datetime) -> Post:
    """Take a post out of the spotlight; the one before it comes back. Safe to call twice."""
    chat, post = lock_post(post)
    if post.spotlit_at is not None:
        post.spotlit_at = None
        post.save(update_fields=["spotlit_at"])
        _tell(chat, "post.unspotlit", post, by=by, now=now)
    return post


@transaction.atomic
def mark(
    post: Post, kind: str, *, by: User, now: datetime, decided: bool = True, seen: str = ""
) -> Post:
    """Say what a post is. No rule overrules that, until it is taken back. Safe to call twice.

    `seen` is as_seen() of the post that the desk showed. Raises ChangedMeanwhile.
    """
    chat, post = lock_post(post)
    if (post.kind, post.is_kind_decided) != (kind, decided):
        _make_sure(post, seen)
        before = {"kind": post.kind, "decided": post.is_kind_decided}
        post.kind, post.is_kind_decided = kind, decided
        post.save(update_fields=["kind", "is_kind_decided"])
        _tell(chat, "post.marked", post, by=by, now=now, before=before, reason=kind)
    return post


@transaction.atomic
def unmark(post: Post, *, by: User, now: datetime) -> Post:
    """Have a post be what the rules say, as if nobody had marked it. Safe to call twice."""
    chat, post = lock_post(post)
    if not post.is_kind_decided:
        return post
    filing = Filing(post.question, Post.FiledBy(post.filed_by), post.is_certain)
    kind = kind_of(
        post.text, filing, is_reply=bool(post.in_reply_to), is_first=_is_first_said(chat, post)
    )
    return mark(post, kind, by=by, now=now, decided=False)


@transaction.atomic
def refile(
    post: Post, question: Question | None, *, by: User, now: datetime, seen: str = ""
) -> Post:
    """Say which question a post belongs to. No rule overrules that afterwards.

    What was filed by replying to it follows, and so on down. Safe to call twice. `seen` as in
    mark(). Raises ChangedMeanwhile.
    """
    chat, post = lock_post(post)
    if post.filed_by == Post.FiledBy.CHAIR and post.question_id == (question and question.pk):
        return post
    _make_sure(post, seen)
    before = filing_of(post)
    post.question, post.filed_by, post.is_certain = question, Post.FiledBy.CHAIR, True
    if post.kind in (Post.Kind.ANSWER, Post.Kind.TALK) and not post.is_kind_decided:
        post.kind = Post.Kind.ANSWER if question else Post.Kind.TALK
    keep_filing(chat, post, before, by=by, now=now)
    return post


def as_seen(post: Post) -> str:
    """What a page shows of how a post is filed and what it is, for saying it back."""
    return f"{post.question_id or 0} {post.kind} {int(post.is_kind_decided)}"


def filing_of(post: Post) -> dict[str, Any]:
    """How a post is filed, for taking back what changes it."""
    return {
        "question": post.question_id, "filed_by": post.filed_by, "certain": post.is_certain,
        "kind": post.kind,
    }  # fmt: skip


def keep_filing(
    chat: Chat, post: Post, before: dict[str, Any], *, by: User, now: datetime
) -> None:
    """Keep how a post of a locked chat is filed now, and what follows it; tell the room.

    Each post that moves is an event of its own, for the room; to the desk, what follows was not
    done besides: such an event names the post that it is filed with, and the first counts them.
    """
    post.save(update_fields=["question", "filed_by", "is_certain", "kind"])
    followed = follow_parent(chat, post)
    about = {
        "post": post.pk,
        "question": post.question_id,
        "replies": sum(one.is_visible for one in followed),
    }
    first = Happening("post.refiled", {name: key for name, key in about.items() if key})
    others = [Happening("post.refiled", {"post": one.pk, "with": post.pk}) for one in followed]
    events = append_events(chat, [first, *others], at=now, by=by)
    _beside(chat, events[0], post, before=before, reason=str(post.question or ""))


@transaction.atomic
def withdraw(post: Post, *, now: datetime) -> Post:
    """Take a post back for its author: its words go for good, also from a bridge's copies of it.

    Its address stays taken: what arrives there again is a duplicate and brings nothing back. What
    its author asked about it goes too, and what was answered.
    """
    if post.chat_id is None:
        return _erase(Post.objects.select_for_update(of=("self",)).get(pk=post.pk), now)
    chat, post = lock_post(post)
    if post.withdrawn_at is None:
        _erase(post, now)
        Why.objects.filter(post=post).delete()
        forget_promoted(chat, [post], now=now)
        forget_asked(chat, post, now=now)
        note_presence(chat, post.account.person)
        append_event(chat, "post.withdrawn", {"post": post.pk}, at=now)
    return post


def lock_post(post: Post) -> tuple[Chat, Post]:
    """The post's chat, locked, and the post as it is now that nobody else can change it."""
    if post.chat_id is None:
        raise ValueError("A post between times has no chat whose log could tell of it.")
    chat = lock_chat(post.chat_id)
    return chat, Post.objects.select_related("account__person", "question").get(pk=post.pk)


def note_presence(chat: Chat, person: Person) -> None:
    """Somebody is counted, and welcomed as new, while something that they said can be read."""
    said = chat.posts.visible().authored().filter(account__person=person)
    if said.exists():
        Attendance.objects.get_or_create(chat=chat, person=person)
    else:
        Attendance.objects.filter(chat=chat, person=person).delete()


def _erase(post: Post, now: datetime) -> Post:
    for one in [post, *post.copies.filter(withdrawn_at=None)]:
        one.forget_words(now)
        one.save(update_fields=_FORGOTTEN)
    return post


def _is_first_said(chat: Chat, post: Post) -> bool:
    """Whether its author had said nothing in the hour before."""
    said = chat.posts.visible().filter(account__person=post.account.person_id, pk__lt=post.pk)
    return not said.exists()


def _make_sure(post: Post, seen: str) -> None:
    if seen and seen != as_seen(post):
        raise ChangedMeanwhile(post)


def _tell(
    chat: Chat, kind: str, post: Post, *, by: User | None, now: datetime, **beside: Any
) -> None:
    """To the room what everybody may know; to the desk's log the rest, if there is any."""
    event = append_event(chat, kind, {"post": post.pk}, at=now, by=by)
    _beside(chat, event, post, **beside)


def _beside(chat: Chat, event: ChatEvent, post: Post, **beside: Any) -> None:
    write_line(
        chat.community, event.kind, by=event.by, at=event.at, chat=chat, event=event, post=post,
        account=post.account, **beside,
    )  # fmt: skip
