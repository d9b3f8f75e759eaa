"""What follows from an answer: done, again later, given up, or a follower who is gone."""

import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from goodtalk.doors.fediverse.outbox.models import Delivery, Follower
from goodtalk.doors.fediverse.outbox.sending import NOT_TRIED, OUR_MISTAKE, Sent, is_down
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
    """Keep what became of a round of deliveries."""
    _put_back([sent.delivery for sent in answers if sent.status == NOT_TRIED])
    answers = [sent for sent in answers if sent.status != NOT_TRIED]
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


def _put_back(rows: Sequence[Delivery]) -> None:
    """They are due as before, as if nobody had taken them."""
    taken = Delivery.objects.filter(pk__in=[row.pk for row in rows])
    taken.update(taken_until=None, attempts=F("attempts") - 1)


def _is_for_later(sent: Sent, now: datetime) -> bool:
    if sent.has_arrived or now + _pause(sent) > sent.delivery.first_at + GIVE_UP_AFTER:
        return False
    return sent.status in WORTH_ANOTHER_TRY or is_down(sent.status)


def _put_off(later: Iterable[Sent], now: datetime) -> None:
    """Whatever waits for the same server waits as long, so that the order stays."""
    until: dict[str, datetime] = {}
    rows = []
    for sent in later:
        row = sent.delivery
        until[row.host] = max(now + _pause(sent), until.get(row.host, now))
        row.last_answer = sent.words
        rows.append(row)
    for row in rows:
        row.due_at, row.taken_until = until[row.host], None
    Delivery.objects.bulk_update(rows, ["due_at", "taken_until", "last_answer"], batch_size=200)
    for host, due in until.items():
        Delivery.objects.filter(host=host, due_at__lt=due).update(due_at=due)


def _pause(sent: Sent) -> timedelta:
    """Growing, and a little different for each server; or what the server asks for."""
    asked = sent.retry_after.strip()
    if asked.isascii() and asked.isdigit() and len(asked) < 9:
        return min(timedelta(seconds=int(asked)), LONGEST_PAUSE)
    pause = PAUSES[min(sent.delivery.attempts, len(PAUSES)) - 1]
    return pause * (1 + zlib.crc32(sent.delivery.host.encode()) % 20 / 100)


def _forget_gone(deliveries: Iterable[Delivery]) -> None:
    """Who has no inbox any more does not follow any more."""
    for row in deliveries:
        here = Q(actor__inbox=row.inbox) | Q(actor__shared_inbox=row.inbox)
        Follower.objects.filter(here, community=row.community_id).delete()
