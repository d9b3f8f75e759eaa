"""Whoever's post was set aside asks why, once; a desk answers; both are kept for both."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from goodtalk.chats.keeping_order.moderation import lock_post
from goodtalk.chats.models import Account, Chat, Person, Post, PostQuerySet, Why
from goodtalk.chats.models.desk_lines import write_line
from goodtalk.chats.taking_part import GUEST_KEY, Seat
from goodtalk.communities.models import User

LONGEST = 1000  # characters


class NothingToAsk(Exception):
    """The post is in the room."""


class AskedAlready(Exception):
    """One may ask once."""


class AnsweredMeanwhile(Exception):
    """Somebody else has answered since the page was drawn."""


@transaction.atomic
def ask_why(post: Post, words: str, *, by: User | None, now: datetime) -> Why:
    """Ask why one's post was set aside. Raises NothingToAsk, AskedAlready.

    The caller has made sure that it is theirs. The same words again are no second question.
    """
    chat, post = lock_post(post)
    asked = Why.objects.filter(post=post).first()
    if asked is not None:
        if asked.question == words:
            return asked
        raise AskedAlready(post)
    if post.set_aside_at is None or post.withdrawn_at is not None:
        raise NothingToAsk(post)
    why = Why.objects.create(post=post, question=words, asked_at=now)
    _write(chat, post, "why.asked", by=by, now=now)
    return why


@transaction.atomic
def answer_why(
    why: Why, words: str, *, by: User, now: datetime, seen: str = ""
) -> Why:
    """Answer, or reword the answer that the desk showed as `seen`. Raises AnsweredMeanwhile."""
    chat, post = lock_post(why.post)
    why = Why.objects.get(pk=why.pk)
    if why.answer == words:
        return why
    if why.answer != seen:
        raise AnsweredMeanwhile(why)
    why.answer, why.answered_at, why.answered_by = words, now, by
    why.save(update_fields=["answer", "answered_at", "answered_by"])
    _write(chat, post, "why.answered", by=by, now=now)
    return why


def speaker_person(request: HttpRequest, seat: Seat) -> Person | None:
    """Whose posts are the visitor's own, also as a guest. One query for guests who have spoken."""
    if seat.user is not None:
        return seat.person
    key = request.session.get(GUEST_KEY)
    if not key:
        return None
    account = Account.objects.filter(network="web", uri=f"guest:{key}").select_related("person")
    return next((one.person for one in account), None)


def set_aside_of(chat: Chat, person: Person | None) -> PostQuerySet:
    """What somebody said in an hour and is not shown there; for them alone."""
    posts: PostQuerySet = chat.posts.filter(
        account__person=person, set_aside_at__isnull=False, withdrawn_at=None, same_as=None
    ).select_related("account", "question", "why", "set_aside_by")
    return posts if person is not None else posts.none()


def _write(chat: Chat, post: Post, kind: str, *, by: User | None, now: datetime) -> None:
    write_line(chat.community, kind, by=by, at=now, chat=chat, post=post, account=post.account)
