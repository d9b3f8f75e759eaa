"""What one server delivers in any order, and more than once, ends as it does in order."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodtalk.chats.models import Post, Thanks
from goodtalk.doors.fediverse.inbox.models import Edited, Wanted
from goodtalk.doors.fediverse.inbox.seen import forget_old
from goodtalk.doors.fediverse.inbox.taking_in import take_in
from goodtalk.doors.fediverse.outbox.models import Follower
from tests.doors.fediverse.inbox.conftest import OURS
from tests.examples import examples
from tests.hour import at

TAG = [{"type": "Hashtag", "name": "#lgovsm"}]
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
# What jo does, in this order; each is left out now and then.
IN_ORDER = (
    "follow", "unfollow", "say", "edit", "edit again", "hide", "delete", "answer", "edit answer",
    "like", "unlike",
)  # fmt: skip
CAT = {"type": "Image", "mediaType": "image/png", "url": "https://files.example/cat.png"}


@pytest.fixture
def liked(chat, post_in):
    """A post of somebody else's."""
    return post_in(chat, "Grit", by="ann", uri="https://other.example/1").post


@pytest.fixture
def doings(peer, liked):
    """All that jo may do, by name."""
    follow = peer.activity("Follow", OURS)
    like = peer.activity("Like", liked.uri)

    def said(kind, number, activity, words, **fields):
        usual = {"tag": TAG, "published": "2026-11-27T13:05:00Z"}
        note = peer.note(number, content=f"<p>{words}</p>", **usual | fields)
        return peer.activity(kind, note, activity)

    def edited(number, activity, words, minute, **fields):
        updated = f"2026-11-27T13:{minute}:00Z"
        return said("Update", number, activity, words, updated=updated, **fields)

    answer = {"inReplyTo": f"{peer.actor_uri}/statuses/1"}
    return {
        "follow": follow,
        "unfollow": peer.activity("Undo", follow, 2),
        "say": said("Create", 1, 1, "First", attachment=[CAT]),
        "edit": edited(1, 1, "Second", "06"),
        "edit again": edited(1, 2, "Third", "07"),
        "hide": edited(1, 3, "Hidden", "08", to=[f"{peer.actor_uri}/followers"], cc=[]),
        "delete": peer.activity("Delete", f"{peer.actor_uri}/statuses/1"),
        "answer": said("Create", 2, 2, "Answer", **answer),
        "edit answer": edited(2, 4, "Better answer", "09", **answer),
        "like": like,
        "unlike": peer.activity("Undo", like, 3),
    }


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens meanwhile has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def state():
    """What everybody can see of it."""
    said = Post.objects.visible().select_related("parent").order_by("uri")
    return (
        [
            (post.uri, post.text, post.enclosed, _seen(post.parent))
            for post in said
        ],
        list(Follower.objects.values_list("actor__uri", flat=True)),
        Thanks.objects.count(),
    )


def _seen(post):
    return post.uri if post and post.is_visible else ""


def outcome_of(activities, jo):
    with undone():
        for number, activity in enumerate(activities):
            now = at(f"13:{10 + number // 60:02}:{number % 60:02}")
            take_in(activity, actor=jo, now=now, signed=f"signature {number}")
        return state()


@given(data=st.data())
@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_what_arrives_in_any_order_and_again_ends_as_in_order(doings, jo, data):
    done = [name for name in IN_ORDER if data.draw(st.booleans(), label=name)]
    # Nothing is kept of what is private, so that it cannot keep out what it overtakes.
    arriving = sorted(data.draw(st.permutations(done)), key=lambda name: name == "hide")
    # Whoever follows again means it, though their server may call it what it was called before.
    may_repeat = [name for name in done if name != "follow"]
    again = data.draw(st.lists(st.sampled_from(may_repeat), max_size=4)) if may_repeat else []

    in_order = outcome_of([doings[name] for name in done], jo)
    as_it_came = outcome_of([doings[name] for name in (*arriving, *again)], jo)

    assert as_it_came == in_order


def test_an_older_edit_that_arrives_late_changes_nothing(doings, jo):
    for name in ("say", "edit again"):
        take_in(doings[name], actor=jo, now=at("13:10"))

    late = take_in(doings["edit"], actor=jo, now=at("13:11"))

    assert (late.kind, late.reason) == ("ignored", "It is older than what is here.")
    assert Post.objects.get(uri__endswith="/1", text="Third").enclosed is None


def test_an_edit_says_what_it_says_though_its_server_tells_no_time(chat, peer, do, say):
    say("<p>Hello #lgovsm</p>")

    outcome = do(peer.activity("Update", peer.note(content="<p>Hi #lgovsm</p>")))

    assert outcome == ("changed", "It says something else now.")


def test_what_lost_its_tag_before_it_came_is_fetched_as_it_is_now(chat, peer, do):
    edit = peer.note(content="<p>Not for them</p>", updated="2026-11-27T13:12:00Z")
    do(peer.activity("Update", edit), when="13:13")

    outcome = do(peer.activity("Create", peer.note(content="<p>For #lgovsm</p>")))

    assert outcome == ("ignored", "It was changed before it came; that is fetched.")
    assert list(Wanted.objects.values_list("uri", flat=True)) == [edit["id"]]
    assert Post.objects.count() == 0


def test_a_clock_that_runs_ahead_keeps_no_later_edit_out(
    chat, peer, do, say
):
    say("<p>Hello #lgovsm</p>")
    edits = [
        peer.note(content=f"<p>{words} #lgovsm</p>", updated=updated)
        for words, updated in [("Hi", "2099-01-01T00:00:00Z"), ("Ho", "2026-11-27T13:12:30Z")]
    ]

    outcomes = [
        do(peer.activity("Update", edit, number), when=f"13:1{number}")[0]
        for number, edit in enumerate(edits, 1)
    ]

    assert outcomes == ["changed", "changed"]


def test_when_an_edit_was_is_forgotten_after_a_month(peer, do, db):
    do(peer.activity("Update", peer.note(updated="2026-11-27T13:12:00Z")))

    forget_old(at("13:10").replace(year=2027))

    assert Edited.objects.count() == 0
