"""While an hour is on, an import leaves room for those who speak in it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.receive import Told
from goodtalk.chats.models import Chat, Post
from goodtalk.doors.archives.entries import Entry
from goodtalk.doors.archives.reading.batches import Batch
from goodtalk.doors.archives.storing import giving_way
from goodtalk.doors.archives.storing.giving_way import GivingWay

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="On PostgreSQL, nobody waits for another's writing."
)
FRIDAY = datetime(2014, 3, 14, 13, 5, tzinfo=UTC)
HOUR = (
    {"text": "Q1: Who decides? #lgovsm", "from_user_id_str": "1"},
    {"text": "A1 The team #lgovsm", "from_user": "ann", "from_user_id_str": "2"},
    {"text": "Q2: Who tells? #lgovsm", "from_user_id_str": "1"},
)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """What is written at a time, so that a few posts are many; and no long rests."""
    monkeypatch.setattr(giving_way, "FEW", 2)
    monkeypatch.setattr(giving_way, "SHORTEST_SECONDS", 0.0)
    monkeypatch.setattr(giving_way, "LONGEST_SECONDS", 0.0)


def batch_at(*days):
    moments = [FRIDAY + timedelta(days=day, minutes=n) for n, day in enumerate(days)]
    posts = [
        IncomingPost("twitter", f"uri:{n}", Author("twitter:@jo"), "Hello", moment)
        for n, moment in enumerate(moments)
    ]
    entries = [Entry(n, post) for n, post in enumerate(posts)]
    return Batch(entries=entries, told=Told([str(n) for n in range(len(posts))]))


def lines(pieces):
    found = [([line for line, _ in each.entries], [*each.told.posts]) for each in pieces]
    assert all([str(line) for line in there] == told for there, told in found)
    return [there for there, _ in found]


def test_a_batch_is_written_in_pieces_between_hours_while_one_is_on(community, make_chat):
    make_chat(community=community)
    rests = []
    way = GivingWay(rests.append)

    pieces = lines(way.pieces(batch_at(0, 0, 0, 7, 8, 8, 9), community.rhythm))

    assert pieces == [[0, 1, 2], [3, 4], [5, 6]]
    assert len(rests) == 3


def test_where_no_hour_is_on_it_is_written_at_once(community, make_chat):
    make_chat(community=community, state="planned")
    rests = []

    pieces = lines(GivingWay(rests.append).pieces(batch_at(0, 0, 0, 7), community.rhythm))

    assert (pieces, rests) == ([[0, 1, 2, 3]], [])


def test_the_same_comes_of_an_import_beside_an_hour(community, make_chat, bring_in, make_tags):
    later = {"created_at": "Fri Mar 21 13:05:00 +0000 2014"}
    path = make_tags(*HOUR, *[each | later for each in HOUR], {"created_at": "Mon Mar 24 9:00"})
    alone = bring_in(path).as_json()
    filed = list(Post.objects.values_list("uri", "question__number", "filed_by", "kind"))
    Chat.objects.all().delete()
    Post.objects.all().delete()
    make_chat(community=community)

    assert bring_in(path).as_json() == alone
    assert list(Post.objects.values_list("uri", "question__number", "filed_by", "kind")) == filed
    assert alone["questions"] == 4
