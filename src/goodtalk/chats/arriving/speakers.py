"""Who speaks: the accounts of those who wrote what a door brings, known or new."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from uuid import uuid4

from django.db.models import Max, Q

from goodtalk.chats.arriving.among import among, rows_of
from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.sanitising import web_address
from goodtalk.chats.arriving.writing import insert_values, reserve_numbers
from goodtalk.chats.models import Account, Person, Post
from goodtalk.communities.models import User
from goodtalk.communities.plain_text import plain_line

Key = tuple[str, str]  # network, uri


def web_author(user: User) -> Author:
    """Somebody who has signed in, as the web door and the API name them."""
    return Author(uri=f"user:{user.pk}", name=user.shown_name)


def guest_author(key: str, name: str) -> Author:
    """A guest of the web door; `key` stays the same while their session lasts."""
    return Author(uri=f"guest:{key}", name=name)


def among_us(prefix: str = "") -> Q:
    """Accounts of this server's own page; what another Goodtalk exported names its people's
    by an address. `prefix` leads to the account.
    """
    uri = f"{prefix}uri__startswith"
    return Q(**{f"{prefix}network": "web"}) & (Q(**{uri: "user:"}) | Q(**{uri: "guest:"}))


def new_guest_key() -> str:
    """What tells one guest from another who gives the same name."""
    return uuid4().hex


def web_account(user: User) -> Account:
    """The web account of a user, with the person that it belongs to; made when there is none."""
    author = web_author(user)
    account = Account.objects.filter(network="web", uri=author.uri).first()
    if account is None:
        name = _name(author)
        person, _ = Person.objects.get_or_create(user=user, defaults={"name": name})
        account, _ = Account.objects.get_or_create(
            network="web", uri=author.uri, defaults={"name": name, "person": person}
        )
    return account


def mention_address(name: str) -> str | None:
    """Where somebody who is mentioned can be met: on the fediverse, or on Bluesky.

    A bare @name says nothing of the network it was meant for, and leads nowhere.
    """
    local, _, host = name.partition("@")
    if host:
        return f"https://{host}/@{local}"
    return f"https://bsky.app/profile/{name}" if "." in name else None


def find_accounts(incoming: Iterable[IncomingPost]) -> dict[Key, Account]:
    """The account of each author, made where it is new, renamed where its name has changed.

    People are called as they were when they last spoke, in whatever order that comes here. Two
    queries, and up to eight more where authors are new or changed. Of a web user's account
    the user is known, and so is the person.
    """
    authors: dict[Key, Author] = {}
    spoke: dict[Key, datetime] = {}
    for post in incoming:
        key = (post.network, post.author.uri)
        if (other := authors.get(key)) is None:
            authors[key], spoke[key] = post.author, post.published
        elif other is not post.author:
            is_later = spoke[key] <= post.published
            authors[key] = (
                _filled_up(post.author, other) if is_later else _filled_up(other, post.author)
            )
            spoke[key] = max(spoke[key], post.published)
        elif spoke[key] < post.published:
            spoke[key] = post.published
    known = _known(authors)
    new = {key: author for key, author in authors.items() if key not in known}
    if new:
        _make(new)
        known |= _known(new)
    _rename(known, authors, spoke)
    return known


def _filled_up(author: Author, other: Author) -> Author:
    """An author, with the handle and the name that another post of theirs has."""
    if (author.handle or not other.handle) and (author.name or not other.name):
        return author
    return replace(author, handle=author.handle or other.handle, name=author.name or other.name)


def _known(authors: dict[Key, Author]) -> dict[Key, Account]:
    accounts = Account.objects.filter(among("uri", {uri for _, uri in authors}))
    found = {(account.network, account.uri): account for account in rows_of(accounts)}
    return {key: account for key, account in found.items() if key in authors}


def _make(authors: dict[Key, Author]) -> None:
    users = {_user_id(key): key for key in authors if _user_id(key)}
    persons = {
        users[person.user_id]: person
        for person in Person.objects.filter(user__in=users)
        if person.user_id
    } if users else {}
    person_of = {key: person.pk for key, person in persons.items()}
    fresh = [key for key in authors if key not in persons]
    if fresh:
        person_of |= zip(fresh, reserve_numbers(Person, len(fresh)), strict=True)
        named = ((key, _name(authors[key]) or _handle(authors[key])[:120]) for key in fresh)
        insert_values(
            Person,
            ["id", "name", "user_id"],
            [(person_of[key], name, _user_id(key)) for key, name in named],
        )
    insert_values(
        Account,
        ["network", "uri", "handle", "name", "url", "person_id", "hides_from_search"],
        [
            (
                *key, _handle(author), _name(author), web_address(author.url, 500),
                person_of[key], author.is_indexable is False,
            )
            for key, author in authors.items()
        ],
        unless_there=True,  # another process may have met the same author just now
    )


def _rename(
    accounts: dict[Key, Account], authors: dict[Key, Author], spoke: dict[Key, datetime]
) -> None:
    new = {
        key: (*_called_now(author, account), _hides(author, account))
        for key, author in authors.items()
        if (account := accounts[key])
    }
    changed = _not_later(
        {
            key: one
            for key, one in accounts.items()
            if new[key] != (one.handle, one.name, one.hides_from_search)
        },
        spoke,
    )
    if not changed:
        return
    persons = Person.objects.in_bulk({account.person_id for account in changed})
    called = []
    for account in changed:
        handle, name, hides = new[account.network, account.uri]
        account.person = persons[account.person_id]
        if account.person.name in (account.name, account.handle) and (name or handle):
            account.person.name = name or handle[:120]
            called.append(account.person)
        account.handle, account.name, account.hides_from_search = handle, name, hides
    Account.objects.bulk_update(
        changed, ["handle", "name", "hides_from_search"], batch_size=500
    )
    if called:
        Person.objects.bulk_update(called, ["name"], batch_size=500)


def _not_later(accounts: dict[Key, Account], spoke: dict[Key, datetime]) -> list[Account]:
    """Those that have not said anything later; and those of whom not even a handle is known."""
    if not accounts:
        return []
    posts = Post.objects.filter(account__in=accounts.values()).order_by()
    latest = dict(posts.values_list("account").annotate(Max("published_at")))
    return [
        account
        for key, account in accounts.items()
        if account.pk not in latest or latest[account.pk] <= spoke[key] or not account.handle
    ]


def called_in(author: Author) -> tuple[str, str]:
    """Their handle and their name, as they can be shown."""
    return _handle(author), _name(author)


def _name(author: Author) -> str:
    return _cleaned(author.name, 120)


def _handle(author: Author) -> str:
    return _cleaned(author.handle, 200)


@lru_cache(maxsize=5000)  # an archive names the same few people again and again
def _cleaned(words: str, longest: int) -> str:
    return plain_line(words)[:longest].rstrip()


def _called_now(author: Author, account: Account) -> tuple[str, str]:
    """Their handle and name by what they have said last; old tweets are not told in order."""
    if account.network == "twitter":  # see calling.py
        return account.handle, account.name
    return _handle(author) or account.handle, _name(author) or account.name


def _hides(author: Author, account: Account) -> bool:
    """Whether they want not to be found by searching; as before where they do not say."""
    hides: bool = account.hides_from_search
    return hides if author.is_indexable is None else not author.is_indexable


def _user_id(key: Key) -> int | None:
    network, uri = key
    return int(uri.removeprefix("user:")) if network == "web" and uri.startswith("user:") else None
