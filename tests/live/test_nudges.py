import asyncio
import contextlib
import sqlite3

import psycopg
import pytest
from django.db import connection

from goodtalk.chats.log import CHANNEL
from goodtalk.live import nudges
from goodtalk.live.nudges import hear_of_growth

pytestmark = pytest.mark.django_db(transaction=True)
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'")
DEADLINE_SECONDS = 20


async def heard_after(happens, wanted):
    """What is heard once something has happened, until it is what was wanted."""
    heard = []
    hearing = asyncio.create_task(hear_of_growth(heard.append))
    while None not in heard:  # the first look, when it has begun to hear
        await asyncio.sleep(0.01)
    heard.clear()
    await asyncio.to_thread(happens)
    async with asyncio.timeout(DEADLINE_SECONDS):
        while wanted not in heard:
            await asyncio.sleep(0.01)
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
    return heard


def test_what_this_process_writes_is_heard_with_its_chat(make_chat, post_in):
    chat = make_chat()

    def say():
        post_in(chat, "Hello")
        connection.close()

    assert chat.pk in asyncio.run(heard_after(say, chat.pk))


@on_sqlite
def test_what_somebody_else_writes_to_the_file_is_heard():
    def write():
        with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
            other.execute("CREATE TABLE said (words)")
            other.execute("DROP TABLE said")
            other.commit()

    assert asyncio.run(heard_after(write, None)) == [None]


@on_postgresql
def test_what_somebody_else_notifies_is_heard_with_its_chat():
    def notify():
        with psycopg.connect(**nudges._address()) as other:
            other.execute(f"NOTIFY {CHANNEL}, '42'")

    assert asyncio.run(heard_after(notify, 42)) == [42]


@on_postgresql
def test_a_lost_connection_is_made_again_and_everything_looked_at():
    def end_all_connections():
        with psycopg.connect(**nudges._address()) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    assert asyncio.run(heard_after(end_all_connections, None)) == [None]


def test_hearing_ends_when_it_is_cancelled(make_chat, post_in):
    chat, heard = make_chat(), []

    async def hear_and_stop():
        hearing = asyncio.create_task(hear_of_growth(heard.append))
        await asyncio.sleep(0)
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)

    asyncio.run(hear_and_stop())
    post_in(chat, "Hello")

    assert heard == []
