"""Collects what carries our tags but names nobody, and so never comes by itself."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.models import CharField, Value

from goodtalk.doors.fediverse.gathering.asking import Server
from goodtalk.doors.fediverse.gathering.claiming import Round, claim, due_timelines
from goodtalk.doors.fediverse.gathering.rechecking import due_rechecks, look_again
from goodtalk.doors.fediverse.gathering.storing import store
from goodtalk.doors.fediverse.gathering.together import at_once
from goodtalk.doors.fediverse.gathering.visiting import Visit, visit
from goodtalk.doors.fediverse.hosts.rules import rules_of, shuts_out
from goodtalk.doors.fediverse.inbox.values import server_of

logger = logging.getLogger(__name__)


def gather_due(now: datetime) -> int:
    """Ask the servers whose turn it is, or look for posts that may be gone. How many posts came.

    Called by the worker every second or so. One query when nothing is due, none while this
    server has no public address. Takes as long as the slowest server's visit, which is bounded.
    """
    if not settings.ORIGIN:
        return 0
    due = _due(now)
    addresses = {name for name in due if name}
    if addresses:  # an hour waits for these; the others can wait a second
        return gather_from(addresses, now)
    if due:
        look_again(now)
    return 0


def gather_from(addresses: set[str], now: datetime) -> int:
    """Visit these servers, all at once, and keep what they tell. How many posts came."""
    rounds = claim(addresses, now)
    shut = {address for address in addresses if _is_shut(address)}
    visits = at_once(lambda one: _visit(one, one.address in shut, now), rounds)
    return sum(keep(asked, done, now) for asked, done in zip(rounds, visits, strict=True))


def keep(asked: Round, done: Visit, now: datetime) -> int:
    """Keep what a visit brought, or that we could not. How many posts came."""
    try:
        return store(asked, done, now)
    except (OperationalError, InterfaceError):
        raise  # the database is away or busy: no other server would fare better
    except Exception:  # a mistake of ours must not keep the others' posts out
        logger.exception("Keeping what %s told", asked.address)
        return store(asked, Visit((), problem="We could not keep what it told."), now)


def _visit(asked: Round, is_shut: bool, now: datetime) -> Visit:
    if is_shut:
        return Visit((), problem="The host of this site has shut that server out.")
    token = next((source.token for source in asked.sources if source.token), "")
    try:
        return visit(Server(asked.address, token), asked.errands, now)
    except Exception:
        logger.exception("Asking %s", asked.address)
        return Visit((), problem="We could not read what it answered.")


def _is_shut(address: str) -> bool:
    host = server_of(address)
    return shuts_out(rules_of([host])[host])


def _due(now: datetime) -> set[str]:
    """The addresses of the servers whose turn it is; an empty one, if there are posts to find."""
    timelines = due_timelines(now).order_by().values_list("address", flat=True)
    nothing = Value("", output_field=CharField())
    posts = due_rechecks(now).order_by().annotate(address=nothing).values_list("address", flat=True)
    return set(timelines.union(posts))
