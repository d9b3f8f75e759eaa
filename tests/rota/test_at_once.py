"""Two people press at the same moment, and two workers look."""

import threading

import pytest
from django.db import connections

from goodtalk.chats.models import Chat
from goodtalk.rota.asking import SeatTaken, accept, ask
from goodtalk.rota.calling import tell_stand_bys
from goodtalk.rota.models import Seat
from tests.hour import at, logged
from tests.rota.conftest import FIRST, NOW

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Each in a thread of its own, begun together; what they returned or raised, in order."""
    ready, results = threading.Barrier(len(acts)), {}

    def run(number, act):
        ready.wait()
        try:
            results[number] = act()
        except SeatTaken as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[number] for number in range(len(acts))]


def test_of_two_who_say_yes_at_once_one_has_the_chair(
    community, make_chat, organiser, newcomer, lurker
):
    chat = make_chat(state="planned", chair=None)
    turns = [
        ask(community, FIRST, Seat.CHAIR, email="", note="", by=organiser, now=NOW) for _ in "ab"
    ]

    results = at_once(
        lambda: accept(turns[0], word="", by=newcomer, now=NOW),
        lambda: accept(turns[1], word="", by=lurker, now=NOW),
    )

    refused = [isinstance(result, SeatTaken) for result in results]
    assert sorted(refused) == [False, True]
    assert Chat.objects.get().chair == (lurker if refused[0] else newcomer)
    assert logged(chat) == [(1, "chat.edited")]


def test_two_workers_tell_the_stand_by_once(make_chat, lurker, letters):
    make_chat(state="lobby", stand_by=lurker)

    at_once(lambda: tell_stand_bys(at("12:50")), lambda: tell_stand_bys(at("12:50")))

    assert len(letters()) == 1
