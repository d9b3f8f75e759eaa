"""The welcome desk: first-timers and posts that nobody has answered, each claimed once."""

from datetime import timedelta

import pytest

from goodtalk.chats.models import Person, Post
from goodtalk.chats.thanking import thank
from goodtalk.desk.claims import FREES_AFTER, Claim
from goodtalk.desk.waiting import queue_of
from goodtalk.desk.welcome import claim_post, free_post, put_back, settle_post
from tests.hour import at, logged

NOON = at("13:20")


@pytest.fixture
def old_hand(make_chat, post_in):
    """Jo has spoken here before."""
    earlier = make_chat(
        state="closed", day=at("13:00").date() - timedelta(days=7),
        starts_at=at("13:00") - timedelta(days=7), ends_at=at("14:00") - timedelta(days=7),
    )
    post_in(earlier, "Was here last week", by="jo", when="13:00")


def words(queue):
    return [(one.post.text, one.is_first_timer) for one in queue.waiting]


def numbers(queue):
    return queue.newcomers, queue.greeted, queue.posts


def test_first_timers_stand_before_others_and_the_oldest_first(make_chat, post_in, old_hand):
    chat = make_chat()
    post_in(chat, "Nobody answers me", by="jo", when="13:01")
    post_in(chat, "New here", by="ann", when="13:03")
    post_in(chat, "New too", by="ben", when="13:02")

    queue = queue_of(chat, now=NOON)

    assert words(queue) == [("New too", True), ("New here", True), ("Nobody answers me", False)]
    assert numbers(queue) == (2, 0, 1)


def test_a_newcomer_who_only_replied_is_greeted_too(make_chat, post_in, old_hand):
    chat = make_chat()
    first = post_in(chat, "A question?", by="jo").post
    post_in(chat, "A reply from somebody new", by="ann", when="13:11", in_reply_to=first.uri)

    assert words(queue_of(chat, now=NOON)) == [("A reply from somebody new", True)]


@pytest.mark.parametrize("by", ["reply", "thanks", "desk"])
def test_whoever_was_answered_thanked_or_marked_leaves_the_queue(
    make_chat, post_in, old_hand, chair, by
):
    chat = make_chat()
    post = post_in(chat, "New here", by="ann").post
    if by == "reply":
        post_in(chat, "Welcome!", by="jo", when="13:11", in_reply_to=post.uri)
    elif by == "thanks":
        thank(post, Person.objects.create(name="Thea"), wanted=True, now=at("13:11"))
    else:
        settle_post(post, by=chair, now=at("13:11"))

    queue = queue_of(chat, now=NOON)

    assert (words(queue), numbers(queue)) == ([], (1, 1, 0))
    assert queue.everyone_greeted


def test_a_reply_to_oneself_answers_nobody(make_chat, post_in, old_hand):
    chat = make_chat()
    post = post_in(chat, "New here", by="ann").post
    post_in(chat, "and glad of it", by="ann", when="13:11", in_reply_to=post.uri)

    assert numbers(queue_of(chat, now=NOON)) == (1, 0, 0)


def test_the_second_post_of_a_greeted_newcomer_waits_like_any_other(
    make_chat, post_in, old_hand, chair
):
    chat = make_chat()
    settle_post(post_in(chat, "New here", by="ann").post, by=chair, now=at("13:11"))
    post_in(chat, "And what about this", by="ann", when="13:12")

    assert words(queue_of(chat, now=NOON)) == [("And what about this", False)]


def test_what_the_chair_says_waits_for_nobody(make_chat, post_in, chair):
    chat = make_chat()
    post = post_in(chat, "Hello everybody", by="charlie").post
    post.account.person.user = chair
    post.account.person.save()

    assert numbers(queue_of(chat, now=NOON)) == (0, 0, 0)


def test_a_post_claimed_by_two_at_once_is_the_first_ones(make_chat, post_in, chair, organiser):
    chat = make_chat()
    post = post_in(chat, "New here").post

    claim_post(post, by=chair, now=at("13:11"))
    claim = claim_post(post, by=organiser, now=at("13:11"))

    assert claim.holder(at("13:11")) == chair
    assert logged(chat, after=1) == [(2, "welcome.claimed")]
    assert [one.holder for one in queue_of(chat, now=at("13:12")).waiting] == [chair]


