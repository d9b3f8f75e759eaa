"""The log of an hour: no gap, nothing told before it is kept, nothing kept of what failed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from goodtalk.chats.arriving.receive import receive_post
from goodtalk.chats.log import KINDS, Happening, append_event, append_events, hear_nudges, lock_chat
from goodtalk.chats.models import Post
from tests.conftest import incoming_post
from tests.hour import at, logged

THREADS, POSTS_EACH = 6, 5


@pytest.fixture
def nudged():
    """The chats of which listeners were told, in order."""
    heard = []
    stop = hear_nudges(heard.append)
    yield heard
    stop()


@pytest.mark.django_db(transaction=True)
def test_people_who_post_at_the_same_moment_leave_no_gap_in_the_log(make_chat):
    chat = make_chat(questions=1)

    def talk(thread):
        try:
            for number in range(POSTS_EACH):
                post = incoming_post("Hello", by=f"p{thread}", number=f"{thread}-{number}")
                receive_post(chat.community, post, now=at("13:10"), into=chat)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(talk, range(THREADS)))

    number = THREADS * POSTS_EACH
    assert logged(chat) == [(seq, "post.received") for seq in range(1, number + 1)]
    named = chat.events.values_list("data__post", flat=True)
    assert sorted(named) == sorted(Post.objects.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_one_post_that_is_delivered_by_many_at_once_is_kept_once(make_chat):
    chat = make_chat()

    def deliver(_):
        try:
            post = incoming_post("Hello", number=1)
            return receive_post(chat.community, post, now=at("13:10"), into=chat).outcome
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        outcomes = sorted(pool.map(deliver, range(THREADS)))

    assert outcomes == ["duplicate"] * (THREADS - 1) + ["stored"]
    assert logged(chat) == [(1, "post.received")]


@pytest.mark.django_db(transaction=True)
def test_listeners_are_nudged_once_the_event_can_be_read(make_chat, nudged):
    chat = make_chat()

    with transaction.atomic():
        append_event(lock_chat(chat.pk), "chat.edited", {}, at=at("13:00"))
        before_commit = list(nudged)

    assert (before_commit, nudged) == ([], [chat.pk])


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_no_event_and_no_gap(make_chat, nudged):
    chat = make_chat()

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        append_event(lock_chat(chat.pk), "chat.edited", {}, at=at("13:00"))
        raise ZeroDivisionError
    with transaction.atomic():
        append_event(lock_chat(chat.pk), "chat.started", {}, at=at("13:01"))

    assert logged(chat) == [(1, "chat.started")]
    assert nudged == [chat.pk]


@pytest.mark.django_db(transaction=True)
def test_a_listener_that_fails_does_not_fail_the_writer(make_chat, nudged):
    chat = make_chat()
    stop = hear_nudges(lambda chat_id: 1 / 0)

    with transaction.atomic():
        append_event(lock_chat(chat.pk), "chat.edited", {}, at=at("13:00"))
    stop()

    assert logged(chat) == [(1, "chat.edited")]


def test_several_happenings_are_written_in_their_order(make_chat, chair):
    chat = lock_chat(make_chat().pk)
    happenings = [Happening("chat.opened", {}), Happening("chat.started", {"why": "time"})]

    events = append_events(chat, happenings, at=at("13:00"), by=chair)

    assert [(one.seq, one.kind, one.data, one.at, one.by) for one in events] == [
        (1, "chat.opened", {}, at("13:00"), chair),
        (2, "chat.started", {"why": "time"}, at("13:00"), chair),
    ]
    assert lock_chat(chat.pk).last_seq == 2


def test_nothing_happening_is_not_told(make_chat, nudged, django_assert_num_queries):
    chat = make_chat()

    with django_assert_num_queries(0):
        events = append_events(chat, [], at=at("13:00"))

    assert (events, nudged) == ([], [])


def test_every_kind_of_event_is_explained_in_a_sentence():
    assert [kind for kind, words in KINDS.items() if not words.endswith(".")] == []
