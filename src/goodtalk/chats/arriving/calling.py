"""What people of old tweets are called: as they were last, in whatever order files tell it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from goodtalk.chats.arriving.among import among, rows_of
from goodtalk.chats.arriving.drafts import AnyPost
from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.known_names import remember
from goodtalk.chats.arriving.sanitising import web_address
from goodtalk.chats.arriving.speakers import called_in
from goodtalk.chats.arriving.writing import update_rows
from goodtalk.chats.models import Account, Person, Post
from goodtalk.communities.models import Community

NAMES, MOMENTS = ("handle", "name", "url"), ("handle_at", "name_at")
REMEMBERED = 5000  # accounts
_names, _moments = attrgetter(*NAMES), attrgetter(*MOMENTS)
_values = attrgetter(*NAMES, *MOMENTS)
# Who is asked for a tweet later tells what its author is called by then: nobody knows how much
# later, but not before those who noted it at the time.
_LATER = timedelta(microseconds=1)


class _Moments(NamedTuple):
    """As much of an account as is written."""

    id: int
    handle_at: datetime | None
    name_at: datetime | None


class Calling:
    """What the posts of one run over an archive tell of who is called how.

    That the same names are told again, later, is most of it: such moments are kept together until
    `keep`, for to write them with each delivery would take a tenth of an import's time. A run that
    is interrupted before has them told again when it is repeated.
    """

    def __init__(self) -> None:
        self._moments: dict[int, tuple[datetime | None, datetime | None]] = {}

    def call_as_told(
        self,
        told: Sequence[tuple[IncomingPost, AnyPost]],
        community: Community,
        *,
        now: datetime,
        known: Mapping[int, Account],
    ) -> None:
        """Call the authors of posts that an archive brought, new here or not, what it calls them.

        Of an account on another network, which has a life beside the archive, only what is not
        known yet is taken. What was taken back tells nothing, and nothing is told of accounts that
        are known to be somebody else's. `known` are accounts as they are now, by their keys; the
        others are asked for. One query at most, and up to five more where there is anything new.
        """
        by_account = _latest_of_each(told, community)
        accounts = self._accounts(by_account.keys(), known)
        before = {pk: _values(account) for pk, account in accounts.items()}
        since = _since(accounts.values(), now)
        former: list[tuple[str, Account]] = []
        for pk, account in accounts.items():
            handles = {account.handle}
            for post in by_account[pk]:
                if post.author.uri == account.uri:
                    handles.add(called_in(post.author)[0])
                    _call(account, post.author, post.published, since.get(pk))
            if len(handles) > 1 and account.network == "twitter":
                former += [(handle, account) for handle in handles]
        changed = [one for pk, one in sorted(accounts.items()) if _values(one) != before[pk]]
        renamed = [one for one in changed if _names(one) != before[one.pk][: len(NAMES)]]
        if renamed:
            _call_people(renamed, before)
            update_rows(Account, renamed, NAMES)
        self._moments |= {one.pk: _moments(one) for one in changed}
        if len(self._moments) > REMEMBERED:
            self.keep()
        remember(former)

    @transaction.atomic(savepoint=False)
    def keep(self) -> None:
        """Write the moments that are not written yet, all or none. One query."""
        rows = [_Moments(pk, *moments) for pk, moments in sorted(self._moments.items())]
        update_rows(Account, rows, MOMENTS)
        self._moments.clear()

    def _accounts(self, keys: Set[int], known: Mapping[int, Account]) -> dict[int, Account]:
        accounts = {pk: known[pk] for pk in keys & known.keys()}
        if others := keys - known.keys():
            found = Account.objects.filter(among("pk", others))
            accounts |= {account.pk: account for account in rows_of(found)}
        for pk in accounts.keys() & self._moments.keys():
            accounts[pk].handle_at, accounts[pk].name_at = self._moments[pk]
        return accounts


def _latest_of_each(
    told: Sequence[tuple[IncomingPost, AnyPost]], community: Community
) -> dict[int, list[IncomingPost]]:
    """For each account the last post of each of the authors that are taken for it."""
    latest: dict[tuple[int, int], IncomingPost] = {}
    for post, row in reversed(told):  # mostly they come in their order
        if row.withdrawn_at is None and row.community_id == community.pk:
            key = (row.account_id, id(post.author))
            last = latest.get(key)
            if last is None or last.published < post.published:
                latest[key] = post
    by_account: dict[int, list[IncomingPost]] = defaultdict(list)
    for (pk, _), post in latest.items():
        by_account[pk].append(post)
    return by_account


def made_up_name(uri: str) -> str:
    """What somebody is called of whom nothing but the number is known."""
    return f"Twitter user {uri.rpartition(':')[2]}"


def _since(accounts: Iterable[Account], now: datetime) -> dict[int, datetime]:
    """When those last spoke of whom it was not noted when they were called so."""
    unknown = [
        account.pk
        for account in accounts
        if account.network == "twitter"
        and ((account.handle and not account.handle_at) or (account.name and not account.name_at))
    ]
    if not unknown:
        return {}
    posts = Post.objects.filter(among("account", unknown)).exclude(received_at=now).order_by()
    return dict(posts.values_list("account").annotate(Max("published_at")))


def _call(account: Account, author: Author, at: datetime, since: datetime | None) -> None:
    handle, name = called_in(author)
    if name == made_up_name(author.uri):
        name = ""
    if account.network != "twitter":
        account.handle, account.name = account.handle or handle, account.name or name
        return
    known = "" if account.name in (made_up_name(account.uri), account.handle) else account.name
    told = at if author.as_then else at + _LATER
    if handle and _counts(told, handle, account.handle_at or since, account.handle):
        account.handle, account.handle_at = handle, told
        account.url = web_address(author.url, 500) or account.url
    if name and _counts(told, name, account.name_at or since, known):
        account.name, account.name_at = name, told
    elif account.handle:
        account.name = known


def _counts(told: datetime, word: str, known_at: datetime | None, known: str) -> bool:
    """Whether it is told later. Of two words of one moment it is always the same one that counts:
    where only capitals differ, the one that has them.
    """
    if known_at is None or not known:
        return True
    return (told, word.swapcase()) > (known_at, known.swapcase())


def _call_people(accounts: Iterable[Account], before: dict[int, tuple[object, ...]]) -> None:
    """People who were called like their account are called like it now."""
    renamed = {one.person_id: one for one in accounts if _values(one)[:2] != before[one.pk][:2]}
    if not renamed:
        return
    people = []
    for person in Person.objects.filter(among("pk", list(renamed))):
        account = renamed[person.pk]
        name = account.name or account.handle[:120]
        if person.name in before[account.pk][:2] and name and person.name != name:
            person.name = name
            people.append(person)
    update_rows(Person, people, ["name"])
