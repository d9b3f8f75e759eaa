"""By which names accounts are known: a number that is learnt later, handles that have changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from goodtalk.chats.arriving.among import among
from goodtalk.chats.arriving.writing import insert_values
from goodtalk.chats.models import Account, FormerName, Person
from goodtalk.chats.one_person import TwoUsers, make_one_account


@transaction.atomic
def learn_numbers(numbers: Mapping[str, str]) -> None:
    """Know accounts by their numbers (values) of which the handles alone were known (keys).

    The handle leads to them as before. Safe to call twice.
    """
    if not numbers:
        return
    taken = Account.objects.filter(among("uri", set(numbers.values())), network="twitter")
    there = set(taken.values_list("uri", flat=True))
    found = Account.objects.select_for_update().filter(among("uri", numbers), network="twitter")
    learnt = []
    for account in found.order_by("pk"):
        if (number := numbers[account.uri]) not in there:
            there.add(number)
            learnt.append((account.uri.removeprefix("twitter:"), account))
            account.uri = number
    Account.objects.bulk_update([account for _, account in learnt], ["uri"], batch_size=500)
    remember(learnt)


def make_accounts_one(same: Mapping[str, str], *, now: datetime) -> None:
    """Have two accounts be one, and their people, where a file has told that they are.

    The one that goes (a key) leads to the other (its value). People who have both a life beside
    these accounts know better than a file whether they are one.
    """
    for other, one in same.items():
        found = Account.objects.filter(network="twitter", uri__in=[one, other])
        accounts = {account.uri: account for account in found.select_related("person")}
        if len(accounts) < 2 or all(_is_more(account.person) for account in accounts.values()):
            continue
        try:
            account = make_one_account(accounts[one], accounts[other], now=now)
        except TwoUsers:
            continue
        remember((each.removeprefix("twitter:"), account) for each in _handles(accounts.values()))


def remember(names: Iterable[tuple[str, Account]]) -> None:
    """Let handles that accounts have had lead to them, but for the ones that they have."""
    rows = sorted({
        ("twitter", f"twitter:{handle.lower()}", account.pk)
        for handle, account in names
        if handle and handle.lower() != account.handle.lower()
    })
    if rows:
        insert_values(FormerName, ["network", "uri", "account_id"], rows, unless_there=True)


def _is_more(person: Person) -> bool:
    """Whether they are here otherwise than by old tweets."""
    return person.user_id is not None or person.accounts.exclude(network="twitter").exists()


def _handles(accounts: Iterable[Account]) -> Iterable[str]:
    for account in accounts:
        yield account.handle
        if account.uri.startswith("twitter:@"):
            yield account.uri
