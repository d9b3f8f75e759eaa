"""Parents that nobody has delivered are fetched, up to where the thread is known."""

from goodtalk.chats.models import Post
from goodtalk.doors.fediverse.gathering.models import Recheck, Source
from goodtalk.doors.fediverse.inbox.models import Wanted
from goodtalk.doors.fediverse.inbox.receiving import handle_waiting
from tests.hour import at

TAG = [{"type": "Hashtag", "name": "#lgovsm"}]


def work():
    return handle_waiting(at("13:15"), and_wait=True)


def test_what_a_post_answers_is_fetched_with_all_that_it_answers(chat, peer, say, asked):
    first = peer.note(1, content="<p>First</p>", inReplyTo=asked(1), published=when(1))
    second = peer.note(2, content="<p>Second</p>", inReplyTo=first["id"], published=when(2))

    say("<p>Third</p>", number=3, inReplyTo=second["id"], tag=TAG, published=when(3))
    work()

    posts = Post.objects.order_by("published_at")
    assert [(post.text, post.parent and post.parent.text) for post in posts] == [
        ("First", None), ("Second", "First"), ("Third", "Second")
    ]
    assert {post.question.number for post in posts} == {1}
    assert Wanted.objects.count() == 0


def test_a_thread_that_is_not_ours_is_left_alone(chat, peer, say):
    first = peer.note(1, content="<p>Elsewhere</p>")
    second = peer.note(2, content="<p>Elsewhere too</p>", inReplyTo=first["id"])

    say("<p>And here</p>", number=3, inReplyTo=second["id"], tag=TAG)
    work()

    assert [post.text for post in Post.objects.all()] == ["And here"]


def test_a_thread_is_climbed_ten_steps_and_no_more(chat, peer, say):
    for number in range(1, 30):
        peer.note(number, inReplyTo=f"{peer.actor_uri}/statuses/{number + 1}")

    say("<p>Deep</p>", number=40, inReplyTo=f"{peer.actor_uri}/statuses/1", tag=TAG)
    work()

    asked = [sent.path for sent in peer.sent if "/statuses/" in sent.path]
    assert len(asked) == 10


def test_a_thread_that_goes_in_a_circle_ends(chat, peer, say):
    one, other = peer.note(1), peer.note(2)
    peer.note(1, inReplyTo=other["id"])
    peer.note(2, inReplyTo=one["id"])

    say("<p>Round</p>", number=3, inReplyTo=one["id"], tag=TAG)
    work()

    assert len([sent.path for sent in peer.sent if "/statuses/" in sent.path]) == 2


def test_what_is_not_at_its_own_address_is_not_believed(chat, peer, other_peer, say):
    forged = other_peer.note(1, content="<p>Forged</p>", tag=TAG)
    peer.documents["/notes/1"] = forged

    say("<p>Look</p>", number=3, inReplyTo=f"{peer.origin}/notes/1", tag=TAG)
    work()

    assert [post.text for post in Post.objects.all()] == ["Look"]


def test_a_parent_that_its_server_has_no_more_is_given_up(chat, peer, say):
    say("<p>Look</p>", number=3, inReplyTo=f"{peer.origin}/notes/1", tag=TAG)
    work()

    assert Wanted.objects.count() == 0


def when(minute):
    return f"2026-11-27T13:0{minute}:00Z"


def test_what_was_fetched_is_looked_for_later_on_and_what_its_server_brings_is_not(
    chat, peer, say, asked
):
    first = peer.note(1, content="<p>First</p>", inReplyTo=asked(1), published=when(1))
    say("<p>Second</p>", number=2, inReplyTo=first["id"], tag=TAG, published=when(2))

    work()

    looks = Recheck.objects.values_list("post__text", "due_at")
    assert list(looks) == [("First", at("13:25"))]


def test_what_a_relay_told_of_is_looked_for_later_on(chat, peer, do):
    Source.objects.create(kind="relay", address=peer.actor_uri, added_at=at("12:00"))
    note = peer.note(1, content="<p>First</p>", tag=TAG, published=when(1))
    do(peer.activity("Announce", note["id"]))

    work()

    assert [one.post.text for one in Recheck.objects.all()] == ["First"]


def test_what_a_relay_passes_on_with_its_authors_proof_is_looked_for_later_on(chat, peer, do):
    relay = Source.objects.create(kind="relay", address="https://r.example", added_at=at("12:00"))
    note = peer.note(1, content="<p>First</p>", tag=TAG, published=when(1))

    do(peer.activity("Create", note), source=relay)
    do(peer.activity("Update", note | {"id": f"{note['id']}0"}, 2), source=relay)

    assert Recheck.objects.count() == 2
