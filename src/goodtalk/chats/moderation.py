"""What the chair does with a post: set aside, put back, let in, refile. Each can be undone."""

from datetime import datetime

from django.db import transaction

from goodtalk.chats.log import Happening, append_event, append_events, lock_chat
from goodtalk.chats.models import Attendance, Chat, Person, Post, Question
from goodtalk.chats.promoting import forget_promoted
from goodtalk.chats.replies import follow_parent
from goodtalk.communities.models import User


@transaction.atomic
def set_aside(post: Post, *, by: User, now: datetime) -> Post:
    """Take a post out of the room. Safe to call twice."""
    chat, post = _locked(post)
    if post.set_aside_at is None:
        post.set_aside_at, post.set_aside_by = now, by
        post.save(update_fields=["set_aside_at", "set_aside_by"])
        _note_presence(chat, post.account.person)
        append_event(chat, "post.set_aside", {"post": post.pk}, at=now, by=by)
    return post


@transaction.atomic
def restore(post: Post, *, by: User, now: datetime) -> Post:
    """Put a post back that was set aside. Safe to call twice."""
    chat, post = _locked(post)
    if post.set_aside_at is not None:
        post.set_aside_at = post.set_aside_by = None
        post.save(update_fields=["set_aside_at", "set_aside_by"])
        _note_presence(chat, post.account.person)
        append_event(chat, "post.restored", {"post": post.pk}, at=now, by=by)
    return post


@transaction.atomic
def let_in(post: Post, *, by: User, now: datetime) -> Post:
    """Show a post that was held for a look: to the room it is new now. Safe to call twice."""
    chat, post = _locked(post)
    if post.held_at is not None:
        post.held_at = None
        post.save(update_fields=["held_at"])
        _note_presence(chat, post.account.person)
        append_event(chat, "post.received", {"post": post.pk}, at=now, by=by)
    return post


@transaction.atomic
def refile(post: Post, question: Question | None, *, by: User, now: datetime) -> Post:
    """Say which question a post belongs to. No rule overrules that afterwards.

    What was filed by replying to it follows, and so on down.
    """
    chat, post = _locked(post)
    post.question, post.filed_by, post.is_certain = question, Post.FiledBy.CHAIR, True
    if post.kind in (Post.Kind.ANSWER, Post.Kind.TALK):
        post.kind = Post.Kind.ANSWER if question else Post.Kind.TALK
    post.save(update_fields=["question", "filed_by", "is_certain", "kind"])
    moved = [post, *follow_parent(chat, post)]
    happenings = [Happening("post.refiled", {"post": one.pk}) for one in moved]
    append_events(chat, happenings, at=now, by=by)
    return post


@transaction.atomic
def withdraw(post: Post, *, now: datetime) -> Post:
    """Take a post back for its author: its words go for good, also from a bridge's copies of it.

    Its address stays taken: what arrives there again is a duplicate and brings nothing back.
    """
    if post.chat_id is None:
        return _erase(Post.objects.select_for_update(of=("self",)).get(pk=post.pk), now)
    chat, post = _locked(post)
    if post.withdrawn_at is None:
        _erase(post, now)
        forget_promoted(chat, post, now=now)
        _note_presence(chat, post.account.person)
        append_event(chat, "post.withdrawn", {"post": post.pk}, at=now)
    return post


def _erase(post: Post, now: datetime) -> Post:
    for one in [post, *post.copies.filter(withdrawn_at=None)]:
        one.forget_words(now)
        one.save(update_fields=["text", "html", "url", "tags", "links", "withdrawn_at"])
    return post


def _note_presence(chat: Chat, person: Person) -> None:
    """Somebody is counted, and welcomed as new, while something that they said can be read."""
    said = chat.posts.visible().authored().filter(account__person=person)
    if said.exists():
        Attendance.objects.get_or_create(chat=chat, person=person)
    else:
        Attendance.objects.filter(chat=chat, person=person).delete()


def _locked(post: Post) -> tuple[Chat, Post]:
    """The post's chat, locked, and the post as it is now that nobody else can change it."""
    if post.chat_id is None:
        raise ValueError("A post between times has no chat whose log could tell of it.")
    chat = lock_chat(post.chat_id)
    return chat, Post.objects.select_related("account__person").get(pk=post.pk)
