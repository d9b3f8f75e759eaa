"""An account that has been proved belongs to a person: to the one who is here, or a new one."""

from datetime import datetime

from django.db import transaction

from goodtalk.chats.arriving.incoming import Author
from goodtalk.chats.arriving.sanitising import web_address
from goodtalk.chats.models import Account, Person
from goodtalk.chats.one_person import make_one, part
from goodtalk.communities.models import User
from goodtalk.communities.plain_text import plain_line
from goodtalk.doors.fediverse.signing_in.no_email import new_user_without_email, signs_in_by_email

NETWORK = "fediverse"


class SomebodyElses(Exception):
    """The account signs in somebody else here."""


class OnlyWayIn(Exception):
    """Without this account its owner could not sign in any more."""


@transaction.atomic
def link(user: User, author: Author, *, now: datetime) -> Account:
    """Have the account be the user's: all that it said is theirs from now on, and was.

    Safe to call twice. Raises SomebodyElses.
    """
    account = _account(author)
    holder = account.person
    if holder.user_id not in (None, user.pk):
        raise SomebodyElses(account)
    person, _ = Person.objects.get_or_create(user=user, defaults={"name": user.shown_name})
    make_one(person, holder, now=now)
    account.refresh_from_db()
    return account


@transaction.atomic
def user_of(author: Author) -> User:
    """Whom the account signs in; somebody new, who has no e-mail address here, if nobody yet."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=_account(author).person_id)
    if person.user is None:
        name = plain_line(author.name) or author.handle.split("@")[1]
        person.user = new_user_without_email(name[:80].rstrip())
        person.save(update_fields=["user"])
    return person.user


def linked_accounts(user: User) -> list[Account]:
    """Those of the fediverse. One query."""
    return list(Account.objects.filter(network=NETWORK, person__user=user).order_by("handle"))


@transaction.atomic
def unlink(user: User, account: Account, *, now: datetime) -> None:
    """Have the account be somebody of its own again. Safe to call twice. Raises OnlyWayIn."""
    User.objects.select_for_update().get(pk=user.pk)  # the last two are not unlinked at once
    linked = linked_accounts(user)
    if account not in linked:
        return
    if len(linked) == 1 and not signs_in_by_email(user):
        raise OnlyWayIn(account)
    part(account, now=now)


def _account(author: Author) -> Account:
    """The account, with its person; made when nothing has ever come from it."""
    found = Account.objects.select_related("person").filter(network=NETWORK, uri=author.uri)
    if (account := found.first()) is not None:
        return account
    name = plain_line(author.name)[:120].rstrip()
    person = Person.objects.create(name=name or author.handle[:120])
    account, made = Account.objects.get_or_create(
        network=NETWORK, uri=author.uri,
        defaults={
            "handle": author.handle[:200], "name": name, "url": web_address(author.url, 500),
            "person": person,
        },
    )  # fmt: skip
    if not made:  # it has just said its first word
        person.delete()
    return account
