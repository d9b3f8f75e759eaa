"""The worker: keeps every hour's time, and does the tasks that others have put aside for it."""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone
from django.utils.crypto import get_random_string

from goodtalk.site.database import bring_up_to_date, set_up

TICK_SECONDS = 0.25  # a question leaves so soon after its minute
TASK_SECONDS = 0.5  # between looks for a task
CARRY_SECONDS = 0.25  # between looks for what is to be said on the fediverse
DELIVER_SECONDS = 0.2  # between looks for what is to be delivered there
DELIVERERS = 2  # while one waits for a server that is slow, another takes what comes
LISTEN_SECONDS = 0.5  # between looks for what has arrived and waits for its sender's key
AHEAD_SECONDS = 20  # an announcement leaves so soon after its moment
PAUSES_SECONDS = (0.25, 0.5, 1, 2, 5)  # after failures in a row, growing
REST_SECONDS = 10  # before a chat whose time could not be kept is tried again
STOP_SECONDS = 1.4  # then the process is gone, whatever it was doing

logger = logging.getLogger(__name__)


def work() -> None:
    """`goodtalk worker`: until SIGTERM or Ctrl-C. Any number of them may work at once.

    Raises CannotServe when there is no database to work on.
    """
    set_up()
    bring_up_to_date(settings.DATA)
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    _work_until(stop)


def work_for_parent() -> None:
    """The same as a child of the server: until the parent closes our standard input, or dies."""
    set_up()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches us too; the parent decides

    def wait_for_parent() -> None:
        sys.stdin.buffer.read()
        stop.set()

    threading.Thread(target=wait_for_parent, name="parent", daemon=True).start()
    _work_until(stop)


def keep_times(stop: threading.Event) -> None:
    """Take every chat that is due through its minutes, four times a second. One query when idle."""
    from goodtalk.chats.models import Chat
    from goodtalk.chats.steering.conductor import keep_time

    resting: dict[int, float] = {}  # chats that failed, and until when they are left alone

    def tick() -> None:
        for chat in list(Chat.objects.due(timezone.now())):
            if resting.get(chat.pk, 0) > time.monotonic():
                continue
            try:
                keep_time(chat, now=timezone.now())
            except (OperationalError, InterfaceError):
                raise  # the database is away or busy: no other chat would fare better
            except Exception:
                logger.exception("Keeping the time of chat %s", chat.pk)
                resting[chat.pk] = time.monotonic() + REST_SECONDS

    again_and_again(tick, TICK_SECONDS, stop, "Keeping time")


def look_ahead(stop: threading.Event) -> None:
    """Tell people in time of hours that come near, three times a minute."""
    from goodtalk.announcements.sending import send_what_is_due
    from goodtalk.doors.fediverse.outbox.carrying import take_back_orphans
    from goodtalk.rota.calling import tell_stand_bys

    def look() -> None:
        failed: list[Exception] = []
        for do in (send_what_is_due, tell_stand_bys, take_back_orphans):
            try:
                do(timezone.now())
            except Exception as error:  # the others are done all the same
                failed.append(error)
        if failed:
            raise failed[0]

    again_and_again(look, AHEAD_SECONDS, stop, "Looking ahead")


def carry_to_the_fediverse(stop: threading.Event) -> None:
    """Say there what the hours' logs tell. One query when that is nothing."""
    from goodtalk.doors.fediverse.outbox.carrying import carry_out

    again_and_again(
        lambda: carry_out(timezone.now()), CARRY_SECONDS, stop, "Carrying to the fediverse"
    )


def deliver_to_the_living(stop: threading.Event) -> None:
    """Send what is due to servers that answer. One query when nothing is."""
    from goodtalk.doors.fediverse.outbox.delivering import deliver_due

    again_and_again(
        lambda: deliver_due(timezone.now(), failing=False), DELIVER_SECONDS, stop, "Delivering"
    )


def deliver_to_the_failing(stop: threading.Event) -> None:
    """Try servers again that failed last time: the others do not wait for them."""
    from goodtalk.doors.fediverse.outbox.delivering import deliver_due

    again_and_again(
        lambda: deliver_due(timezone.now(), failing=True), DELIVER_SECONDS, stop, "Trying again"
    )


def take_in_what_waits(stop: threading.Event) -> None:
    """Go on with what has arrived from people whom we do not know yet."""
    from goodtalk.doors.fediverse.inbox.working import handle_waiting

    again_and_again(
        lambda: handle_waiting(timezone.now()), LISTEN_SECONDS, stop, "Taking in what waits"
    )


def gather_from_others(stop: threading.Event) -> None:
    """Ask other servers for what carries our tags, and whether what was seen there is still."""
    from goodtalk.doors.fediverse.gathering.gathering import gather_due

    again_and_again(lambda: gather_due(timezone.now()), LISTEN_SECONDS, stop, "Gathering")


def do_tasks(stop: threading.Event) -> None:
    """Do what is in the task queue, in order, one at a time."""
    from django_tasks_db.management.commands.db_worker import Worker
    from django_tasks_db.models import DBTaskResult

    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,  # ends when nothing is left, so that we are the ones who wait
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )

    def look() -> None:
        # The library's own look takes SQLite's write lock; this one does not.
        while not stop.is_set() and DBTaskResult.objects.ready().exists():
            worker.run()

    again_and_again(look, TASK_SECONDS, stop, "Doing tasks")


def again_and_again(
    do: Callable[[], object], seconds: float, stop: threading.Event, what: str
) -> None:
    """Until told to stop, whatever fails: a database that is away, or a mistake of ours.

    After failures it waits longer each time; it tells of the first one, and when it is over.
    """
    failures = 0
    while not stop.wait(_pause(failures) or seconds):
        close_old_connections()
        try:
            do()
        except Error as error:
            failures += 1
            level = logging.WARNING if failures == 1 else logging.DEBUG
            logger.log(level, "%s: %s", what, str(error).strip())
        except Exception:
            failures += 1
            logger.exception("%s", what)
        else:
            if failures:
                logger.info("%s goes on after %s failures.", what, failures)
            failures = 0
    connections.close_all()


def _pause(failures: int) -> float:
    return PAUSES_SECONDS[min(failures, len(PAUSES_SECONDS)) - 1] if failures else 0


AT_THE_DOOR = (
    carry_to_the_fediverse, *[deliver_to_the_living] * DELIVERERS, deliver_to_the_failing,
    take_in_what_waits, gather_from_others,
)  # fmt: skip


def _work_until(stop: threading.Event) -> None:
    works = [
        threading.Thread(target=work, args=[stop], name=work.__name__, daemon=True)
        for work in (keep_times, look_ahead, do_tasks, *AT_THE_DOOR)
    ]
    for work in works:
        work.start()
    while not stop.wait(1):
        if dead := [work.name for work in works if not work.is_alive()]:
            logger.critical("%s has ended by itself; so does the worker.", dead[0])
            os._exit(1)  # whoever started us begins another
    deadline = time.monotonic() + STOP_SECONDS
    for work in works:
        work.join(max(0, deadline - time.monotonic()))
    logging.shutdown()
    os._exit(0)  # a task that takes longer is not waited for


if __name__ == "__main__":
    work_for_parent()
