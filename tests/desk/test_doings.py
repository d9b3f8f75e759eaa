"""What was done and can be undone, once a release was taken back: its question has another key.

And once what it was done to is gone.
"""

import pytest

from goodtalk.chats.keeping_order.moderation import refile, set_aside, spotlight, withdraw
from goodtalk.chats.models import Chat
from goodtalk.chats.steering.conductor import keep_time, release_next
from goodtalk.chats.steering.promoting import promote_question
from goodtalk.chats.steering.steering import (
    add_question,
    restore_question,
    skip_question,
    stretch_rest,
)
from goodtalk.chats.steering.undoing import undo
from goodtalk.desk.doings import all_doings, in_words, latest_doings
from tests.hour import at


@pytest.fixture
def hour(make_chat, monkeypatch):
    """A live hour with three questions at 13:12:30, of which the first is out by itself."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("13:12:30"))
    return keep_time(make_chat(questions=3), now=at("13:05"))


def release_and_take_back(chat, by, times=1):
    """Q2 goes out too early and comes back."""
    for _ in range(times):
        release_next(chat, after=1, by=by, now=at("13:12"))
        undo(chat, chat.events.last().seq, by=by, now=at("13:12:10"))


def offered(chat):
    """The latest of what was done, and whether its undo is offered."""
    return [(one.sentence, one.can_be_undone) for one in latest_doings(chat)]


@pytest.mark.parametrize("times", [1, 2])
def test_a_question_keeps_its_name_in_what_was_done_before_its_release_was_taken_back(
    hour, chair, times
):
    second = hour.questions.get(number=2)
    skip_question(second, by=chair, now=at("13:11"))
    restore_question(second, by=chair, now=at("13:11"))
    release_and_take_back(hour, chair, times)

    sentences = [sentence for sentence, _ in offered(hour)]

    told = ["Took the release of Q2 back", "Released Q2"] * times
    assert sentences == [*told, "Put Q2 back", "Skipped Q2", "Released Q1"][:6]


@pytest.mark.parametrize("times", [1, 2])
def test_an_added_question_is_taken_off_again_after_its_release_was_taken_back(hour, chair, times):
    add_question(hour, "And footways?", by=chair, now=at("13:11"))
    seq = hour.events.last().seq
    release_and_take_back(hour, chair, times)

    before = dict(offered(hour))
    undo(Chat.objects.get(), seq, by=chair, now=at("13:12:20"))
    after = dict(offered(hour))

    assert (before["Added Q2"], before["Released Q2"]) == (True, False)
    assert "And footways?" not in [one.text for one in hour.questions.all()]
    assert after["Added a question (“And footways?”)"] is False


def test_the_rest_gets_its_minutes_back_after_a_release_was_taken_back(hour, chair):
    before = [one.minutes for one in hour.questions.all()]
    stretch_rest(hour, by=chair, now=at("13:11"))
    seq = hour.events.last().seq
    release_and_take_back(hour, chair)

    is_offered = dict(offered(hour))["Spread the rest over the time left"]
    undo(Chat.objects.get(), seq, by=chair, now=at("13:12:20"))

    assert is_offered
    assert [one.minutes for one in hour.questions.all()] == pytest.approx(before)


def delete(post):
    post.delete()


def say_goodbye(post):
    withdraw(post, now=at("13:12"))


def move_away(post):
    type(post).objects.filter(pk=post.pk).update(chat=None)


def do_three_things(post, by):
    refile(post, None, by=by, now=at("13:11"))
    spotlight(post, by=by, now=at("13:11"))
    set_aside(post, by=by, now=at("13:11"))


@pytest.mark.parametrize("end", [delete, say_goodbye, move_away])
def test_what_was_done_with_a_post_that_is_gone_offers_no_undo(hour, post_in, chair, end):
    gone, stays = (post_in(hour, "Gritters", by=by).post for by in ("jo", "ann"))
    do_three_things(gone, chair)
    before = offered(hour)
    end(gone)
    after = offered(hour)
    do_three_things(stays, chair)

    filed = "Filed a post elsewhere: from Q1 to no question"
    three = ["Set a post aside", "Put a post into the spotlight", filed]
    assert before[:3] == [(sentence, True) for sentence in three]
    assert after[:3] == [(sentence, False) for sentence in three]
    assert offered(hour)[:3] == before[:3]


@pytest.mark.parametrize("posts", [1, 3])
def test_whether_posts_are_there_is_asked_once_for_all_lines(
    hour, post_in, chair, posts, django_assert_num_queries
):
    for number in range(posts):
        do_three_things(post_in(hour, "Gritters", by=f"p{number}").post, chair)

    with django_assert_num_queries(3):
        doings = in_words(hour, all_doings(hour))

    assert len([one for one in doings if one.can_be_undone]) == 3 * posts


def test_what_was_done_with_a_question_that_is_gone_offers_no_undo(hour, post_in, chair):
    post = post_in(hour, "Who grits the bridge?").post
    question = promote_question(post, by=chair, now=at("13:11"))
    skip_question(question, by=chair, now=at("13:11"))
    restore_question(question, by=chair, now=at("13:11"))
    skip_question(question, by=chair, now=at("13:11"))
    before = offered(hour)[0][1]
    withdraw(post, now=at("13:12"))

    assert before
    assert [can for _, can in offered(hour)][:5] == [False] * 5
