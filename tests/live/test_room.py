import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodtalk.live.ring import MAX_FRAMES
from goodtalk.live.room import LogLost, Room
from tests.live.hearing import Ear, Log, settled


def test_who_comes_late_hears_what_they_missed_and_then_what_follows():
    async def hour():
        log, ear = Log(5), Ear()
        room = Room(1, 5, log.read)
        await room.admit(ear, after=3)
        log.say(2)
        await settled(room)
        return ear.heard

    assert asyncio.run(hour()) == [4, 5, 6, 7]


def test_everybody_is_written_the_same_bytes_and_each_event_is_read_once():
    async def hour():
        log, one, other = Log(), Ear(), Ear()
        room = Room(1, 0, log.read)
        await room.admit(one, after=0)
        await room.admit(other, after=0)
        log.say(3)
        await settled(room)
        return one.packets, other.packets, log.readings[-2:]

    heard, heard_too, readings = asyncio.run(hour())

    assert all(packet is same for packet, same in zip(heard, heard_too, strict=True))
    assert readings == [(0, 100), (3, 100)]


def test_a_log_longer_than_memory_is_heard_from_its_beginning_without_a_gap():
    length = MAX_FRAMES * 2 + 50

    async def hour():
        log, ear = Log(length), Ear()
        room = Room(1, length, log.read)
        await room.admit(ear, after=0)
        return ear.heard

    assert asyncio.run(hour()) == list(range(1, length + 1))


def test_a_hundred_who_come_back_at_once_cost_one_reading():
    async def hour():
        log, ears = Log(300), [Ear() for _ in range(100)]
        room = Room(1, 300, log.read)
        await settled(room)
        log.readings.clear()
        await asyncio.gather(*(room.admit(ear, after=250 + n // 2) for n, ear in enumerate(ears)))
        return log.readings, [ear.heard[-1:] for ear in ears]

    readings, last_heard = asyncio.run(hour())

    assert readings == [(44, 256)]
    assert last_heard == [[300]] * 100


def test_what_is_said_while_somebody_is_let_in_is_heard_once():
    async def hour():
        log, ear = Log(400), Ear()
        room = Room(1, 400, log.read)
        await settled(room)

        def said_meanwhile():
            log.say(2)
            room.nudge()

        log.before_answer = said_meanwhile
        await room.admit(ear, after=0)
        await settled(room)
        return ear.heard

    assert asyncio.run(hour()) == list(range(1, 403))


def test_words_that_were_taken_back_are_not_given_to_who_comes_later():
    async def hour():
        log, early, late = Log(), Ear(), Ear()
        room = Room(1, 0, log.read)
        await room.admit(early, after=0)
        log.say(3)
        await settled(room)
        log.take_back(2)
        await settled(room)
        await room.admit(late, after=0)
        return [b"".join(packet.raw for packet in ear.packets) for ear in (early, late)]

    before, after = asyncio.run(hour())

    assert (b'"said":2' in before, b'"said":2' in after) == (True, False)
    assert after.count(b"gone") == 1


def test_words_taken_back_while_they_are_read_for_somebody_do_not_stay_in_memory():
    async def hour():
        log, early, late = Log(10), Ear(), Ear()
        room = Room(1, 10, log.read)
        await settled(room)

        def taken_back_meanwhile():
            log.take_back(2)
            room.nudge()

        log.before_answer = taken_back_meanwhile
        await room.admit(early, after=0)
        await settled(room)
        await room.admit(late, after=0)
        return b"".join(packet.raw for packet in late.packets)

    assert b'"said":2' not in asyncio.run(hour())


def test_who_was_told_more_by_another_process_is_told_nothing_twice():
    async def hour():
        log, ear = Log(5), Ear()
        room = Room(1, 5, log.read)
        await settled(room)
        log.say(2)  # of which this process has not heard
        await room.admit(ear, after=7)
        log.say()
        await settled(room)
        return ear.heard

    assert asyncio.run(hour()) == [8]


def test_a_log_that_has_lost_its_beginning_is_not_made_up():
    async def hour():
        log = Log()
        room = Room(1, 5, log.read)  # it had five
        await room.admit(Ear(), after=2)

    with pytest.raises(LogLost):
        asyncio.run(hour())


def test_the_news_for_those_who_poll_come_in_pages_without_a_gap():
    async def hour():
        log, news = Log(700), []
        room = Room(1, 700, log.read)
        while page := await room.news(news[-1] if news else 0):
            news += [frame.seq for frame in page]
        return news

    assert asyncio.run(hour()) == list(range(1, 701))


def test_a_room_that_closes_sends_everybody_away():
    async def hour():
        ears, log = [Ear(), Ear()], Log()
        room = Room(1, 0, log.read)
        for ear in ears:
            await room.admit(ear, after=0)
        room.close()
        return [ear.is_gone for ear in ears], room.listeners

    assert asyncio.run(hour()) == ([True, True], set())


def test_who_is_being_let_in_while_the_room_closes_is_sent_away_too():
    async def hour():
        log, ear = Log(400), Ear()
        room = Room(1, 400, log.read)
        await settled(room)
        log.before_answer = room.close
        await room.admit(ear, after=0)
        return ear.is_gone, room.listeners

    assert asyncio.run(hour()) == (True, set())


STEPS = st.one_of(
    st.tuples(st.just("say"), st.integers(1, 300)),
    st.tuples(st.just("take back"), st.integers(0, 400)),
    st.tuples(st.just("come"), st.integers(0, 400)),
    st.tuples(st.just("turn"), st.integers(1, 4)),
)


@given(steps=st.lists(STEPS, max_size=12))
def test_in_whatever_order_people_speak_and_come_everybody_hears_everything_once(steps):
    """Nothing is awaited between the steps but a few turns of the loop: they overlap."""

    async def hour():
        log, listeners, arrivals = Log(20), [], []
        room = Room(1, 20, log.read)
        for step, number in steps:
            length = len(log.frames)
            if step == "say":
                log.say(number)
                room.nudge()
            elif step == "take back":
                log.take_back(number % length + 1)
                room.nudge()
            elif step == "come":
                listeners.append((Ear(), number % (length + 1)))
                arrivals.append(asyncio.create_task(room.admit(*listeners[-1])))
            else:
                for _ in range(number):
                    await asyncio.sleep(0)
        await asyncio.gather(*arrivals)
        await settled(room)
        return listeners, len(log.frames)

    listeners, length = asyncio.run(hour())

    assert [ear.heard for ear, _ in listeners] == [
        list(range(after + 1, length + 1)) for _, after in listeners
    ]
