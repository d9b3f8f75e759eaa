"""How a server is asked: politely, and so that nothing that it does matters much."""

import json

import pytest

from goodtalk.chats.models import Post
from goodtalk.doors.fediverse.gathering import visiting
from goodtalk.doors.fediverse.gathering.gathering import gather_due
from goodtalk.doors.fediverse.gathering.models import Source
from tests.doors.fediverse.conftest import Reply
from tests.doors.fediverse.gathering.conftest import JSON, Timeline, reply, status
from tests.hour import at


@pytest.fixture
def source(make_chat, make_source, peer):
    """The peer, listed by the host, in a live hour."""
    make_chat()
    return make_source(peer.origin)


def answering(peer, answer):
    peer.documents["/api/v1/timelines/tag/lgovsm"] = answer


def asked_at(source, clock):
    """The source after it was asked at that time, whenever it was due."""
    Source.objects.update(due_at=at(clock))
    gather_due(at(clock))
    source.refresh_from_db()
    return source


def test_what_has_not_changed_is_not_sent_again(source, timeline):
    timeline.statuses = [status(1)]
    timeline.headers = {"ETag": 'W/"one"', "Last-Modified": "Fri, 27 Nov 2026 13:10:00 GMT"}
    for clock in ("13:11", "13:11:06"):
        asked_at(source, clock)
    answering(timeline.peer, Reply(304))

    asked_at(source, "13:11:12")

    conditions = [
        (sent.headers.get("if-none-match"), sent.headers.get("if-modified-since"))
        for sent in timeline.peer.sent
    ]
    assert conditions == [
        (None, None),
        (None, None),  # another question: what came after the first page
        ('W/"one"', "Fri, 27 Nov 2026 13:10:00 GMT"),
    ]
    assert (source.heard_at, source.problem) == (at("13:11:12"), "")


def test_a_token_is_sent_and_we_say_who_we_are(source, timeline, our_origin):
    Source.objects.update(token="secret")

    asked_at(source, "13:11")

    headers = timeline.peer.sent[0].headers
    assert headers["authorization"] == "Bearer secret"
    assert our_origin in headers["user-agent"]


