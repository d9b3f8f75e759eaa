"""What was done with a post is taken back by its line, also when the hour is over."""

import pytest

from goodtalk.chats.keeping_order import moderation
from goodtalk.chats.models import Post
from goodtalk.chats.steering.undoing import CannotUndo, undo
from tests.hour import at

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


def test_letting_in_is_undone_by_setting_aside(make_chat, post_in, chair):
    chat = make_chat()
    moderation.let_in(post_in(chat, "Hello", hold=True).post, by=chair, now=NOW)

    undo(chat, chat.events.last().seq, by=chair, now=LATER)

    assert Post.objects.get().is_visible is False


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
