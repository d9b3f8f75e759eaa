"""The worker: keeps every hour's time, and does the tasks that others have put aside for it."""

import logging
import os
import signal
import sys
import threading
import time
from functools import partial

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.crypto import get_random_string

from goodtalk.site.again import Duty
from goodtalk.site.again import again_and_again as again_and_again
from goodtalk.site.database import bring_up_to_date, set_up

TICK_SECONDS = 0.25  # a question leaves so soon after its minute
TASK_SECONDS = 0.5  # between looks for a task
AHEAD_SECONDS = 20  # an announcement leaves so soon after its moment
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
    """Three times a minute: tell people in time of hours that come near, and tidy up."""
    from goodtalk.announcements.sending import send_what_is_due
    from goodtalk.doors.archives.jobs import go_on_after_restart
    from goodtalk.doors.fediverse.leaving import forget_former_keys
    from goodtalk.doors.fediverse.outbox.carrying import take_back_orphans
    from goodtalk.doors.fediverse.outbox.introducing import introduce_anew
    from goodtalk.pictures.tidying import tidy_now_and_then
    from goodtalk.rota.calling import tell_stand_bys

    began = timezone.now()

    def look() -> None:
        failed: list[Exception] = []
        now = timezone.now()
        ahead = (
            send_what_is_due, tell_stand_bys, take_back_orphans, introduce_anew, forget_former_keys
        )  # fmt: skip
        imports = partial(go_on_after_restart, now, began=began)
        for do in (*[partial(each, now) for each in ahead], imports, tidy_now_and_then):
            try:
                do()
            except Exception as error:  # the others are done all the same
                failed.append(error)
        if failed:
            raise failed[0]

    again_and_again(look, AHEAD_SECONDS, stop, "Looking ahead")


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


def duties() -> list[Duty]:
    """What there is to do on this server; nothing at a door that is closed."""
    from goodtalk.site import at_the_fediverse

    here: list[Duty] = [keep_times, look_ahead, do_tasks]
    return here + at_the_fediverse.duties() if settings.ORIGIN else here


def _work_until(stop: threading.Event) -> None:
    works = [
        threading.Thread(target=work, args=[stop], name=work.__name__, daemon=True)
        for work in duties()
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
