"""What was done with a post is taken back by its line, also when the hour is over."""

import json

import pytest

from goodtalk.chats.frames import KINDS_THAT_ERASE, frames_of
from goodtalk.chats.keeping_order import moderation
from goodtalk.chats.models import Post
from goodtalk.chats.steering.undoing import CannotUndo, undo
from tests.hour import at, logged

NOW, LATER = at("13:20"), at("14:20")


def state():
    """All that the desk can say of the one post."""
    post = Post.objects.select_related("question").get()
    return (
        post.is_visible, bool(post.spotlit_at), post.kind, post.is_kind_decided,
        post.question and post.question.number, post.filed_by, post.is_certain,
        post.set_aside_because,
    )  # fmt: skip


ACTS = {
    "set aside": lambda post, by: moderation.set_aside(post, by=by, now=NOW, because="An advert"),
    "spotlight": lambda post, by: moderation.spotlight(post, by=by, now=NOW),
    "mark": lambda post, by: moderation.mark(post, "idea", by=by, now=NOW),
    "refile": lambda post, by: moderation.refile(
        post, post.chat.questions.get(number=2), by=by, now=NOW
    ),
}


@pytest.mark.parametrize("state_of_hour", ["live", "closed"])
@pytest.mark.parametrize("act", ACTS)
def test_each_is_undone_and_the_undoing_too(make_chat, post_in, chair, act, state_of_hour):
    chat = make_chat(questions=2, state=state_of_hour)
    post = post_in(chat, "A1 gritters").post
    before = state()
    ACTS[act](post, chair)
    after = state()

    undo(chat, chat.events.last().seq, by=chair, now=LATER)
    undone = state()
    undo(chat, chat.events.last().seq, by=chair, now=LATER)

    assert (undone, state()) == (before, after)
    assert before != after


def test_who_is_let_in_by_mistake_waits_again_as_before_and_is_gone_from_every_screen(
    make_chat, post_in, chair, organiser
):
    chat = make_chat()
    post = post_in(chat, "Buy my watches https://bad.example", hold=True).post
    Post.objects.update(held_because="A link that others complained of")
    moderation.let_in(post, by=chair, now=NOW)
    seq = chat.events.last().seq

    undo(chat, seq, by=organiser, now=LATER)

    post = Post.objects.get()
    assert (post.held_at, post.held_because, post.set_aside_at) == (
        at("13:10"), "A link that others complained of", None
    )
    assert logged(chat) == [(1, "post.held"), (2, "post.received"), (3, "post.held")]
    line = chat.events.last().line
    assert (line.by, line.reason) == (organiser, "A link that others complained of")
    frames = frames_of(chat.pk, 0)
    assert [json.loads(frame.data)["gone"] for frame in frames] == [True] * 3
    assert frames[-1].kind in KINDS_THAT_ERASE
    assert (chat.attendances.count(), chat.posts.visible().count()) == (0, 0)


def test_letting_in_is_undone_once_at_two_desks_and_let_in_again(
    make_chat, post_in, chair, organiser
):
    chat = make_chat()
    moderation.let_in(post_in(chat, "Hello", hold=True).post, by=chair, now=NOW)
    seq = chat.events.last().seq
    undo(chat, seq, by=chair, now=LATER)

    with pytest.raises(CannotUndo):
        undo(chat, seq, by=organiser, now=LATER)
    held = logged(chat)
    undo(chat, chat.events.last().seq, by=organiser, now=LATER)

    assert held == [(1, "post.held"), (2, "post.received"), (3, "post.held")]
    assert Post.objects.get().is_visible is True
    assert chat.attendances.count() == 1


def test_a_post_that_was_set_aside_since_is_not_held_again(make_chat, post_in, chair):
    chat = make_chat()
    post = post_in(chat, "Hello", hold=True).post
    moderation.let_in(post, by=chair, now=NOW)
    seq = chat.events.last().seq
    moderation.set_aside(post, by=chair, now=NOW)

    with pytest.raises(CannotUndo):
        undo(chat, seq, by=chair, now=LATER)

    assert Post.objects.get().held_at is None


def test_what_somebody_has_changed_since_is_not_undone_by_the_older_line(
    make_chat, post_in, chair, organiser
):
    chat = make_chat()
    post = post_in(chat, "Hello").post
    moderation.mark(post, "idea", by=chair, now=NOW)
    old = chat.events.last().seq
    moderation.mark(post, "promise", by=organiser, now=NOW)

    with pytest.raises(CannotUndo):
        undo(chat, old, by=chair, now=LATER)

    assert Post.objects.get().kind == "promise"


def test_what_a_door_or_a_rule_did_is_not_undone(make_chat, post_in, chair):
    chat = make_chat()
    post_in(chat, "Hello")

    with pytest.raises(CannotUndo):
        undo(chat, chat.events.last().seq, by=chair, now=LATER)

    assert Post.objects.get().is_visible is True


def test_what_its_author_took_back_is_not_brought_back(make_chat, post_in, chair):
    chat = make_chat()
    post = post_in(chat, "Hello").post
    moderation.set_aside(post, by=chair, now=NOW)
    seq = chat.events.last().seq
    moderation.withdraw(post, now=NOW)

    with pytest.raises(CannotUndo):
        undo(chat, seq, by=chair, now=LATER)