def test_a_token_is_not_carried_to_where_a_server_sends_us(source, timeline, other_peer):
    Source.objects.update(token="secret")
    answering(other_peer, reply([]))
    answering(timeline.peer, Reply(302, headers={"Location": other_peer.origin + timeline.path}))

    asked_at(source, "13:11")

    assert [sent.headers.get("authorization") for sent in other_peer.sent] == [None]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Reply(401), "It wants a token."),
        (reply({"error": "This method requires an authenticated user"}, 422), "It wants a token."),
        (Reply(404), "It has no timelines of tags at this address."),
        (Reply(503), "It has trouble of its own (it answered 503)."),
        (Reply(418), "It answered 418, which says nothing to us."),
        (Reply(200, b"<!doctype html><title>Hello</title>"),
         "It answered with something that is not JSON."),
        (Reply(200, b"[" * 100_000), "It answered with something that is not JSON."),
        (Reply(200, b'"\xff"'), "It answered with something that is not JSON."),
        (reply({"statuses": []}), "It answered with something that is no list of posts."),
        (Reply(200, b"[" + b" " * 10_000_000 + b"]"),
         "It cannot be reached: The answer is longer than 2,097,152 bytes."),
        (Reply(302, headers={"Location": "/api/v1/timelines/tag/lgovsm?limit=40"}),
         "It cannot be reached: The server sends us round in a circle."),
        (Reply(302, headers={"Location": "http://10.0.0.1/"}),
         "It cannot be reached: That address is not on the public internet."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_server_is_said_in_plain_words(source, peer, answer, problem):
    answering(peer, answer)

    asked_at(source, "13:11")

    assert (source.problem, source.failures, source.heard_at) == (problem, 1, None)
    assert at("13:11:09") < source.due_at <= at("13:11:20")


def test_a_server_that_works_again_is_all_right_again(source, timeline):
    answering(timeline.peer, Reply(500))
    for clock in ("13:01", "13:02", "13:03"):
        asked_at(source, clock)
    failed = source.failures
    answering(timeline.peer, timeline.answer)
    timeline.statuses = [status(1)]

    asked_at(source, "13:11")

    assert (failed, source.failures, source.problem) == (3, 0, "")
    assert source.heard_at == at("13:11")


def test_a_server_that_has_had_enough_is_left_alone_as_long_as_it_says(source, peer):
    answering(peer, Reply(429, headers={"Retry-After": "600"}))

    asked_at(source, "13:11")
    gather_due(at("13:20:59"))

    assert (source.due_at, source.problem) == (
        at("13:21"), "It has had enough of our questions for now."
    )  # fmt: skip
    assert len(peer.sent) == 1


def test_before_our_allowance_is_used_up_we_stop_asking(source, timeline):
    timeline.statuses = [status(1)]
    asked_at(source, "13:10")
    timeline.statuses += [status(number) for number in range(2, 90)]
    timeline.headers = {
        "X-RateLimit-Limit": "300",
        "X-RateLimit-Remaining": "4",
        "X-RateLimit-Reset": "2026-11-27T13:15:00.000000Z",
    }

    asked_at(source, "13:11")

    assert len(timeline.asked) == 2
    assert (source.due_at, source.problem) == (at("13:15"), "It asks us to wait until 13:15 UTC.")
    assert Post.objects.count() == 41


def test_what_a_server_kept_back_at_a_first_visit_the_next_one_reads(source, timeline):
    timeline.statuses = [status(number) for number in range(100, 200)]
    answers = [timeline.answer, lambda sent: Reply(429)]
    answering(timeline.peer, lambda sent: answers.pop(0)(sent))
    asked_at(source, "13:11")
    first = Post.objects.count(), source.problem
    answering(timeline.peer, timeline.answer)
    timeline.statuses.append(status(200))

    asked_at(source, "13:12")

    assert first == (40, "It has had enough of our questions for now.")
    assert (Post.objects.count(), source.problem) == (101, "")


def test_a_first_visit_leaves_a_server_alone_and_is_gone_on_with_later(source, timeline):
    timeline.statuses = [status(number) for number in range(100, 200)]
    timeline.headers = {
        "X-RateLimit-Remaining": "5", "X-RateLimit-Reset": "2026-11-27T13:12:00Z"
    }  # fmt: skip
    asked_at(source, "13:11")
    first = Post.objects.count()
    timeline.headers = {}

    asked_at(source, "13:12")

    assert (first, Post.objects.count()) == (40, 100)


def test_a_first_visit_that_has_asked_enough_is_gone_on_with(source, timeline, monkeypatch):
    monkeypatch.setattr(visiting, "MAX_REQUESTS", 2)
    timeline.statuses = [status(number) for number in range(100, 350)]

    counts = []
    for clock in ("13:11", "13:11:06", "13:11:12", "13:11:18"):
        asked_at(source, clock)
        counts.append(Post.objects.count())

    assert counts == [80, 120, 160, 200]  # no more: one page of five is forty
    assert min(int(post.uri.rpartition("/")[2]) for post in Post.objects.all()) == 150


def test_the_same_page_again_and_again_is_read_once(source, peer):
    page = [status(number) for number in range(60, 20, -1)]
    answering(peer, reply(page))  # whatever it is asked

    for clock in ("13:11", "13:11:06", "13:11:12"):
        asked_at(source, clock)

    assert len(peer.sent) == 4  # at first, it is also asked what came before
    assert Post.objects.count() == 40


def test_pages_without_end_are_read_for_a_while(source, peer):
    def endless(sent):
        start = 40 * len(peer.sent)
        return reply([status(start + number) for number in range(40)])

    answering(peer, endless)

    asked_at(source, "13:11")
    asked_at(source, "13:11:06")

    assert len(peer.sent) == 7  # the first page, what came before it, then five
    assert source.due_at == at("13:11:12")


def test_a_page_that_is_longer_than_was_asked_for_is_cut(source, peer):
    answering(peer, reply([status(number) for number in range(200)]))

    asked_at(source, "13:11")

    assert Post.objects.count() == 40


def test_statuses_that_are_none_do_not_keep_the_others_out(source, peer):
    answering(
        peer,
        reply([None, 7, [], {}, {"id": {}}, {"id": "../x"}, status(1), status(2, content=None)]),
    )

    asked_at(source, "13:11")

    assert list(Post.objects.values_list("text", flat=True)) == ["Said 1 #LGovSM"]
    assert source.problem == ""


def test_what_cannot_be_stored_does_not_keep_the_others_out(source, peer):
    answering(
        peer,
        reply([
            status(1, content="<p>half \ud800 #lgovsm</p>"),
            status(2, language="x" * 500),
            status(3, url="https://social.example/" + "x" * 5000),
            status(4, tags=[{"name": "lgovsm"}] + [{"name": "t" * 5000}] * 50),
            status(5, created_at="9999-12-31T23:59:59-14:00"),
            status(6, created_at="2026-11-27T13:59:00Z"),
            status(7, in_reply_to_id="x" * 5000),
            status(8),
        ]),
    )  # fmt: skip

    asked_at(source, "13:11")

    assert source.problem == ""
    assert [post.uri[-1] for post in Post.objects.order_by("uri")] == ["2", "3", "4", "7", "8"]


def test_a_server_that_knows_no_author_names_has_its_posts_fetched_from_where_they_are(
    source, peer
):
    from goodtalk.doors.fediverse.inbox.models import Wanted

    one = status(1, uri="https://misskey.example/notes/9abc")
    one["account"]["uri"] = None
    answering(peer, reply([one]))

    asked_at(source, "13:11")

    assert list(Wanted.objects.values_list("uri", "source")) == [
        ("https://misskey.example/notes/9abc", source.pk)
    ]


def test_one_server_that_fails_does_not_keep_the_others_out(source, peer, other_peer, make_source):
    make_source(other_peer.origin)
    answering(peer, Reply(500))
    Timeline(other_peer).statuses = [status(1)]

    count = gather_due(at("13:11"))

    assert count == 1


def test_each_tag_of_a_server_is_asked_for(make_community, make_chat, make_source, peer):
    make_chat(community=make_community())
    sport = make_community("sport")
    make_source(peer.origin)
    Timeline(peer).statuses = [status(1)]
    other = Timeline(peer, "sport")
    other.statuses = [status(2, tags=[{"name": "sport"}])]

    gather_due(at("13:11"))

    assert list(Post.objects.order_by("pk").values_list("community__tag", "uri")) == [
        ("lgovsm", "https://social.example/users/jo/statuses/1"),
        ("sport", "https://social.example/users/jo/statuses/2"),
    ]
    assert json.loads(other.answer(peer.sent[1]).body)[0]["id"] == "2"
    assert sport.posts.count() == 1
    assert JSON
