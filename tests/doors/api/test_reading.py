"""Reading hours and posts through the API, as they are and as they change."""

from datetime import timedelta

import pytest

from goodtalk.chats.keeping_order.moderation import (
    hold_again,
    let_in,
    refile,
    restore,
    set_aside,
    withdraw,
)
from goodtalk.chats.outgoing import chat_as_data, for_programs, post_as_data
from goodtalk.chats.steering.conductor import release_question
from goodtalk.chats.thanking import thank
from tests.hour import at

NO_NUMBER = "after: Input should be a valid integer, unable to parse string as an integer."
TOO_LONG = "after: Unable to parse input string as an integer, exceeded maximum size."
CHATS, POSTS = "communities/lgovsm/chats", "communities/lgovsm/chats/2026-11-27/posts"


def brief(answer):
    """The places of posts in the log with what they say; None for what is gone."""
    status, found = answer
    assert status == 200
    return [(post["seq"], post.get("text")) for post in found["posts"]], found["seq"]


def test_an_hour_is_as_an_export_has_it(api, make_chat, post_in):
    chat = make_chat(questions=2)
    post_in(chat, "Said")
    api.enter(chat.community)

    assert api.get(CHATS) == (
        200,
        {"chats": [chat_as_data(chat) | {"last_seq": 1}], "next": None},
    )


def test_hours_come_latest_first_and_in_pages(api, make_chat):
    chat = make_chat()
    for weeks in (1, 2, 3):
        ago = timedelta(weeks=weeks)
        make_chat(community=chat.community, day=chat.day - ago, starts_at=chat.starts_at - ago)
    make_chat(community=chat.community, part=2)
    api.enter(chat.community)

    pages, before = [], ""
    while before is not None:
        _, page = api.get(CHATS, limit=2, before=before)
        pages.append([one["date"] for one in page["chats"]])
        before = page["next"]

    assert pages == [
        ["2026-11-27-2", "2026-11-27"], ["2026-11-20", "2026-11-13"], ["2026-11-06"],
    ]


def test_a_post_is_as_an_export_has_it(api, make_chat, post_in, chair):
    chat = make_chat(questions=1)
    release_question(chat.questions.get(), by=chair, now=at("13:05"))
    asked = post_in(chat, "A1 By post").post
    post = post_in(chat, "And I", when="13:11", in_reply_to=asked.uri).post
    api.enter(chat.community)

    answer = api.get(POSTS, after=2)

    post = for_programs(chat.posts.visible()).get(pk=post.pk)
    assert answer == (200, {"posts": [{"seq": 3} | post_as_data(post)], "seq": 3})


def test_whoever_asks_again_gets_what_is_new(api, make_chat, post_in):
    chat = make_chat()
    api.enter(chat.community)
    nothing = brief(api.get(POSTS))
    for text in "abc":
        post_in(chat, text)

    first = brief(api.get(POSTS, limit=2))
    rest = brief(api.get(POSTS, after=first[1], limit=2))
    later = brief(api.get(POSTS, after=rest[1]))

    assert nothing == ([], 0)
    assert (first, rest, later) == (([(1, "a"), (2, "b")], 2), ([(3, "c")], 3), ([], 3))


def test_what_is_no_post_is_passed_over(api, make_chat, post_in, chair):
    chat = make_chat(questions=3)
    api.enter(chat.community)
    post_in(chat, "a")
    for question in chat.questions.all():
        release_question(question, by=chair, now=at("13:15"))

    assert brief(api.get(POSTS, limit=1)) == ([(1, "a")], 1)
    assert brief(api.get(POSTS, limit=2)) == ([(1, "a")], 4)
    assert brief(api.get(POSTS, after=1)) == ([], 4)


