"""What follows from an answer: done, again later, given up, or a follower who is gone."""

import zlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.db import transaction
from django.db.models import Q

from goodtalk.doors.fediverse.outbox.models import Delivery, Follower
from goodtalk.doors.fediverse.outbox.sending import OUR_MISTAKE, Sent, is_down
from goodtalk.doors.fediverse.outbox.servers import note_answers, note_way

# Seconds first: an hour is short, and who did not answer in time may only have been busy, or we.
PAUSES = tuple(
    timedelta(seconds=each)
    for each in (5, 20, 60, 300, 900, 1800, 3600, 7200, 14400, 28800, 43200)
)
GIVE_UP_AFTER = timedelta(days=2)
LONGEST_PAUSE = timedelta(hours=12)  # that a server may ask for
GONE = 410
# Of other refusals a second try makes nothing better: Mastodon's list
# (app/helpers/json_ld_helper.rb, response_error_unsalvageable?), and 501 with it.
WORTH_ANOTHER_TRY = {OUR_MISTAKE, 401, 408, 429}


@transaction.atomic
def settle(answers: Sequence[Sent], *, now: datetime) -> None:
    """Keep what became of some deliveries."""
    later = [sent for sent in answers if _is_for_later(sent, now)]
    waiting = {sent.delivery.pk for sent in later}
    over = [sent.delivery.pk for sent in answers if sent.delivery.pk not in waiting]
    Delivery.objects.filter(pk__in=over).delete()
    _put_off(later, now)
    _forget_gone(sent.delivery for sent in answers if sent.status == GONE)
    for sent in answers:
        if sent.way:
            note_way(sent.delivery.host, sent.way)
    down = {sent.delivery.host for sent in answers if is_down(sent.status)}
    heard = {sent.delivery.host for sent in answers if sent.status != OUR_MISTAKE}
    note_answers(heard - down, down, now=now)


def _is_for_later(sent: Sent, now: datetime) -> bool:
    if sent.has_arrived or now + _pause(sent, now) > sent.delivery.first_at + GIVE_UP_AFTER:
        return False
    return sent.status in WORTH_ANOTHER_TRY or is_down(sent.status)


def _put_off(later: Iterable[Sent], now: datetime) -> None:
    """Whatever waits for the same server waits as long, so that the order stays."""
    until: dict[str, datetime] = {}
    rows = []
    for sent in later:
        row = sent.delivery
        until[row.host] = max(now + _pause(sent, now), until.get(row.host, now))
        row.last_answer = sent.words
        rows.append(row)
    for row in rows:
        row.due_at, row.taken_until = until[row.host], None
    Delivery.objects.bulk_update(rows, ["due_at", "taken_until", "last_answer"], batch_size=200)
    for host, due in until.items():
        Delivery.objects.filter(host=host, due_at__lt=due).update(due_at=due)


def _pause(sent: Sent, now: datetime) -> timedelta:
    """Growing, and a little different for each server; or what the server asks for."""
    asked = _asked_for(sent.retry_after.strip(), now)
    if asked is not None:
        return min(asked, LONGEST_PAUSE)
    pause = PAUSES[min(sent.delivery.attempts, len(PAUSES)) - 1]
    return pause * (1 + zlib.crc32(sent.delivery.host.encode()) % 20 / 100)


def _asked_for(words: str, now: datetime) -> timedelta | None:
    """Retry-After: a number of seconds, or a date (RFC 9110, 10.2.3). What is past asks nothing."""
    if words.isascii() and words.isdigit() and len(words) < 9:
        return timedelta(seconds=int(words))
    try:
        at = parsedate_to_datetime(words)
        asked = at.replace(tzinfo=at.tzinfo or UTC) - now
    except (ValueError, OverflowError):
        return None
    return asked if asked > timedelta() else None


def _forget_gone(deliveries: Iterable[Delivery]) -> None:
    """Who has no inbox any more does not follow any more."""
    for row in deliveries:
        here = Q(actor__inbox=row.inbox) | Q(actor__shared_inbox=row.inbox)
        Follower.objects.filter(here, community=row.community_id).delete()
