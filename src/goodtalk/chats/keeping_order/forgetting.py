"""An account that is gone from its network: all that it said goes, and who it was."""

from datetime import datetime

from django.db import transaction

from goodtalk.chats.keeping_order.moderation import withdraw
from goodtalk.chats.models import Account, Person, Post, Thanks
from goodtalk.chats.thanking import thank

BATCH = 200  # posts a transaction


def forget_account(account: Account, *, now: datetime, was_only_way_in: bool = False) -> int:
    """Take back everything an account said, its thanks, and its name. Returns how many posts.

    Each post is taken back as if its author had done so, a chat at a time. The account's uri stays,
    and the posts' stay, so that nothing comes again. The person is forgotten too, with the thanks
    they gave, where this was all that was known of them; so is the user that they were, if it
    `was_only_way_in` and they have said nothing on this site itself. Safe to call again, also after
    it was interrupted.
    """
    said = Post.objects.filter(account=account, withdrawn_at=None).order_by("chat", "pk")
    count = 0
    while batch := list(said[:BATCH]):
        with transaction.atomic():
            for post in batch:
                withdraw(post, now=now)
        count += len(batch)
    _forget_name(account, now, was_only_way_in=was_only_way_in)
    return count


def _forget_name(account: Account, now: datetime, *, was_only_way_in: bool) -> None:
    person = Person.objects.select_related("user").get(pk=account.person_id)
    others = person.accounts.exclude(pk=account.pk).exclude(network="web", posts=None)
    is_all = (person.user is None or was_only_way_in) and not others.exists()
    if is_all:
        _take_thanks_back(person, now)
    with transaction.atomic():
        if is_all or person.name in (account.name, account.handle):
            person.name = ""
            person.save(update_fields=["name"])
        if is_all and person.user is not None:
            person.user.name = ""
            person.user.save(update_fields=["name"])
            person.accounts.filter(network="web").update(name="")
        account.handle = account.name = account.url = ""
        account.save(update_fields=["handle", "name", "url"])


def _take_thanks_back(person: Person, now: datetime) -> None:
    given = Thanks.objects.filter(person=person).select_related("post")
    for one in given.order_by("post__chat", "pk"):
        thank(one.post, person, wanted=False, now=now)
