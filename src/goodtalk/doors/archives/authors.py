"""One account for one author, whether a file knows their number, their handle or both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models.functions import Lower

from goodtalk.chats.arriving.among import among, rows_of
from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.known_names import (
    learn_numbers,
    make_accounts_one,
    name_the_nameless,
    remember_names,
)
from goodtalk.chats.models import Account, FormerName
from goodtalk.doors.archives.entries import Entry
from goodtalk.doors.archives.ties import Ties

NUMBER, HANDLE = "twitter:user:", "twitter:@"


REMEMBERED = 2000  # few people say most


@dataclass
class _Learnt:
    """What some rows tell of the accounts that are here."""

    numbers: dict[str, str] = field(default_factory=dict)  # of whom a handle alone was known
    same: dict[str, str] = field(default_factory=dict)  # of two accounts: number, handle
    called: dict[str, list[str]] = field(default_factory=dict)  # handles by number, the last last


class Authors:
    """Who was met in one run over an archive; remembers some of them."""

    def __init__(self) -> None:
        self._settled: dict[Author, Author] = {}
        self._ties = Ties()
        self._learnt = _Learnt()
        self.renamed: dict[str, str] = {}  # who was met by the first, and is the second

    def settle(self, entries: Sequence[Entry]) -> list[IncomingPost]:
        """The posts, each author under the account by which they are known here already, if any.

        A number is looked for as such, then under the handle beside it; a handle alone is looked
        for with any number that a row has beside it, and among handles that have changed. Whoever
        has neither handle nor name gets a name to be told from others by. Four queries at most,
        none when all of them have been met.
        """
        # One author's posts mostly share one object; to compare the values of each takes long.
        objects = {id(post.author): post.author for _, post in entries}
        twitter = {id(post.author): None for _, post in entries if post.network == "twitter"}
        met = {objects[key]: None for key in twitter}
        new = [author for author in met if author not in self._settled]
        self.renamed, changed = self._ties.learn(new)
        if self.renamed or changed:  # of whom more is known than when they were settled
            known = self._settled.items()
            self._settled = {
                one: other
                for one, other in known
                if one.uri not in self.renamed and other.uri not in changed
            }
            new = [author for author in met if author not in self._settled]
        settled = self._settle(new) if new else {}
        settled |= {author: self._settled[author] for author in met if author not in settled}
        self._remember(settled)
        by_object = {key: _changed(author, settled) for key, author in objects.items()}
        return [_by(post, by_object[id(post.author)]) for _, post in entries]

    def make_known(self, now: datetime) -> None:
        """Before the posts are stored: their authors are who they turned out to be.

        Of people who were here before, too. Mostly there is nothing to do.
        """
        learn_numbers(self._learnt.numbers)
        make_accounts_one(self._learnt.same, now=now)

    def keep_names(self) -> None:
        """When the posts are stored: the handles that authors have, and those that they had."""
        learnt, self._learnt = self._learnt, _Learnt()
        if learnt.called:
            name_the_nameless({uri: handles[-1] for uri, handles in learnt.called.items()})
            remember_names(learnt.called)

    def _settle(self, new: Sequence[Author]) -> dict[Author, Author]:
        tied = {author.uri: self._ties.number_of(author.uri) for author in new if _is_lone(author)}
        accounts = _accounts(new, {number for number in tied.values() if number})
        for author in new:
            self._learn(author, accounts)
        return {author: self._of(author, tied.get(author.uri, ""), accounts) for author in new}

    def _learn(self, author: Author, accounts: Mapping[str, Account]) -> None:
        """What a row that has number and handle tells of accounts that are here."""
        handle = _by_handle(author)
        if not handle or not author.uri.startswith(NUMBER):
            return
        account, other = accounts.get(author.uri), accounts.get(handle)
        if other is not None and other.uri == handle:
            if account is None:
                self._learnt.numbers[handle] = author.uri
            elif account.person_id != other.person_id:
                self._learnt.same[author.uri] = handle
        last = self._ties.handle_of(author.uri)
        before = account.handle if account else last
        if before.lower() != author.handle.lower() or last.lower() != author.handle.lower():
            called = self._learnt.called.setdefault(author.uri, [before] if before else [])
            called += [author.handle, last]

    def _of(self, author: Author, number: str, accounts: Mapping[str, Account]) -> Author:
        if number:  # of a handle alone
            is_former = self._ties.handle_of(number).lower() != author.handle.lower()
            return replace(author, uri=number, handle="" if is_former else author.handle)
        account = accounts.get(author.uri)
        if account and _is_lone(author) and account.handle.lower() != author.handle.lower():
            author = replace(author, handle="")  # they are called otherwise now
        nameless = f"Twitter user {author.uri.removeprefix(NUMBER)}"
        if account is None:
            known = author.handle or author.name or self._ties.handle_of(author.uri)
            return author if known else replace(author, name=nameless)
        name = author.name or (author.handle if account.name == nameless else "")
        return replace(author, uri=account.uri, name=name)

    def _remember(self, settled: dict[Author, Author]) -> None:
        """Keep what will be so next time; a name that was made up may be known by then."""
        if len(self._settled) > REMEMBERED:
            self._settled.clear()
        self._settled |= {one: other for one, other in settled.items() if one.name == other.name}


def _changed(author: Author, settled: Mapping[Author, Author]) -> Author:
    found = settled.get(author, author)
    return author if found == author else found


def _by(post: IncomingPost, author: Author) -> IncomingPost:
    return post if author is post.author else replace(post, author=author)


def _accounts(authors: Iterable[Author], numbers: set[str]) -> dict[str, Account]:
    """The accounts that may be theirs, by uri; also by a handle that they have, or had."""
    uris = {author.uri for author in authors} | {_by_handle(author) for author in authors}
    known = Account.objects.filter(network="twitter")
    by_uri = known.filter(among("uri", (uris | numbers) - {""}))
    accounts = {account.uri: account for account in rows_of(by_uri)}
    missing = {author.uri for author in authors} - accounts.keys()
    if lone := {uri.removeprefix("twitter:") for uri in missing if uri.startswith(HANDLE)}:
        found = known.alias(lower=Lower("handle")).filter(among("lower", lone))
        found = found.order_by("-pk")
        accounts |= {f"twitter:{account.handle.lower()}": account for account in found}
        missing -= accounts.keys()
    if missing:
        names = FormerName.objects.filter(among("uri", missing), network="twitter")
        accounts |= {name.uri: name.account for name in names.select_related("account")}
    return accounts


def _is_lone(author: Author) -> bool:
    return author.uri.startswith(HANDLE)


def _by_handle(author: Author) -> str:
    return f"twitter:{author.handle.lower()}" if author.handle else ""
