"""An old hour that is filed before the database knows of it, and when that does not count."""

import marshal
from dataclasses import replace
from datetime import date, timedelta

import pytest

from goodtalk.chats.arriving.beforehand import tell_beforehand
from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.receive import Told, receive_posts
from goodtalk.chats.arriving.wording import Wording
from goodtalk.chats.filing.foretold import Foretold
from goodtalk.chats.models import Chat, Post
from goodtalk.communities.models import Community
from goodtalk.communities.rhythm import Slot
from tests.hour import FRIDAY, at

SLOT = Slot(FRIDAY, at("13:00"), at("14:00"))
WORDS = (
    ("chair", "Q1: Who decides which roads are gritted?"),
    ("ann", "A1 The crews"),
    ("bob", "They know the hills"),
    ("chair", "Q2: Who tells the residents?"),
    ("ann", "A2 We do"),
)


def hour():
    return [
        IncomingPost("twitter", f"t/{number}", Author(f"twitter:{who}", f"@{who}"), text, moment)
        for number, (who, text) in enumerate(WORDS)
        for moment in [SLOT.starts_at + timedelta(minutes=5 + 2 * number)]
    ]


def test_it_tells_questions_and_places():
    told = Foretold.of(SLOT, hour())

    assert [(number, text) for number, text, _ in told.asked] == [
        (1, "Who decides which roads are gritted?"),
        (2, "Who tells the residents?"),
    ]
    assert [filed[0] for filed in told.filed] == [1, 1, 1, 2, 2]


def test_it_is_made_of_plain_values():
    told = Foretold.of(SLOT, hour())

    assert Foretold(*marshal.loads(marshal.dumps(tuple(told)))) == told


def other_author(posts):
    posts[2] = replace(posts[2], author=posts[1].author)


def other_moment(posts):
    posts[4] = replace(posts[4], published=posts[4].published + timedelta(seconds=1))


def other_reply(posts):
    posts[2] = replace(posts[2], in_reply_to=posts[1].uri)


def fewer(posts):
    del posts[0]


def nothing(posts):
    pass


@pytest.fixture
def community(db):
    return Community.objects.create(tag="lgovsm", since=date(2012, 1, 6))


@pytest.mark.parametrize("change", [other_author, other_moment, other_reply, fewer])
def test_where_something_else_came_to_be_it_does_not_count(community, change):
    posts = hour()
    false = Foretold.of(SLOT, posts)
    change(posts)
    false = false._replace(uris=tuple(post.uri for post in posts), theme="False")

    receive(community, posts, false)

    assert Chat.objects.get().theme == ""


def test_where_it_came_to_be_it_counts(community):
    told = Foretold.of(SLOT, hour())._replace(theme="Foretold")

    receive(community, hour(), told)

    chat = Chat.objects.get()
    assert (chat.theme, chat.starts_at) == ("Foretold", SLOT.starts_at)
    assert list(Post.objects.values_list("question__number", flat=True)) == [1, 1, 1, 2, 2]


def receive(community, posts, hour):
    now = at("13:00") + timedelta(days=9999)
    told = [tell_beforehand(post, Wording(community), now) for post in posts]
    receive_posts(community, posts, now=now, rebuild=True, told=Told(told, [hour]))
