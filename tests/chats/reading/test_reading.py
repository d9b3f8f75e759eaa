"""The ways to read an hour lose nothing and show nothing that is gone."""

import pytest

from goodtalk.chats.arriving.speakers import web_account
from goodtalk.chats.keeping_order.moderation import set_aside
from goodtalk.chats.models import Post
from goodtalk.chats.reading import reading
from goodtalk.chats.reading.strip import Strip
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


def test_in_the_record_a_question_is_read_in_the_order_of_time(talk):
    questions = list(talk.questions.all())

    found = [reading.read_lane(talk, lane) for lane in (*questions, None)]

    assert [(one.way, threads(one.page)) for one in found] == [
        ("q1", [("A1 first", ["first reply"])]),
        ("q2", [("A2 across", ["below across"]), ("A2 second", [])]),
        ("talk", [("hello", ["self reply"])]),
    ]


def test_the_doubtful_are_read_alone_or_left_out(talk, post_in):
    post_in(talk, "no label", when="13:26", by="gil")
    second = talk.questions.get(number=2)

    found = {
        doubt: reading.read_lane(talk, second, doubt=doubt) for doubt in ("", "without", "only")
    }

    assert {doubt: threads(one.page) for doubt, one in found.items()} == {
        "": [("A2 across", ["below across"]), ("A2 second", []), ("no label", [])],
        "without": [("A2 across", ["below across"]), ("A2 second", [])],
        "only": [("no label", [])],
    }
    assert {one.doubtful for one in found.values()} == {1}


def test_by_question_a_long_lane_shows_its_first_threads_and_says_how_many_there_are(
    talk, monkeypatch
):
    monkeypatch.setattr(reading, "POSTS_A_LANE", 2)

    found = reading.read_by_question(talk, list(talk.questions.all()))

    assert [(lane.way, lane.posts, lane.is_cut, threads(lane.threads)) for lane in found.lanes] == [
        ("q1", 2, False, [("A1 first", ["first reply"])]),
        ("q2", 3, True, [("A2 across", ["below across"])]),
        ("talk", 2, False, [("hello", ["self reply"])]),
    ]


def test_a_page_of_the_record_holds_whole_threads_up_to_so_many_posts(talk, monkeypatch):
    monkeypatch.setattr(reading, "POSTS_A_PAGE", 5)

    pages = [threads(reading.read_by_thread(talk, page=page).page) for page in (1, 2, 99)]

    assert pages == [
        [("hello", ["self reply"])],
        [("A1 first", ["first reply", "A2 across", "below across"]), ("A2 second", [])],
        [("A1 first", ["first reply", "A2 across", "below across"]), ("A2 second", [])],
    ]


def test_the_record_backwards_has_the_latest_thread_first(talk):
    found = reading.read_backwards(talk)

    assert [words for words, _ in threads(found.page)] == ["A2 second", "A1 first", "hello"]


@pytest.mark.parametrize("posts", [1, 3])
@pytest.mark.parametrize(
    "read",
    [
        lambda chat: reading.read_by_question(chat, list(chat.questions.all())).lanes,
        lambda chat: reading.read_by_thread(chat).page,
        lambda chat: reading.read_lane(chat, chat.questions.get()).page,
        lambda chat: reading.read_backwards(chat).page,
    ],
    ids=["question", "thread", "lane", "backwards"],
)
def test_a_reading_of_the_record_takes_two_queries(
    make_chat, post_in, posts, read, django_assert_num_queries
):
    chat = make_chat(state="closed", questions=1)
    parent = ""
    for number in range(posts):
        parent = post_in(chat, "A1 so", when=f"13:1{number}", in_reply_to=parent).post.uri
    questions = 1  # asked for by two of the ways

    with django_assert_num_queries(2 + questions * ("questions" in read.__code__.co_names)):
        list(read(chat))


def test_what_answers_a_post_that_was_set_aside_does_not_tell_where_that_was(talk, chair):
    set_aside(Post.objects.get(text="A1 first"), by=chair, now=NOW)

    found = reading.read_by_thread(talk).page
    reply = next(thread.post for thread in found if thread.post.text == "first reply")

    assert (reply.parent, reply.in_reply_to) == (None, reading.UNTOLD)


def test_a_long_hour_is_read_in_pages(make_chat, post_in, monkeypatch):
    monkeypatch.setattr(reading, "THREADS_A_PAGE", 2)
    chat = make_chat()
    for number in range(5):
        post_in(chat, f"{number}", when=f"13:1{number}")

    pages = [threads(reading.read_flow(chat, page=page).page) for page in (1, 3, 99)]

    assert pages == [[("4", []), ("3", [])], [("0", [])], [("0", [])]]
