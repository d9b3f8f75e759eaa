"""One account for one author, whether a file knows their number, their handle or both."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db.models.functions import Lower

from goodtalk.chats.incoming import Author, IncomingPost
from goodtalk.chats.models import Account
from goodtalk.doors.archives.entries import Entry

NUMBER, HANDLE = "twitter:user:", "twitter:@"


def settle_authors(entries: Sequence[Entry]) -> list[IncomingPost]:
    """The posts, each author under the account by which they are known here already, if any.

    A number is looked for as such, then under the handle beside it; a handle alone is looked for
    with any number. Whoever has neither handle nor name gets a name to be told from others by.
    Two queries.
    """
    authors = {entry.post.author for entry in entries if entry.post.network == "twitter"}
    accounts = _accounts(authors)
    settled = {author: _settled(author, accounts) for author in authors}
    return [
        replace(entry.post, author=settled.get(entry.post.author, entry.post.author))
        for entry in entries
    ]


def _accounts(authors: Iterable[Author]) -> dict[str, Account]:
    """The accounts that may be theirs, by uri, and by handle for those known by handle alone."""
    uris = {author.uri for author in authors} | {_by_handle(author) for author in authors}
    known = Account.objects.filter(network="twitter")
    accounts = {account.uri: account for account in known.filter(uri__in=uris - {""})}
    lone = {
        author.handle.lower()
        for author in authors
        if author.uri.startswith(HANDLE) and author.uri not in accounts
    }
    if lone:
        found = known.alias(lower=Lower("handle")).filter(lower__in=lone).order_by("-pk")
        accounts |= {f"twitter:{account.handle.lower()}": account for account in found}
    return accounts


def _settled(author: Author, accounts: dict[str, Account]) -> Author:
    account = accounts.get(author.uri) or accounts.get(_by_handle(author))
    nameless = f"Twitter user {author.uri.removeprefix(NUMBER)}"
    if account is None:
        known = author.handle or author.name
        return author if known else replace(author, name=nameless)
    name = author.name or (author.handle if account.name == nameless else "")
    return replace(author, uri=account.uri, name=name)


def _by_handle(author: Author) -> str:
    return f"twitter:{author.handle.lower()}" if author.handle else ""