def test_what_has_gone_is_said_to_be_gone(api, make_chat, post_in, chair):
    chat = make_chat()
    api.enter(chat.community)
    first, second, third = (post_in(chat, text).post for text in "abc")
    withdraw(first, now=at("13:20"))
    set_aside(second, by=chair, now=at("13:20"))
    set_aside(third, by=chair, now=at("13:20"))
    restore(third, by=chair, now=at("13:21"))

    whole = api.get(POSTS)
    news = api.get(POSTS, after=3)

    assert whole[1]["posts"][:2] == [
        {"seq": 1, "uri": first.uri, "gone": True},
        {"seq": 2, "uri": second.uri, "gone": True},
    ]
    assert brief(whole) == ([(1, None), (2, None), (3, "c")], 7)
    assert brief(news) == ([(4, None), (5, None), (6, "c")], 7)


def test_nothing_is_told_of_what_is_held_until_it_is_let_in(api, make_chat, post_in, chair):
    chat = make_chat()
    api.enter(chat.community)
    post_in(chat, "no", hold=True)
    post = post_in(chat, "yes", hold=True).post
    taken_back = post_in(chat, "well", hold=True).post
    withdraw(taken_back, now=at("13:15"))

    held = brief(api.get(POSTS))
    let_in(post, by=chair, now=at("13:20"))

    assert (held, brief(api.get(POSTS, after=4))) == (([], 4), ([(5, "yes")], 5))


def test_what_was_let_in_and_is_held_again_is_said_to_be_gone(api, make_chat, post_in, chair):
    chat = make_chat()
    api.enter(chat.community)
    post = post_in(chat, "Hello", hold=True).post
    let_in(post, by=chair, now=at("13:20"))
    shown = brief(api.get(POSTS, after=1))
    hold_again(post, by=chair, now=at("13:21"), since=at("13:10"))

    assert (shown, brief(api.get(POSTS, after=2))) == (([(2, "Hello")], 2), ([(3, None)], 3))


def test_what_has_changed_comes_again_once(api, make_chat, post_in, chair, make_user):
    chat = make_chat(questions=1)
    api.enter(chat.community)
    post = post_in(chat, "a").post
    other = post_in(chat, "b", by="bo").post
    thank(post, other.account.person, wanted=True, now=at("13:20"))
    refile(post, chat.questions.get(), by=chair, now=at("13:21"))

    _, found = api.get(POSTS, after=2)

    assert [(one["seq"], one["thanks"], one["question"]) for one in found["posts"]] == [(3, 1, 1)]


@pytest.mark.parametrize(
    ("path", "query", "sentence"),
    [
        (POSTS, {"after": -1}, "after: Input should be greater than or equal to 0."),
        (POSTS, {"after": 2**31}, "after: Input should be less than or equal to 2147483647."),
        (POSTS, {"after": "1' OR 1"}, NO_NUMBER),
        (POSTS, {"after": "9" * 5000}, TOO_LONG),
        (POSTS, {"limit": 0}, "limit: Input should be greater than or equal to 1."),
        (POSTS, {"limit": 501}, "limit: Input should be less than or equal to 500."),
        (CHATS, {"limit": 101}, "limit: Input should be less than or equal to 100."),
        (CHATS, {"before": "soon"}, "before: an hour is named as in its address, 2026-11-27."),
        (CHATS, {"before": "\0"}, "before: an hour is named as in its address, 2026-11-27."),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_in_a_sentence(
    api, make_chat, path, query, sentence
):
    api.enter(make_chat().community)

    assert api.get(path, **query) == (422, {"detail": sentence})


@pytest.mark.parametrize("rows", [1, 3])
def test_reading_takes_as_many_queries_however_much_there_is(
    api, make_chat, post_in, rows, django_assert_num_queries
):
    chat = make_chat(questions=rows)
    for part in range(2, 2 + rows):
        make_chat(community=chat.community, part=part, questions=rows)
        post_in(chat, "Said", in_reply_to="https://social.example/posts/1")
    api.enter(chat.community)
    api.get(CHATS)  # notes the token's use

    with django_assert_num_queries(3):  # token, hours, questions
        api.get(CHATS)
    with django_assert_num_queries(4):  # token, hour, log, posts
        api.get(POSTS)
