"""What the chair does with a post, and what its author does; each is told to the room once."""

import pytest

from goodtalk.chats.filing.filing import refile_chat
from goodtalk.chats.filing.old_questions import rebuild_questions
from goodtalk.chats.keeping_order.moderation import (
    ChangedMeanwhile,
    as_seen,
    end_spotlight,
    let_in,
    mark,
    refile,
    restore,
    set_aside,
    spotlight,
    withdraw,
)
from goodtalk.chats.models import DeskLine, Post
from goodtalk.chats.reading.spotlight import spotlit_in
from tests.hour import at, logged

NOW = at("13:20")


def kinds(chat):
    return [kind for _, kind in logged(chat)]


def shown(chat):
    return list(chat.posts.visible().values_list("text", flat=True))


def here(chat):
    return sorted(chat.attendances.values_list("person__name", flat=True))


def test_a_post_that_is_set_aside_leaves_the_room_and_comes_back(make_chat, post_in, chair):
    chat = make_chat()
    post = post_in(chat, "Buy my boots").post

    set_aside(post, by=chair, now=NOW)
    aside = (shown(chat), Post.objects.get().set_aside_by)
    restore(post, by=chair, now=NOW)

    assert aside == ([], chair)
    assert shown(chat) == ["Buy my boots"]
    assert kinds(chat) == ["post.received", "post.set_aside", "post.restored"]


def test_whose_only_post_was_set_aside_is_not_counted_or_welcomed(make_chat, post_in, chair):
    chat = make_chat()
    spam = post_in(chat, "Buy my boots", by="spammer").post
    post_in(chat, "Hello", by="jo")
    post_in(chat, "Me again", by="jo")

    set_aside(spam, by=chair, now=NOW)
    set_aside(Post.objects.get(text="Me again"), by=chair, now=NOW)
    without = here(chat)
    restore(spam, by=chair, now=NOW)

    assert (without, here(chat)) == (["Jo"], ["Jo", "Spammer"])


@pytest.mark.parametrize("action", [set_aside, restore, let_in])
def test_pressing_twice_is_told_once(make_chat, post_in, chair, action):
    chat = make_chat()
    post = post_in(chat, "Hello", hold=action is let_in).post
    if action is restore:
        set_aside(post, by=chair, now=NOW)
    before = len(kinds(chat))

    action(post, by=chair, now=NOW)
    action(post, by=chair, now=NOW)

    assert len(kinds(chat)) == before + 1


def test_a_held_post_that_is_let_in_is_new_to_the_room(make_chat, post_in, chair):
    chat = make_chat()
    post = post_in(chat, "Hello", hold=True).post

    let_in(post, by=chair, now=NOW)

    assert (shown(chat), here(chat)) == (["Hello"], ["Jo"])
    assert kinds(chat) == ["post.held", "post.received"]


def test_letting_in_what_was_set_aside_does_not_show_it(make_chat, post_in, chair):
    chat = make_chat()
    post = post_in(chat, "Hello", hold=True).post
    set_aside(post, by=chair, now=NOW)

    let_in(post, by=chair, now=NOW)

    assert (shown(chat), here(chat)) == ([], [])


def test_what_the_chair_files_stays_there_and_what_answers_it_follows(make_chat, post_in, chair):
    chat = make_chat(questions=3)
    post = post_in(chat, "A1 gritters").post
    reply = post_in(chat, "Indeed", in_reply_to=post.uri, when="13:11", by="ann").post
    deeper = post_in(chat, "Yes", in_reply_to=reply.uri, when="13:12", by="bob").post
    own = post_in(chat, "A2 us", in_reply_to=post.uri, when="13:13", by="cat").post
    count = len(kinds(chat))

    post = refile(post, chat.questions.get(number=3), by=chair, now=NOW)

    assert list(Post.objects.values_list("pk", "question__number", "filed_by", "is_certain")) == [
        (post.pk, 3, "chair", True),
        (reply.pk, 3, "reply", True),
        (deeper.pk, 3, "reply", True),
        (own.pk, 2, "label", True),
    ]
    told = list(chat.events.filter(seq__gt=count).values_list("kind", "data"))
    assert told == [
        ("post.refiled", {"post": post.pk, "question": post.question_id, "replies": 2}),
        ("post.refiled", {"post": reply.pk, "with": post.pk}),
        ("post.refiled", {"post": deeper.pk, "with": post.pk}),
    ]


def test_a_reply_that_the_chair_has_filed_does_not_follow_its_parent(make_chat, post_in, chair):
    chat = make_chat(questions=3)
    post = post_in(chat, "A1 gritters").post
    reply = post_in(chat, "Indeed", in_reply_to=post.uri, when="13:11").post
    refile(reply, chat.questions.get(number=2), by=chair, now=NOW)

    refile(post, chat.questions.get(number=3), by=chair, now=NOW)

    reply.refresh_from_db()
    assert (reply.question.number, reply.filed_by) == (2, "chair")


def test_talk_that_is_filed_becomes_an_answer_and_an_answer_talk(make_chat, post_in, chair):
    chat = make_chat(questions=1)
    post_in(chat, "Hello")
    post = post_in(chat, "Gritters").post

    answer = refile(post, chat.questions.get(), by=chair, now=NOW).kind
    talk = refile(post, None, by=chair, now=NOW)

    assert (answer, talk.kind, talk.question, talk.is_certain) == ("answer", "talk", None, True)


