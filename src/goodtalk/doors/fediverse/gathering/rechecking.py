"""Whether posts that others told of are still there, asked of the servers that they come from.

Whoever deletes a post has their server tell those that it told of it. It never told us of what a
timeline or a relay told, nor of what we fetched.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import F, QuerySet

from goodtalk.chats.keeping_order.moderation import withdraw
from goodtalk.chats.models import Post
from goodtalk.doors.fediverse.actors.fetching import ACCEPT
from goodtalk.doors.fediverse.actors.own_keys import signing_key
from goodtalk.doors.fediverse.gathering.models import Recheck
from goodtalk.doors.fediverse.gathering.together import at_once
from goodtalk.doors.fediverse.hosts.rules import rules_of, shuts_out
from goodtalk.doors.fediverse.inbox.values import kind_of, moment_at, server_of, uri_in, words_at
from goodtalk.doors.fediverse.inbox.wanting import want
from goodtalk.doors.fediverse.signing.requests import sign_request
from goodtalk.outside.client import NotReachable, Sign, fetch

AGES = (
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(days=7),
    timedelta(days=30),
)
THEN_EVERY = timedelta(days=90)  # for as long as we keep it
AGAIN = timedelta(minutes=10)  # a server that is being mended may say of everything "not found"
HELD = timedelta(minutes=2)  # while this worker looks, no other does
RESTS = timedelta(hours=1)  # a server that has had enough of us
MAX_LOOKS = 20  # of one round
MAX_OF_SERVER = 3  # of those
MAX_BYTES = 512 * 1024
TIMEOUT_SECONDS = 4
HAD_ENOUGH = 429


class Seen(NamedTuple):
    """What its server answered: HTTP's word for it, or 0 for nothing; and the document."""

    status: int
    document: Mapping[str, Any]


def look_later(post_ids: Iterable[int], now: datetime) -> None:
    """Have somebody look for new posts in a while. One query."""
    Recheck.objects.bulk_create(
        [Recheck(post_id=pk, due_at=now + AGES[0]) for pk in post_ids], ignore_conflicts=True
    )


def due_rechecks(now: datetime) -> QuerySet[Recheck]:
    """Posts to be looked for now."""
    return Recheck.objects.filter(due_at__lte=now)


def look_again(now: datetime) -> int:
    """Look for posts whose time has come, one of each server at once. Returns how many went."""
    due = list(due_rechecks(now).select_related("post__account").order_by("due_at")[:MAX_LOOKS])
    by_server: dict[str, list[Recheck]] = {}
    for one in _with_open_doors(due, now):
        looks = by_server.setdefault(server_of(one.post.uri), [])
        if len(looks) < MAX_OF_SERVER and _claim(one, now):
            looks.append(one)
    sign = _signer() if by_server else None
    found = at_once(lambda looks: _look_for(looks, sign), by_server.values())
    return sum(
        _learn(one, seen, now)
        for looks, answers in zip(by_server.values(), found, strict=True)
        for one, seen in zip(looks, answers, strict=True)
    )


def _look_for(looks: Sequence[Recheck], sign: Sign | None) -> list[Seen]:
    """What one server says of each; no more is asked of one that has had enough or is away."""
    found: list[Seen] = []
    for one in looks:
        tired = found and found[-1].status in (0, HAD_ENOUGH)
        found.append(found[-1] if tired else _look(one.post.uri, sign))
    return found


def _claim(one: Recheck, now: datetime) -> bool:
    taken = Recheck.objects.filter(pk=one.pk, due_at=one.due_at)
    return taken.update(due_at=now + HELD) == 1


def _with_open_doors(due: Collection[Recheck], now: datetime) -> list[Recheck]:
    """Without those of servers that are shut out, of which nothing is asked."""
    rules = rules_of({server_of(one.post.uri) for one in due})
    shut = [one for one in due if shuts_out(rules[server_of(one.post.uri)])]
    Recheck.objects.filter(pk__in=[one.pk for one in shut]).update(due_at=now + THEN_EVERY)
    return [one for one in due if one not in shut]


def _signer() -> Sign:
    """Signs as the server itself: some servers show nothing to strangers."""
    key = signing_key(None)
    return lambda method, url, headers, body: sign_request(key, method, url, headers, body)


def _look(uri: str, sign: Sign | None) -> Seen:
    try:
        answer = fetch(
            uri, accept=ACCEPT, max_bytes=MAX_BYTES, timeout_seconds=TIMEOUT_SECONDS, sign=sign
        )
    except NotReachable:
        return Seen(0, {})
    try:
        document = json.loads(answer.body) if answer.status == 200 else {}
    except (ValueError, RecursionError):
        document = {}
    return Seen(answer.status, document if isinstance(document, dict) else {})


def _learn(one: Recheck, seen: Seen, now: datetime) -> bool:
    """Draw the conclusion. Says whether the post is gone."""
    post = one.post
    if post.withdrawn_at is None and not _is_gone(one, seen):
        _again(one, seen, now)
        if _was_changed(post, seen):
            want(post.uri, now=now)
        return False
    if post.withdrawn_at is None:
        withdraw(post, now=now)
    one.delete()
    return True


def _is_gone(one: Recheck, seen: Seen) -> bool:
    """Gone is gone; what is only not found may be found in a while, and is looked for twice.

    A post that its server says is somebody else's was never theirs: a timeline told us wrong.
    """
    if seen.status == 410 or kind_of(seen.document) == "Tombstone":
        return True
    if seen.status == 404:
        return one.missed > 0
    author = uri_in(seen.document.get("attributedTo"))
    is_it = words_at(seen.document, "id") == one.post.uri
    return bool(is_it and author and author != one.post.account.uri)


def _again(one: Recheck, seen: Seen, now: datetime) -> None:
    if seen.status == HAD_ENOUGH:
        Recheck.objects.filter(pk=one.pk).update(due_at=now + RESTS)
        return
    if seen.status == 404:
        Recheck.objects.filter(pk=one.pk).update(missed=F("missed") + 1, due_at=now + AGAIN)
        return
    looks = one.looks + 1
    first = one.post.received_at
    age = AGES[looks] if looks < len(AGES) else AGES[-1] + THEN_EVERY * (looks - len(AGES) + 1)
    due_at = max(first + age, now + AGAIN)
    Recheck.objects.filter(pk=one.pk).update(looks=looks, missed=0, due_at=due_at)


def _was_changed(post: Post, seen: Seen) -> bool:
    """Whether its author has changed it since we last read it, as far as the document says."""
    updated = moment_at(seen.document, "updated")
    return updated is not None and updated > post.received_at
