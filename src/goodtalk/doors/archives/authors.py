"""One account for one author, whether a file knows their number, their handle or both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db.models.functions import Lower

from goodtalk.chats.arriving.among import among, rows_of
from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.models import Account
from goodtalk.doors.archives.entries import Entry

NUMBER, HANDLE = "twitter:user:", "twitter:@"


REMEMBERED = 5000


class Authors:
    """Who was met in one run over an archive; remembers some of them."""

    def __init__(self) -> None:
        self._settled: dict[Author, Author] = {}

    def settle(self, entries: Sequence[Entry]) -> list[IncomingPost]:
        """The posts, each author under the account by which they are known here already, if any.

        A number is looked for as such, then under the handle beside it; a handle alone is looked
        for with any number. Whoever has neither handle nor name gets a name to be told from
        others by. Two queries, none when all of them have been met.
        """
        # One author's posts mostly share one object; to compare the values of each takes long.
        objects = {id(post.author): post.author for _, post in entries}
        twitter = {id(post.author) for _, post in entries if post.network == "twitter"}
        met = {objects[key] for key in twitter}
        new = met - self._settled.keys()
        accounts = _accounts(new) if new else {}
        settled = {author: _settled(author, accounts) for author in new}
        settled |= {author: self._settled[author] for author in met - new}
        self._remember(settled)
        by_object = {key: _changed(author, settled) for key, author in objects.items()}
        return [_by(post, by_object[id(post.author)]) for _, post in entries]

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


def _accounts(authors: Iterable[Author]) -> dict[str, Account]:
    """The accounts that may be theirs, by uri, and by handle for those known by handle alone."""
    uris = {author.uri for author in authors} | {_by_handle(author) for author in authors}
    known = Account.objects.filter(network="twitter")
    by_uri = known.filter(among("uri", uris - {""}))
    accounts = {account.uri: account for account in rows_of(by_uri)}
    lone = {
        author.handle.lower()
        for author in authors
        if author.uri.startswith(HANDLE) and author.uri not in accounts
    }
    if lone:
        found = known.alias(lower=Lower("handle")).filter(among("lower", lone))
        found = found.order_by("-pk")
        accounts |= {f"twitter:{account.handle.lower()}": account for account in found}
    return accounts


def _settled(author: Author, accounts: dict[str, Account]) -> Author:
    account = accounts.get(author.uri) or accounts.get(_by_handle(author))
    nameless = f"Twitter user {author.uri.removeprefix(NUMBER)}"
    if account is None:
        known = author.handle or author.name
        return author if known else replace(author, name=nameless)
    name = author.name or (author.handle if account.name == nameless else "")
    if (account.uri, name) == (author.uri, author.name):
        return author
    return replace(author, uri=account.uri, name=name)


def _by_handle(author: Author) -> str:
    return f"twitter:{author.handle.lower()}" if author.handle else ""
