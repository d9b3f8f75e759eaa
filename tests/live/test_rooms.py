import asyncio

import pytest

from goodtalk.live.rooms import Place, Rooms

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_room_that_opens_while_one_looks_what_has_grown_stays_open(make_chat):
    chat = make_chat()

    async def opened_meanwhile():
        rooms = Rooms(max_listeners=10)
        looking = asyncio.create_task(rooms._look())
        await asyncio.sleep(0)  # it has asked the database for the rooms that there were
        room = rooms.room(Place(chat.pk, 0))
        await looking
        is_same = rooms.room(Place(chat.pk, 0)) is room
        await rooms.close()
        return is_same

    assert asyncio.run(opened_meanwhile())


def test_a_room_that_reads_on_while_one_looks_keeps_its_listeners(make_chat):
    chat = make_chat()

    async def told_meanwhile():
        rooms = Rooms(max_listeners=10)
        room = rooms.room(Place(chat.pk, 0))
        await asyncio.wait([room._reading.ask()])
        looking = asyncio.create_task(rooms._look())
        await asyncio.sleep(0)
        room._ring.seq = 1  # what it read was committed after the look
        await looking
        is_same = rooms.room(Place(chat.pk, 0)) is room
        await rooms.close()
        return is_same

    assert asyncio.run(told_meanwhile())


def test_the_room_of_a_chat_that_was_deleted_is_shut(make_chat):
    chat = make_chat()
    place = Place(chat.pk, 0)
    chat.delete()

    async def looked():
        rooms = Rooms(max_listeners=10)
        room = rooms.room(place)
        await rooms._look()
        is_same = rooms.room(place) is room
        await rooms.close()
        return is_same

    assert not asyncio.run(looked())
