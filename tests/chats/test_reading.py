"""The ways to read an hour lose nothing and show nothing that is gone."""

import pytest

from goodtalk.chats import reading
from goodtalk.chats.models import Post
from goodtalk.chats.moderation import set_aside
from goodtalk.chats.speakers import web_account
from goodtalk.chats.strip import Strip
from goodtalk.chats.thanking import thank
from tests.hour import at

NOW = at("13:50")


@pytest.fixture
def talk(make_chat, post_in):
    """An hour with two questions: an answer with replies to each, one of them about the other."""
    chat = make_chat(questions=2)
    chat.questions.filter(number=1).update(released_at=at("13:05"))
    chat.questions.filter(number=2).update(released_at=at("13:20"))
    hello = post_in(chat, "hello", when="13:01", by="ann").post
    first = post_in(chat, "A1 first", when="13:06", by="bob").post
    post_in(chat, "first reply", when="13:07", by="ann", in_reply_to=first.uri)
    across = post_in(chat, "A2 across", when="13:21", by="cat", in_reply_to=first.uri).post
    post_in(chat, "below across", when="13:22", by="bob", in_reply_to=across.uri)
    post_in(chat, "A2 second", when="13:23", by="dan")
    post_in(chat, "RT hello", when="13:24", by="eve", is_share=True)
    post_in(chat, "hold", when="13:25", by="fay", hold=True)
    post_in(chat, "self reply", when="13:02", by="ann", in_reply_to=hello.uri)
    return chat


def threads(found):
    """Each thread as its post's words and those of what is under it."""
    return [(one.post.text, [reply.text for reply in one.replies]) for one in found]


def test_the_flow_has_the_latest_thread_first(talk):
    found = reading.read_flow(talk)

    assert (found.way, threads(found.page)) == (
        "flow",
        [
            ("A2 second", []),
            ("A1 first", ["first reply", "A2 across", "below across"]),
            ("hello", ["self reply"]),
        ],
    )


def test_by_thread_the_earliest_is_first(talk):
    found = reading.read_by_thread(talk)

    assert [words for words, _ in threads(found.page)] == ["hello", "A1 first", "A2 second"]


def test_by_time_every_post_stands_where_it_was_said(talk):
    found = reading.read_by_time(talk)

    assert [post.text for post in found.page] == [
        "hello",
        "self reply",
        "A1 first",
        "first reply",
        "A2 across",
        "below across",
        "A2 second",
    ]
    questions = list(talk.questions.all())
    asked = reading.milestones(found.page.object_list, questions)
    words = {post.pk: post.text for post in found.page}
    assert {words[pk]: [str(one) for one in ones] for pk, ones in asked.items()} == {
        "A1 first": ["Q1"],
        "A2 across": ["Q2"],
    }


def test_by_question_an_answer_stands_under_its_question_wherever_it_was_said(talk):
    found = reading.read_by_question(talk, list(talk.questions.all()))

    assert [(str(lane.question), lane.posts, threads(lane.threads)) for lane in found.lanes] == [
        ("Q1", 2, [("A1 first", ["first reply"])]),
        ("Q2", 3, [("A2 across", ["below across"]), ("A2 second", [])]),
        ("None", 2, [("hello", ["self reply"])]),
    ]


def test_the_flow_of_one_question_loses_no_answer_that_was_said_in_another_thread(talk):
    questions = Strip(talk).questions

    found = [reading.read_flow(talk, lane=question) for question in questions]

    assert [one.way for one in found] == ["q1", "q2"]
    assert threads(found[1].page) == [("A2 second", []), ("A2 across", ["below across"])]
    shown = {words for words, replies in threads(found[0].page) for words in (words, *replies)}
    assert shown == {"A1 first", "first reply", "A2 across", "below across"}


def test_who_waits_is_who_nobody_else_has_answered_or_thanked(talk, lurker):
    before = [words for words, _ in threads(reading.read_waiting(talk).page)]
    thank(Post.objects.get(text="hello"), web_account(lurker).person, wanted=True, now=NOW)

    after = [words for words, _ in threads(reading.read_waiting(talk).page)]

    assert (before, after) == (["hello", "A2 second"], ["A2 second"])


def test_replies_to_what_was_set_aside_are_still_read(talk, chair):
    set_aside(Post.objects.get(text="A1 first"), by=chair, now=NOW)

    flow = threads(reading.read_flow(talk).page)
    by_time = list(reading.read_by_time(talk).page)

    assert ("A2 across", ["below across"]) in flow
    assert ("first reply", []) in flow
    assert [post.parent for post in by_time if post.text == "first reply"] == [None]


def test_a_post_is_read_with_its_whole_thread(talk):
    found = reading.read_thread(talk, Post.objects.get(text="below across"))

    assert threads(found.page) == [("A1 first", ["first reply", "A2 across", "below across"])]


def test_the_reader_sees_who_is_new_and_what_they_have_thanked(talk, lurker):
    post = Post.objects.get(text="hello")
    person = web_account(lurker).person
    thank(post, person, wanted=True, now=NOW)

    found = reading.for_reader(reading.read_flow(talk), talk, person)
    stranger = reading.for_reader(reading.read_flow(talk), talk, None)

    assert (found.thanked, stranger.thanked) == ({post.pk}, set())
    assert found.newcomers == set(talk.attendances.values_list("person", flat=True))


def test_links_are_counted_and_told_by_whom_they_were_shared_first(make_chat, post_in, chair):
    chat = make_chat()
    post_in(chat, "See https://example.org/x", by="ann")
    for by in ("bob", "cat"):
        post_in(chat, "See https://www.example.com/", by=by)
    set_aside(post_in(chat, "See https://example.net").post, by=chair, now=NOW)

    assert [(one.shown, one.shared_by, one.times) for one in reading.links_of(chat)] == [
        ("example.com", "Bob", 2),
        ("example.org/x", "Ann", 1),
    ]


def test_a_long_hour_is_read_in_pages(make_chat, post_in, monkeypatch):
    monkeypatch.setattr(reading, "THREADS_A_PAGE", 2)
    chat = make_chat()
    for number in range(5):
        post_in(chat, f"{number}", when=f"13:1{number}")

    pages = [threads(reading.read_flow(chat, page=page).page) for page in (1, 3, 99)]

    assert pages == [[("4", []), ("3", [])], [("0", [])], [("0", [])]]
