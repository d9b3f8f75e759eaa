"""Collecting what carries the tag: from another server's timeline into the room."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodtalk.chats.models import Post
from goodtalk.doors.fediverse.actors.known import keep_actor
from goodtalk.doors.fediverse.gathering.gathering import gather_due
from goodtalk.doors.fediverse.gathering.models import Recheck, Sighting, Source
from goodtalk.doors.fediverse.inbox.models import Wanted
from tests.doors.fediverse.gathering.conftest import reply, status
from tests.hour import at, logged


def texts():
    return list(Post.objects.order_by("pk").values_list("text", flat=True))


def test_what_carries_the_tag_and_names_nobody_is_in_the_room(make_chat, timeline, make_source):
    chat = make_chat()
    make_source(timeline.peer.origin)
    timeline.statuses = [status(1), status(2)]

    count = gather_due(at("13:11"))

    assert count == 2
    assert texts() == ["Said 1 #LGovSM", "Said 2 #LGovSM"]
    assert logged(chat) == [(1, "post.received"), (2, "post.received")]


def test_who_told_us_not_to_gather_them_is_not_whatever_the_listed_server_knows(
    make_chat, timeline, make_source
):
    make_chat()
    make_source(timeline.peer.origin)
    keep_actor(timeline.peer.actor(summary="<p>#nobot</p>"), now=at("12:00"))
    home = timeline.peer.origin
    timeline.statuses = [status(1), status(2, home=home), status(3, home=home, by="al")]

    gather_due(at("13:11"))

    assert texts() == ["Said 1 #LGovSM", "Said 3 #LGovSM"]


def test_whose_posts_a_timeline_tells_of_are_read_anew_after_a_week(
    make_chat, timeline, make_source
):
    make_chat()
    make_source(timeline.peer.origin)
    keep_actor(timeline.peer.actor(), now=at("12:00") - timedelta(days=8))
    keep_actor(timeline.peer.actor("al"), now=at("12:00"))
    home = timeline.peer.origin
    timeline.statuses = [
        status(1), status(2, home=home), status(3, home=home), status(4, home=home, by="al")
    ]  # fmt: skip

    gather_due(at("13:11"))

    assert [one.uri for one in Wanted.objects.all()] == [timeline.peer.actor_uri]


def test_the_timeline_is_read_forward_page_after_page(make_chat, timeline, make_source):
    make_chat()
    make_source(timeline.peer.origin)
    timeline.statuses = [status(1)]
    gather_due(at("13:11"))
    timeline.statuses += [status(number) for number in range(2, 100)]

    gather_due(at("13:12"))

    assert Post.objects.count() == 99
    assert timeline.asked == [
        {"limit": "40"},
        {"limit": "40", "min_id": "1"},
        {"limit": "40", "min_id": "41"},
        {"limit": "40", "min_id": "81"},
    ]


def test_a_server_that_is_listed_in_the_middle_of_an_hour_is_read_back_to_its_beginning(
    make_chat, timeline, make_source
):
    make_chat()
    make_source(timeline.peer.origin)
    old = [status(number, created_at="2026-11-20T13:00:00Z") for number in range(100)]
    timeline.statuses = old + [status(number) for number in range(100, 190)]

    gather_due(at("13:11"))

    assert timeline.asked == [
        {"limit": "40"}, {"limit": "40", "max_id": "150"}, {"limit": "40", "max_id": "110"},
    ]  # fmt: skip
    assert Post.objects.count() == 120


def test_a_post_that_was_long_on_its_way_is_found_when_the_last_minutes_are_read_again(
    make_chat, timeline, make_source
):
    make_chat()
    make_source(timeline.peer.origin)
    timeline.statuses = [status(100)]
    gather_due(at("13:05"))
    timeline.statuses += [status(200)]
    gather_due(at("13:06"))
    timeline.statuses += [status(150)]  # its number is of when it was written

    gather_due(at("13:11"))

    assert texts() == ["Said 100 #LGovSM", "Said 200 #LGovSM", "Said 150 #LGovSM"]


def test_a_post_that_came_by_itself_is_seen_but_not_stored_again(
    make_chat, timeline, make_source, post_in
):
    chat = make_chat()
    source = make_source(timeline.peer.origin)
    mine = post_in(chat, "Said 1", uri="https://social.example/users/jo/statuses/1").post
    timeline.statuses = [status(1)]

    gather_due(at("13:11"))

    assert list(Post.objects.all()) == [mine]
    assert list(Sighting.objects.values_list("post", "source")) == [(mine.pk, source.pk)]
    assert not Recheck.objects.exists()  # its own server tells us when it goes


def test_an_answer_finds_what_it_answers(make_chat, timeline, make_source):
    make_chat()
    make_source(timeline.peer.origin)
    timeline.statuses = [status(1), status(2, in_reply_to_id="1")]

    gather_due(at("13:11"))

    answered, answer = Post.objects.order_by("pk")
    assert answer.parent == answered


def test_what_is_answered_but_not_on_the_page_is_asked_for_by_its_number(
    make_chat, timeline, make_source, post_in
):
    chat = make_chat()
    make_source(timeline.peer.origin)
    old = post_in(chat, "Earlier", uri="https://social.example/users/jo/statuses/1").post
    timeline.peer.documents["/api/v1/statuses/1"] = reply(status(1))
    timeline.statuses = [status(2, in_reply_to_id="1"), status(3, in_reply_to_id="1")]

    gather_due(at("13:11"))

    assert [post.parent for post in Post.objects.order_by("pk")[1:]] == [old, old]
    assert [sent.path for sent in timeline.peer.sent].count("/api/v1/statuses/1") == 1


def test_our_own_questions_do_not_come_back_as_posts(make_chat, timeline, make_source, our_origin):
    make_chat()
    make_source(timeline.peer.origin)
    timeline.statuses = [status(1, home=our_origin)]

    gather_due(at("13:11"))

    assert texts() == []


def test_an_edit_by_somebody_of_the_server_that_tells_of_it_is_taken_over(
    make_chat, timeline, make_source
):
    make_chat()
    make_source(timeline.peer.origin)
    timeline.statuses = [status(0, when="13:03:00")]
    gather_due(at("13:04"))
    timeline.statuses += [status(1, home=timeline.peer.origin), status(2)]
    gather_due(at("13:06"))
    edited = {"content": "<p>Better #lgovsm</p>", "edited_at": "2026-11-27T13:06:00Z"}
    timeline.statuses = [
        status(1, home=timeline.peer.origin, **edited),
        status(2, **edited),  # of another server's, which is asked itself
    ]

    gather_due(at("13:11"))

    assert texts() == ["Said 0 #LGovSM", "Better #lgovsm", "Said 2 #LGovSM"]


def test_what_its_author_took_back_before_it_came_does_not_come(make_chat, timeline, make_source):
    from goodtalk.doors.fediverse.inbox.models import Gone

    make_chat()
    make_source(timeline.peer.origin)
    timeline.statuses = [status(1), status(2)]
    Gone.objects.create(uri=timeline.statuses[0]["uri"], at=at("13:10"))

    gather_due(at("13:11"))

    assert texts() == ["Said 2 #LGovSM"]


def test_servers_that_are_shut_out_are_neither_asked_nor_heard(
    make_chat, timeline, make_source, other_peer
):
    from goodtalk.doors.fediverse.hosts.models import DomainRule

    make_chat()
    make_source(timeline.peer.origin)
    shut = make_source(other_peer.origin)
    for domain in ("localhost", "bad.example"):
        DomainRule.objects.create(domain=domain, severity="suspend", made_at=at("12:00"))
    timeline.statuses = [status(1, home="https://very.bad.example"), status(2)]

    gather_due(at("13:11"))

    shut.refresh_from_db()
    assert texts() == ["Said 2 #LGovSM"]
    assert other_peer.sent == []
    assert shut.problem == "The host of this site has shut that server out."


def test_a_server_is_asked_every_few_seconds_in_the_hour_and_every_few_minutes_between(
    make_chat, timeline, make_source
):
    make_chat(state="planned")
    source = make_source(timeline.peer.origin)
    dues = []
    for moment in ("11:00", "12:42", "13:01"):
        Source.objects.update(due_at=at(moment))
        gather_due(at(moment))
        source.refresh_from_db()
        dues.append((source.due_at - at(moment)).total_seconds())

    assert dues == [300, 180, 6]  # the second ends as the lobby opens


def test_an_hour_that_nobody_had_planned_wakes_the_sources(make_chat, timeline, make_source):
    make_chat(state="planned", starts_at=at("20:00"), ends_at=at("21:00"))
    make_source(timeline.peer.origin)
    gather_due(at("13:00"))
    chat = make_chat(part=2, starts_at=at("13:01"), state="lobby")
    timeline.statuses = [status(1, when="13:01:00")]

    count = gather_due(at("13:01"))

    assert count == 1
    assert chat.posts.count() == 1


def test_nothing_is_asked_before_its_time(make_chat, timeline, make_source):
    make_chat()
    make_source(timeline.peer.origin)
    gather_due(at("13:11"))

    gather_due(at("13:11:04"))

    assert len(timeline.asked) == 1


def test_when_nothing_is_due_one_query_says_so(
    make_chat, make_source, our_origin, django_assert_num_queries
):
    make_chat()
    make_source("https://social.example", due_at=at("13:10:04"))

    with django_assert_num_queries(1):
        count = gather_due(at("13:10"))

    assert count == 0


def test_without_a_public_address_nothing_is_asked(
    make_chat, timeline, make_source, settings, django_assert_num_queries
):
    settings.ORIGIN = ""
    make_chat()
    make_source(timeline.peer.origin)

    with django_assert_num_queries(0):
        gather_due(at("13:10"))

    assert timeline.asked == []


def test_two_workers_never_ask_one_server_at_once(make_chat, timeline, make_source):
    make_chat()
    make_source(timeline.peer.origin)
    other_worker = []
    timeline.peer.documents[timeline.path] = reply([])
    hold = at("13:12")
    Source.objects.update(held_until=hold)

    other_worker.append(gather_due(at("13:11")))
    Source.objects.update(held_until=hold - timedelta(minutes=5))
    gather_due(at("13:11"))

    assert other_worker == [0]
    assert len(timeline.asked) == 1


def test_another_post_takes_one_more_query_which_looks_for_its_bridged_copy(
    make_chat, timeline, make_source
):
    make_chat()
    make_source(timeline.peer.origin)
    timeline.statuses = [status(1)]
    gather_due(at("13:11"))
    taken = []
    for moment, news in (("13:12", [2]), ("13:13", [3, 4, 5])):
        timeline.statuses += [status(number) for number in news]
        with CaptureQueriesContext(connection) as queries:
            gather_due(at(moment))
        taken.append(len(queries))

    assert Post.objects.count() == 5
    assert taken[1] - taken[0] == 2
