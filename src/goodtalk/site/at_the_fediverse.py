"""What the worker does at the fediverse's door: it says, delivers, takes in, gathers and fetches.

One thread looks for all of it. The others sleep until it rings, or until this very process has
something for them, so that a server on which nothing happens asks its database little.
"""

import threading
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack

from django.utils import timezone

from goodtalk.site.again import Duty, again_and_again

LOOK_SECONDS = 0.25  # what another process has put aside is begun so soon
ASLEEP_SECONDS = 5  # then one looks by oneself, whatever was heard
GATHER_SECONDS = 2  # each of them
GATHERERS = 2  # a round takes as long as its slowest server
PICTURES_SECONDS = 1  # between looks for pictures that nobody has asked for yet

_bells: defaultdict[str, list[threading.Event]] = defaultdict(list)  # each thread has its own


def duties() -> list[Duty]:
    """What there is to do at an open door."""
    return [
        look_out,
        carry,
        deliver_to_the_living,
        deliver_to_the_failing,
        take_in_what_waits,
        *[gather_from_others] * GATHERERS,
        fetch_pictures_ahead,
    ]


def look_out(stop: threading.Event) -> None:
    """Look four times a second what waits, and wake those whose it is. One query."""
    from goodtalk.chats.log import hear_nudges
    from goodtalk.doors.fediverse.outbox.delivering import hear_of_deliveries
    from goodtalk.doors.fediverse.waiting import CARRY, DELIVER, what_waits

    def look() -> None:
        for what in what_waits(timezone.now()):
            ring(what)

    with ExitStack() as heard:
        heard.callback(hear_nudges(lambda _: ring(CARRY)))
        heard.callback(hear_of_deliveries(lambda: ring(DELIVER)))
        again_and_again(look, LOOK_SECONDS, stop, "Looking out for the fediverse")
    for what in list(_bells):
        ring(what)  # they are told to stop, too


def carry(stop: threading.Event) -> None:
    """Say there what the hours' logs tell."""
    from goodtalk.doors.fediverse.outbox.carrying import carry_out
    from goodtalk.doors.fediverse.waiting import CARRY

    _when_it_rings(CARRY, lambda _: carry_out(timezone.now()), stop, "Carrying to the fediverse")


def deliver_to_the_living(stop: threading.Event) -> None:
    """Send what is due to servers that answer."""
    _deliver(stop, "Delivering", failing=False)


def deliver_to_the_failing(stop: threading.Event) -> None:
    """Try servers again that have failed for a while: the others do not wait for them."""
    _deliver(stop, "Trying again", failing=True)


def _deliver(stop: threading.Event, title: str, *, failing: bool) -> None:
    """It hears the bell while it sends, too: what comes does not wait for a server that is slow."""
    from goodtalk.doors.fediverse.outbox.delivering import deliver_due
    from goodtalk.doors.fediverse.waiting import DELIVER

    def deliver(bell: threading.Event) -> None:
        deliver_due(timezone.now(), failing=failing, stop=stop, bell=bell)

    _when_it_rings(DELIVER, deliver, stop, title)


def take_in_what_waits(stop: threading.Event) -> None:
    """Go on with what has arrived from people whom we do not know yet."""
    from goodtalk.doors.fediverse.inbox.working import handle_waiting
    from goodtalk.doors.fediverse.waiting import TAKE_IN

    _when_it_rings(TAKE_IN, lambda _: handle_waiting(timezone.now()), stop, "Taking in what waits")


def gather_from_others(stop: threading.Event) -> None:
    """Ask other servers for what carries our tags, and whether what was seen there is still."""
    from goodtalk.doors.fediverse.gathering.gathering import gather_due

    again_and_again(lambda: gather_due(timezone.now()), GATHER_SECONDS, stop, "Gathering")


def fetch_pictures_ahead(stop: threading.Event) -> None:
    """Have pictures here before the readers of an hour ask for them."""
    from goodtalk.pictures.fetching_ahead import fetch_ahead

    again_and_again(
        lambda: fetch_ahead(timezone.now()), PICTURES_SECONDS, stop, "Fetching pictures"
    )


def ring(what: str) -> None:
    """Wake whoever does this."""
    for bell in _bells[what]:
        bell.set()


def _when_it_rings(
    what: str, do: Callable[[threading.Event], object], stop: threading.Event, title: str
) -> None:
    bell = threading.Event()
    _bells[what].append(bell)
    try:
        again_and_again(lambda: do(bell), ASLEEP_SECONDS, stop, title, bell)
    finally:
        _bells[what].remove(bell)
