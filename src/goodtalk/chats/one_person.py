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
def make_one_account(account: Account, other: Account, *, now: datetime) -> Account:
    """Have `account` be `other` too, on one network, where two names turned out to be one's.

    Their people are one as well. It is called as it was last, of the two. What was said from the
    other one stays with its chats. Raises TwoUsers.
    """
    one, two = account.person, other.person
    if two.user_id or two.accounts.exclude(network=account.network).exists():
        one, two = two, one  # whoever is here otherwise stays who they are
    make_one(one, two, now=now)
    locked = Account.objects.select_for_update().order_by("pk").in_bulk([account.pk, other.pk])
    if len(locked) < 2:
        return account
    account, gone = locked[account.pk], locked[other.pk]
    _merge_callings(account, gone)
    Post.objects.filter(account=gone).update(account=account)
    _move_all(Account, gone, account, but={Post})
    gone.delete()
    return account


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


def _merge_callings(account: Account, gone: Account) -> None:
    """The handle and the name that were told last; of unknown date, those that are there."""
    for word, at in (("handle", "handle_at"), ("name", "name_at")):
        mine, theirs = ((getattr(one, at), getattr(one, word)) for one in (account, gone))
        if theirs[1] and (not mine[1] or (mine[0] and theirs[0] and theirs > mine)):
            setattr(account, at, theirs[0])
            setattr(account, word, theirs[1])
            account.url = (gone.url or account.url) if word == "handle" else account.url
    account.save(update_fields=["handle", "name", "url", "handle_at", "name_at"])


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
    _move_all(Person, gone, person, but={Account, Attendance, Thanks})


def _move_all(
    model: type[models.Model], gone: models.Model, stays: models.Model, *, but: set[Any]
) -> None:
    """What refers to the one refers to the other; what may be there once was there already."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel) or relation.related_model in but:
            continue
        table: Any = relation.related_model
        for row in table._base_manager.filter(**{relation.field.name: gone}):
            setattr(row, relation.field.name, stays)
            try:
                with transaction.atomic():
                    row.save(update_fields=[relation.field.name])
            except IntegrityError:
                row.delete()
