"""Fetches a picture of another server once, for everybody, and keeps it in the cache."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock

from django.db import transaction

from goodtalk.chats.arriving.gate import Key, of_whom_nothing_is_asked, of_words_alone
from goodtalk.chats.arriving.incoming import Author
from goodtalk.chats.models import Post
from goodtalk.outside.client import NotAllowed, NotReachable, fetch
from goodtalk.pictures.addresses import key_of
from goodtalk.pictures.files import file_of, write_file
from goodtalk.pictures.looking import NotAPicture, look_at
from goodtalk.pictures.models import Picture

ACCEPT = "image/avif,image/webp,image/png,image/jpeg,image/gif"
MAX_BYTES = 8 * 1024 * 1024
TIMEOUT_SECONDS = 5  # so long a stranger's server can hold one of this server's threads
AT_ONCE = 2  # and so many of them in each process

_lock = Lock()
_on_their_way: set[str] = set()


class NotHere(Exception):
    """The picture cannot be had; says why, in one plain sentence."""


class NotYet(Exception):
    """It is on its way, or others are: ask again in a second."""


def keep(url: str, *, post: Post | None, now: datetime) -> Path:
    """The file of a picture, fetched if it is not here.

    `post` is the one for which it is asked, None for an emoji. Takes five seconds at most. Raises
    NotHere and NotYet.
    """
    key = key_of(url)
    path = file_of(key)
    if post is None and path.exists():  # emoji are many, and asked for with every page
        return path
    if _is_rejected(url, post):
        Picture.objects.filter(key=key).delete()  # and with it the file, if there is one
        raise NotHere("Pictures of that server are not taken here.")
    if path.exists():
        return path
    if of_whom_nothing_is_asked(_whose(url, post)):
        raise NotHere("Nothing is asked of that server.")
    known = Picture.objects.filter(key=key).first()
    if known and not known.may_be_asked(now):
        raise NotHere(known.problem)
    with _among_few(key):
        try:
            data = _fetch(url)
            media_type = look_at(data).media_type
        except (NotReachable, NotAPicture, NotHere) as why:
            _note_failure(url, known, str(why), post=post, now=now)
            raise NotHere(str(why)) from why
        return _keep(url, data, media_type, post=post, now=now)


def _is_rejected(url: str, post: Post | None) -> bool:
    """Whether the host takes no pictures from where it is, or from where its post was said."""
    return bool(of_words_alone(_whose(url, post)))


def _whose(url: str, post: Post | None) -> dict[Key, Author]:
    """Who shows it: whatever server it is on, and the author of its post."""
    authors = {("fediverse", url): Author(uri=url)}
    if post is not None:
        by = post.account
        authors[by.network, by.uri] = Author(uri=by.uri, handle=by.handle)
    return authors


@contextmanager
def _among_few(key: str) -> Iterator[None]:
    """Raises NotYet where this one is on its way already, or enough others are."""
    with _lock:
        if key in _on_their_way or len(_on_their_way) >= AT_ONCE:
            raise NotYet
        _on_their_way.add(key)
    try:
        yield
    finally:
        with _lock:
            _on_their_way.remove(key)


def _fetch(url: str) -> bytes:
    answer = fetch(
        url, accept=ACCEPT, max_bytes=MAX_BYTES, timeout_seconds=TIMEOUT_SECONDS,
        sign=_if_welcome,
    )  # fmt: skip
    if answer.status in (404, 410):
        raise NotHere("It is not there any more.")
    if answer.status != 200:
        raise NotHere(f"Its server answers with {answer.status}.")
    return answer.body


def _if_welcome(
    method: str, url: str, headers: Mapping[str, str], body: bytes
) -> Mapping[str, str]:
    """Nothing is signed; but each server is judged to which a redirect leads."""
    if of_whom_nothing_is_asked(_whose(url, None)) or _is_rejected(url, None):
        raise NotAllowed("It leads to a server of which nothing is asked.")
    return headers


@transaction.atomic
def _keep(
    url: str, data: bytes, media_type: str, *, post: Post | None, now: datetime
) -> Path:
    """Keep it, unless its post has been taken back while it was on its way."""
    if not _is_wanted(post):
        raise NotHere("Its post was taken back.")
    values = {
        "url": url, "post": post, "media_type": media_type, "size_bytes": len(data),
        "kept_at": now, "failed_at": None, "failures": 0, "problem": "",
    }  # fmt: skip
    Picture.objects.update_or_create(key=key_of(url), defaults=values)
    return write_file(key_of(url), data)


@transaction.atomic
def _note_failure(
    url: str, known: Picture | None, problem: str, *, post: Post | None, now: datetime
) -> None:
    if not _is_wanted(post):
        return
    values = {
        "url": url, "post": post, "failed_at": now, "problem": problem[:200],
        "failures": min(known.failures if known else 0, 99) + 1,
    }  # fmt: skip
    Picture.objects.update_or_create(key=key_of(url), defaults=values)


def _is_wanted(post: Post | None) -> bool:
    if post is None:
        return True
    rows = Post.objects.select_for_update(of=("self",)).filter(pk=post.pk, withdrawn_at=None)
    return rows.first() is not None
