"""Fetches pictures of an hour that is on before anybody asks, so that no reader waits for them."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from django.db.models import QuerySet

from goodtalk.chats.arriving.among import among
from goodtalk.chats.arriving.domains import host_of
from goodtalk.chats.models import Chat, Post
from goodtalk.pictures.addresses import key_of
from goodtalk.pictures.files import file_of
from goodtalk.pictures.keeping import NotHere, NotYet, keep
from goodtalk.pictures.models import Picture

AT_A_TIME = 8  # pictures of one look; each takes five seconds at most
NEWEST = 200  # posts of an hour with something beside their words that are looked at


class Ahead:
    """What one worker has looked at: each chat's log, up to where nothing was left to fetch."""

    def __init__(self) -> None:
        self._looked: dict[int, int] = {}

    def fetch(self, now: datetime) -> int:
        """Fetch some of what is missing in hours that are on. Returns how many were asked for.

        One query when nothing has happened there. What is held or set aside waits until it is let
        in; a server that fails is asked for nothing more this time.
        """
        chats = dict(_on_now().values_list("pk", "last_seq"))
        self._looked = {pk: seq for pk, seq in self._looked.items() if pk in chats}
        asked = 0
        for pk, seq in chats.items():
            if self._looked.get(pk) == seq:
                continue
            missing = list(_missing(pk))
            asked += _fetch(missing[: AT_A_TIME - asked], now)
            if asked >= AT_A_TIME:
                return asked
            self._looked[pk] = seq
        return asked


def _on_now() -> QuerySet[Chat]:
    on = Chat.objects.filter(opened_at__isnull=False, closed_at=None, is_rebuilt=False)
    return on.order_by("pk")


def _missing(chat: int) -> Iterator[tuple[Post, str]]:
    """The newest posts' pictures that nobody has asked for yet. Two queries."""
    rows = Post.objects.visible().select_related("account")
    posts = rows.filter(chat=chat, enclosed__isnull=False).order_by("-pk")[:NEWEST]
    wanted = {
        key_of(picture.url): (post, picture.url)
        for post in posts
        for picture in (post.came_with.pictures if post.came_with else ())
        if picture.is_shown_here
    }
    tried = Picture.objects.filter(among("key", list(wanted))).values_list("key", flat=True)
    known = set(tried) if wanted else set()
    for key, found in wanted.items():
        if key not in known and not file_of(key).exists():
            yield found


def _fetch(pictures: list[tuple[Post, str]], now: datetime) -> int:
    failed: set[str] = set()
    for post, url in pictures:
        if host_of(url) in failed:
            continue
        try:
            with suppress(NotYet):  # a reader was quicker
                keep(url, post=post, now=now)
        except NotHere:
            failed.add(host_of(url))
    return len(pictures)


_ahead = Ahead()


def fetch_ahead(now: datetime) -> int:
    """The same for this process. The worker calls it every second or so, in a thread of its own."""
    return _ahead.fetch(now)