def test_a_claim_frees_itself_after_five_minutes(make_chat, post_in, chair, organiser):
    chat = make_chat()
    post = post_in(chat, "New here").post
    claim_post(post, by=chair, now=at("13:11"))

    late = at("13:11") + FREES_AFTER
    holders = [queue_of(chat, now=now).waiting[0].holder for now in (late - timedelta(0, 1), late)]
    claim = claim_post(post, by=organiser, now=late)

    assert holders == [chair, None]
    assert claim.holder(late) == organiser


def test_only_whoever_has_it_puts_it_down_or_settles_it(make_chat, post_in, chair, organiser):
    chat = make_chat()
    post = post_in(chat, "New here").post
    claim_post(post, by=chair, now=at("13:11"))

    free_post(post, by=organiser, now=at("13:12"))
    settle_post(post, by=organiser, now=at("13:12"))

    assert queue_of(chat, now=at("13:12")).waiting[0].holder == chair
    free_post(post, by=chair, now=at("13:12"))
    assert queue_of(chat, now=at("13:12")).waiting[0].holder is None
    assert logged(chat, after=1) == [(2, "welcome.claimed"), (3, "welcome.freed")]


def test_what_was_settled_is_put_back_and_the_log_says_by_whom(make_chat, post_in, chair):
    chat = make_chat()
    post = post_in(chat, "New here").post

    for act in (settle_post, settle_post, put_back, put_back):
        act(post, by=chair, now=at("13:12"))

    assert numbers(queue_of(chat, now=NOON)) == (1, 0, 0)
    assert [(event.kind, event.by) for event in chat.events.filter(seq__gt=1).order_by("seq")] == [
        ("welcome.settled", chair), ("welcome.reopened", chair)
    ]


def test_a_claim_of_somebody_whose_account_is_gone_is_nobodys(make_chat, post_in, make_user):
    chat = make_chat()
    helper = make_user("hal")
    claim_post(post_in(chat, "New here").post, by=helper, now=at("13:11"))

    helper.delete()

    assert queue_of(chat, now=at("13:12")).waiting[0].holder is None


@pytest.mark.parametrize("posts", [1, 3, 40])
def test_the_queue_takes_five_queries_however_long(
    make_chat, post_in, old_hand, chair, posts, django_assert_num_queries
):
    chat = make_chat()
    for number in range(posts):
        post_in(chat, f"New {number}", by=f"ann{number}")
        post_in(chat, f"Again {number}", by="jo", when="13:12")
    settle_post(Post.objects.get(text="Again 0"), by=chair, now=at("13:13"))
    claim_post(Post.objects.get(text="New 0"), by=chair, now=at("13:13"))

    with django_assert_num_queries(5):
        queue = queue_of(chat, now=NOON)

    assert len(queue.waiting) + queue.not_shown == 2 * posts - 1
    assert [claim.post.text for claim in queue.settled] == ["Again 0"]
    assert Claim.objects.count() == 2


def test_what_one_chair_has_taken_on_hides_nothing_that_is_free(make_chat, post_in, chair):
    chat = make_chat()
    for number in range(9):
        post = post_in(chat, f"New {number}", by=f"p{number}", when=f"13:0{number}").post
        if number < 6:
            claim_post(post, by=chair, now=NOON)

    queue = queue_of(chat, now=NOON)

    assert [(one.post.text, one.holder) for one in queue.waiting] == [
        *[(f"New {number}", chair) for number in range(6)],
        *[(f"New {number}", None) for number in range(6, 9)],
    ]
    assert queue.not_shown == 0


def test_six_that_are_free_are_shown_and_the_rest_is_counted(make_chat, post_in):
    chat = make_chat()
    for number in range(9):
        post_in(chat, f"New {number}", by=f"p{number}", when=f"13:0{number}")

    queue = queue_of(chat, now=NOON)

    assert (len(queue.waiting), queue.not_shown) == (6, 3)
