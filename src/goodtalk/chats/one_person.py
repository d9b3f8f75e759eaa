"""Two who turn out to be one person become one; an account that is somebody else's goes its way."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from goodtalk.chats.keeping_order.barring import bar_both
from goodtalk.chats.keeping_order.moderation import note_presence
from goodtalk.chats.log import append_event, lock_chat
from goodtalk.chats.models import Account, Attendance, Chat, Person, Post, Thanks


class TwoUsers(Exception):
    """Both sign in here, each by themselves: which of them is to stay?"""


@transaction.atomic
def make_one(person: Person, other: Person, *, now: datetime) -> Person:
    """Have `person` be `other` too: what they said, where they were, whom they thanked.

    Whoever was both is counted once; thanks that turn out to be for themselves are taken back,
    and the rooms hear of it. Safe to call twice with the same two. Raises TwoUsers.
    """
    if person.pk == other.pk:
        return person
    chats = _lock_chats_of(person, other)
    locked = Person.objects.select_for_update().in_bulk([person.pk, other.pk])
    person, gone = locked[person.pk], locked.get(other.pk)
    if gone is None:
        return person
    _merge_names(person, gone)
    Account.objects.filter(person=gone).update(person=person)
    _move_attendances(person, gone)
    _move_thanks(person, gone, chats, now)
    _move_the_rest(person, gone)
    gone.delete()
    return person


@transaction.atomic
def part(account: Account, *, now: datetime) -> Person:
    """Make a person of their own of an account; it takes along where it has been heard.

    What the person thanked for stays with them: nobody knows from which account. What a desk has
    decided about the person counts for both. Of somebody who has only this account nothing changes.
    """
    posts = Post.objects.filter(account=account).exclude(chat=None)
    chats = [lock_chat(pk) for pk in sorted(set(posts.order_by().values_list("chat", flat=True)))]
    account = Account.objects.select_related("person").get(pk=account.pk)
    before = Person.objects.select_for_update().get(pk=account.person_id)
    if not before.accounts.exclude(pk=account.pk).exists() and before.user_id is None:
        return before
    account.person = Person.objects.create(name=account.name or account.handle[:120])
    account.save(update_fields=["person"])
    bar_both(before, account.person, now=now)
    for chat in chats:
        note_presence(chat, before)
        note_presence(chat, account.person)
    return account.person


def _lock_chats_of(person: Person, other: Person) -> dict[int, Chat]:
    """The hours whose log may have to tell of thanks. Before the persons, as everybody does."""
    both = [person.pk, other.pk]
    thanked = Thanks.objects.filter(person__in=both).exclude(post__chat=None)
    numbers = set(thanked.order_by().values_list("post__chat", flat=True))
    return {number: lock_chat(number) for number in sorted(numbers)}


def _merge_names(person: Person, gone: Person) -> None:
    if person.user_id and gone.user_id:
        raise TwoUsers(person, gone)
    user, person.name = person.user_id or gone.user_id, person.name or gone.name
    if gone.user_id:
        gone.user = None
        gone.save(update_fields=["user"])  # there is room for one
    person.user_id = user
    person.save(update_fields=["user", "name"])


def _move_attendances(person: Person, gone: Person) -> None:
    there = Attendance.objects.filter(person=person).values("chat")
    Attendance.objects.filter(person=gone, chat__in=there).delete()
    Attendance.objects.filter(person=gone).update(person=person)


def _move_thanks(person: Person, gone: Person, chats: dict[int, Chat], now: datetime) -> None:
    twice = Thanks.objects.filter(
        person=gone, post__in=Thanks.objects.filter(person=person).values("post")
    )
    own = Thanks.objects.filter(person__in=[person, gone], post__account__person=person)
    fewer = Counter({row.pk: row.post_id for row in [*twice, *own]}.values())
    twice.delete()
    own.delete()
    Thanks.objects.filter(person=gone).update(person=person)
    for post in Post.objects.filter(pk__in=fewer).order_by("pk"):
        post.thanks_count = max(post.thanks_count - fewer[post.pk], 0)
        post.save(update_fields=["thanks_count"])
        if post.chat_id in chats:
            append_event(chats[post.chat_id], "post.thanked", {"post": post.pk}, at=now)


def _move_the_rest(person: Person, gone: Person) -> None:
    """What rooms upstairs keep about people. Where each may have one, the person's own counts."""
    known: tuple[type[models.Model], ...] = (Account, Attendance, Thanks)
    for relation in Person._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel) or relation.related_model in known:
            continue
        table: Any = relation.related_model
        for row in table._base_manager.filter(**{relation.field.name: gone}):
            setattr(row, relation.field.name, person)
            try:
                with transaction.atomic():
                    row.save(update_fields=[relation.field.name])
            except IntegrityError:
                row.delete()