def test_what_its_author_takes_back_is_gone_with_its_copies(make_chat, post_in):
    chat = make_chat()
    post = post_in(chat, "My secret", links=("https://example.org/secret",), tags=("secret",)).post
    post_in(chat, "My secret", copy_of=(post.uri,), by="bridge")

    withdraw(post, now=NOW)
    withdraw(post, now=NOW)

    words = Post.objects.values_list("text", "html", "url", "tags", "links", "withdrawn_at")
    assert list(words) == [("", "", "", [], [], NOW)] * 2
    assert (shown(chat), here(chat)) == ([], [])
    assert kinds(chat) == ["post.received", "post.withdrawn"]


def test_the_log_repeats_nothing_of_what_was_said(make_chat, post_in, chair):
    chat = make_chat(questions=1)
    post = post_in(chat, "My secret").post
    refile(post, chat.questions.get(), by=chair, now=NOW)
    set_aside(post, by=chair, now=NOW)

    data = list(chat.events.values_list("data", flat=True))

    about = {"post": post.pk}
    assert data == [about, about | {"question": chat.questions.get().pk}, about]


def test_a_post_between_times_can_be_taken_back(make_chat, post_in):
    chat = make_chat()
    post = post_in(chat, "My secret", when="06:00", into=False).post

    withdraw(post, now=NOW)

    assert (post.chat, Post.objects.get().text, logged(chat)) == (None, "", [])


def test_the_desk_has_nothing_to_do_with_posts_between_times(make_chat, post_in, chair):
    post = post_in(make_chat(), "Hello", when="06:00", into=False).post

    with pytest.raises(ValueError, match="between times"):
        set_aside(post, by=chair, now=NOW)


def test_a_reason_is_kept_with_the_post_and_in_no_public_line(make_chat, post_in, chair):
    chat = make_chat()
    post = post_in(chat, "Buy my boots").post

    set_aside(post, by=chair, now=NOW, because="An advert")

    assert Post.objects.get().set_aside_because == "An advert"
    assert [event.data for event in chat.events.all()] == [{"post": post.pk}] * 2
    assert list(DeskLine.objects.values_list("kind", "by", "reason")) == [
        ("post.set_aside", chair.pk, "An advert")
    ]


def test_a_reason_can_be_given_later_and_the_first_one_stands(make_chat, post_in, chair):
    chat = make_chat()
    post = post_in(chat, "Buy my boots").post

    for reason in ("", "An advert", "Rude"):
        set_aside(post, by=chair, now=NOW, because=reason)

    assert Post.objects.get().set_aside_because == "An advert"
    assert kinds(chat) == ["post.received", "post.set_aside"]


def test_the_latest_post_in_the_spotlight_stands_beside_the_talk(make_chat, post_in, chair):
    chat = make_chat()
    first, second = (post_in(chat, text).post for text in ("One", "Two"))
    shown_there = []

    for act, post, when in [
        (spotlight, first, "13:20"), (spotlight, second, "13:21"), (spotlight, second, "13:22"),
        (end_spotlight, second, "13:23"), (set_aside, first, "13:24"),
    ]:
        act(post, by=chair, now=at(when))
        shown_there.append(spotlit_in(chat))

    assert shown_there == [first, second, second, first, None]
    assert kinds(chat)[2:] == [
        "post.spotlit", "post.spotlit", "post.unspotlit", "post.set_aside"
    ]


def test_what_nobody_can_read_is_not_put_into_the_spotlight(make_chat, post_in, chair):
    chat = make_chat()

    spotlight(post_in(chat, "Hello", hold=True).post, by=chair, now=NOW)

    assert kinds(chat) == ["post.held"]


def test_what_a_person_says_a_post_is_no_rule_changes(make_chat, post_in, chair):
    chat = make_chat(questions=1)
    post_in(chat, "Hello")
    post = post_in(chat, "A1 We will grit the footways").post

    mark(post, "promise", by=chair, now=NOW)
    refile(post, None, by=chair, now=NOW)
    refile_chat(chat)
    Post.objects.filter(pk=post.pk).update(filed_by="time")
    refile_chat(chat)

    assert Post.objects.get(pk=post.pk).kind == "promise"


def test_a_desk_that_shows_what_was_has_to_look_again(make_chat, post_in, chair, organiser):
    chat = make_chat(questions=2)
    post = post_in(chat, "Gritters").post
    seen = as_seen(post)
    refile(post, chat.questions.get(number=1), by=chair, now=NOW, seen=seen)

    with pytest.raises(ChangedMeanwhile):
        refile(post, chat.questions.get(number=2), by=organiser, now=NOW, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        mark(post, "idea", by=organiser, now=NOW, seen=seen)
    refile(post, chat.questions.get(number=1), by=organiser, now=NOW, seen=seen)

    assert Post.objects.get().question.number == 1
    assert kinds(chat) == ["post.received", "post.refiled"]


def test_a_question_of_an_old_hour_goes_with_the_post_that_asked_it(make_chat, post_in):
    chat = make_chat(state="closed", is_rebuilt=True)
    asked = post_in(chat, "Q1: Who told you my secret?", when="13:05").post
    post_in(chat, "A1: nobody", by="nia", when="13:07")
    post_in(chat, "A1: you did", by="lars", when="13:08")
    rebuild_questions(chat, now=at("15:00"))
    before = chat.questions.get().text

    withdraw(Post.objects.get(pk=asked.pk), now=at("15:10"))

    after = chat.questions.get().text
    assert ("secret" in before, after) == (
        True, "Question 1 (its words are not in the archive)",
    )
    assert chat.events.last().kind == "post.withdrawn"
