"""By which names accounts are known: a number that is learnt later, handles that have changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from goodtalk.chats.arriving.among import among
from goodtalk.chats.arriving.writing import insert_values
from goodtalk.chats.models import Account, FormerName, Person
from goodtalk.chats.one_person import TwoUsers, make_one


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
            learnt.append((account.uri, account))
            account.uri = number
    Account.objects.bulk_update([account for _, account in learnt], ["uri"], batch_size=500)
    _remember((uri, account.pk) for uri, account in learnt)


def make_accounts_one(same: Mapping[str, str], *, now: datetime) -> None:
    """Have the people of two accounts be one, where a row has the names of both."""
    for one, other in same.items():
        found = Account.objects.filter(network="twitter", uri__in=[one, other])
        people = {account.uri: account.person for account in found.select_related("person")}
        if len(people) == 2:
            try:
                make_one(people[one], people[other], now=now)
            except TwoUsers:  # they sign in here, each by themselves, and know better
                continue


@transaction.atomic
def name_the_nameless(handles: Mapping[str, str]) -> None:
    """Give accounts of which not even a handle was known the ones that rows have for them."""
    nameless = Account.objects.filter(among("uri", handles), network="twitter", handle="")
    for account in nameless.select_related("person"):
        before = account.name
        account.handle = handles[account.uri]
        if before in ("", f"Twitter user {account.uri.rpartition(':')[2]}"):
            account.name = account.handle
            Person.objects.filter(pk=account.person_id, name=before).update(name=account.name)
        account.save(update_fields=["handle", "name"])


@transaction.atomic
def remember_names(called: Mapping[str, Iterable[str]]) -> None:
    """Let the handles that accounts have had lead to them, but for the one that they have."""
    found = Account.objects.filter(among("uri", called), network="twitter")
    _remember(
        (f"twitter:{handle.lower()}", pk)
        for pk, uri, current in found.values_list("pk", "uri", "handle")
        for handle in dict.fromkeys(called[uri])
        if handle and handle.lower() != current.lower()
    )


def _remember(names: Iterable[tuple[str, int]]) -> None:
    rows = sorted({("twitter", uri, pk) for uri, pk in names})
    if rows:
        insert_values(FormerName, ["network", "uri", "account_id"], rows, unless_there=True)
