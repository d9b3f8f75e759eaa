"""Events as listeners get them: once rendered, as things are now, with nothing that is gone."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from goodtalk.chats.arriving.incoming import Author
from goodtalk.chats.arriving.receive import receive_post
from goodtalk.chats.frames import KINDS_THAT_ERASE, frames_of
from goodtalk.chats.keeping_order.moderation import let_in, refile, restore, set_aside, withdraw
from goodtalk.chats.keeping_order.rewording import reword
from goodtalk.chats.log import KINDS
from goodtalk.chats.models import Chat, Person, Post, Question
from goodtalk.chats.reading.strip import answers_by_question
from goodtalk.chats.steering.conductor import release_next
from goodtalk.chats.thanking import thank
from goodtalk.communities.models import Community, User
from tests.conftest import incoming_post
from tests.examples import examples
from tests.hour import at

NOW = at("13:20")


def told(chat, after=0):
    """What listeners are told after a place in the log."""
    return [json.loads(frame.data) for frame in frames_of(chat.pk, after)]


def test_a_post_comes_drawn_and_described(make_chat, post_in):
    chat = make_chat(questions=1)
    post = post_in(chat, "A1 <b>gritters</b>").post

    [event] = told(chat)

    html = event.pop("html")
    assert event == {
        "seq": 1,
        "kind": "post.received",
        "at": "2026-11-27T13:10:00+00:00",
        "post": post.pk,
        "uri": post.uri,
        "network": "fediverse",
        "author": "Jo",
        "published": "2026-11-27T13:10:00+00:00",
        "text": "A1 <b>gritters</b>",
        "question": 1,
        "certain": True,
        "parent": None,
        "is_share": False,
        "highlight": True,
        "answers": 1,
        "counts": {"1": 1},
        "people": 1,
    }
    assert "A1 &lt;b&gt;gritters&lt;/b&gt;" in html


def test_a_released_question_comes_with_the_strip(make_chat, chair):
    chat = make_chat(questions=2)
    release_next(chat, after=0, by=chair, now=at("13:05"))

    [event] = told(chat)

    drawn = {event.pop(name)[:4] for name in ("top_html", "now_html", "run_sheet_html")}
    assert drawn != {""}
    assert event == {
        "seq": 1,
        "kind": "question.released",
        "at": "2026-11-27T13:05:00+00:00",
        "state": "live",
        "starts_at": "2026-11-27T13:00:00+00:00",
        "ends_at": "2026-11-27T14:00:00+00:00",
        "open": 1,
        "question": 1,
        "text": "What about 1?",
    }


@pytest.mark.parametrize("hide", ["set_aside", "withdraw", "hold"])
def test_what_nobody_may_read_is_in_no_frame_also_not_in_old_ones(
    make_chat, post_in, chair, hide
):
    chat = make_chat()
    post = post_in(chat, "My secret", by="secretary", hold=hide == "hold").post
    if hide == "set_aside":
        set_aside(post, by=chair, now=NOW)
    if hide == "withdraw":
        withdraw(post, now=NOW)

    frames = frames_of(chat.pk, 0)

    assert b"secret" not in b"".join(frame.data.lower() for frame in frames)
    assert {event["gone"] for event in told(chat)} == {True}


def test_whatever_takes_something_away_erases_what_was_rendered_before():
    taken_away = {
        "post.edited", "post.held", "post.set_aside", "post.withdrawn", "post.refiled"
    }
    assert taken_away == KINDS_THAT_ERASE
    assert set(KINDS) >= KINDS_THAT_ERASE


def test_a_frame_is_one_line_whatever_was_said(make_chat, post_in):
    chat = make_chat()
    post_in(chat, "one\ntwo\r\nthree\u2028four")

    [frame] = frames_of(chat.pk, 0)

    assert b"\n" not in frame.data
    assert b"\r" not in frame.data


def test_events_come_in_order_and_no_more_than_asked_for(make_chat, post_in):
    chat = make_chat()
    for _ in range(5):
        post_in(chat, "Hello")

    assert [frame.seq for frame in frames_of(chat.pk, 1, limit=3)] == [2, 3, 4]
    assert frames_of(chat.pk, 5) == []


@pytest.mark.parametrize("posts", [1, 30])
def test_rendering_many_events_takes_as_many_queries_as_one(make_chat, post_in, chair, posts):
    chat = make_chat(questions=3)
    first = post_in(chat, "A1 us").post
    for number in range(posts):
        post_in(chat, "A2 us", by=f"p{number}", in_reply_to=first.uri, when="13:11")

    with CaptureQueriesContext(connection) as queries:
        frames = frames_of(chat.pk, 1)

    assert (len(frames), len(queries)) == (posts, 7)


actions = st.lists(
    st.tuples(
        st.sampled_from(
            ["say", "answer", "reply", "hold", "set_aside", "restore", "let_in", "withdraw",
             "refile", "reword", "thank"]
        ),
        st.integers(0, 7),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=15,
)


@pytest.mark.django_db(transaction=True)
@settings(deadline=None, max_examples=examples(40))
@given(before=actions, after=actions)
def test_whatever_happens_the_page_before_and_the_log_are_the_page_after(before, after):
    chat, user, reader = _hour()
    for number, action in enumerate(before):
        _do(chat, user, reader, number, *action)
    page, seq = _page(chat), Chat.objects.get().last_seq

    for number, action in enumerate(after, len(before)):
        _do(chat, user, reader, number, *action)

    for event in told(chat, seq):
        _follow(page, event)
    assert page == _page(chat)


def _hour():
    for model in (Community, Person, User):
        model.objects.all().delete()
    user = User.objects.create_user(email="charlie@example.org")
    reader = Person.objects.create(name="Lars")
    chat = Chat.objects.create(
        community=Community.objects.create(tag="lgovsm", name="Local government"),
        day=at("13:00").date(),
        starts_at=at("13:00"),
        ends_at=at("14:00"),
        started_at=at("13:00"),
    )
    for number in (1, 2, 3):
        due = at("13:00") + timedelta(minutes=number)
        Question.objects.create(
            chat=chat, number=number, text="Who?", due_at=due, released_at=due
        )
    return chat, user, reader


def _do(chat, user, reader, number, action, which, question):
    posts = list(Post.objects.order_by("pk"))
    post = posts[which % len(posts)] if posts else None
    texts = {"say": "Hello", "answer": f"A{question} us", "reply": "Indeed", "hold": "Hello"}
    if action in texts:
        incoming = incoming_post(
            texts[action],
            number=number,
            by=f"p{which}",
            hold=action == "hold",
            in_reply_to=post.uri if post and action == "reply" else "",
            published=at("13:10") + timedelta(seconds=number),
        )
        receive_post(chat.community, incoming, now=NOW, into=chat)
    elif post is None or post.withdrawn_at:
        return
    elif action == "withdraw":
        withdraw(post, now=NOW)
    elif action == "reword":
        words, author = f"A{question} we", Author(post.account.uri)
        reword(post, incoming_post(words, uri=post.uri, author=author), now=NOW)
    elif action == "thank":
        thank(post, reader, wanted=bool(which % 2), now=NOW)
    elif action == "refile":
        refile(post, chat.questions.get(number=question), by=user, now=NOW)
    else:
        {"set_aside": set_aside, "restore": restore, "let_in": let_in}[action](
            post, by=user, now=NOW
        )


def _page(chat):
    """What a page of the hour shows, as far as posts go."""
    posts = chat.posts.visible().select_related("question")
    by_question = answers_by_question(chat)
    return {
        "posts": {
            post.pk: (post.question.number if post.question else None, post.thanks_count)
            for post in posts
        },
        "counts": {
            str(question.number): by_question.get(question.pk, 0)
            for question in chat.questions.all()
        },
        "people": chat.attendances.count(),
    }


def _follow(page, event):
    """What the room's script does with an event."""
    post, posts = event["post"], page["posts"]
    if event.get("gone"):
        posts.pop(post, None)
    elif "thanks" in event:
        if post in posts:
            posts[post] = (posts[post][0], event["thanks"])
    else:
        thanks = int(event["html"].split(f'data-thanks="{post}">')[1].split("<")[0] or 0)
        posts[post] = (event["question"], thanks)
    if "counts" in event:
        page["counts"], page["people"] = event["counts"], event["people"]
