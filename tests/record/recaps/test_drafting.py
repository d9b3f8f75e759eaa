from datetime import timedelta

import pytest

from goodtalk.chats.keeping_order.moderation import mark, spotlight
from goodtalk.chats.models import Account, Post
from goodtalk.chats.steering.conductor import end_hour, release_next
from goodtalk.chats.thanking import thank
from goodtalk.record.recaps.drafting import draft_recap
from tests.hour import FRIDAY, at

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
A_WEEK_AGO = {
    "day": FRIDAY - WEEK, "starts_at": at("13:00") - WEEK, "ends_at": at("14:00") - WEEK,
}


@pytest.fixture
def hour(make_chat, chair, post_in):
    """Two questions have been put to the room. `said(text)` gives a post's number."""
    chat = make_chat(questions=2)
    for number in range(2):
        release_next(chat, after=number, by=chair, now=at("13:05"))
    return chat


@pytest.fixture
def said(hour, post_in):
    return lambda text, **fields: post_in(hour, text, **fields).post.pk


def test_the_draft_quotes_the_answers_to_each_question_counts_and_welcomes(hour, said):
    jo = said("A1: we grit the hills first", by="jo")
    nia = said("A1: we ask the gritters", by="nia")
    lars = said("A2: on a map, https://maps.example.org/snow", by="lars")

    assert draft_recap(hour) == (
        "[[people]] took part and wrote [[posts]]. Here for the first time: [[newcomers]].\n\n"
        f"## [[question 1]]\n\n[[quote {jo}]]\n\n[[quote {nia}]]\n\n"
        f"## [[question 2]]\n\n[[quote {lars}]]\n\n"
        f"## Links\n\n- [[name {lars}]]: [[links {lars}]]\n\n"
        f"## New here\n\nWelcome: [[name {jo}]], [[name {nia}]], [[name {lars}]].\n"
    )


def test_of_many_answers_three_are_quoted_of_different_people_the_best_first_chosen(
    hour, said, chair
):
    plain = [said(f"A1: we do {'very ' * n}well", by=f"p{n}") for n in range(4)]
    lit, thanked = said("A1: grit", by="lit"), said("A1: ice", by="ice")
    again = said("A1: and the same person once more, at length", by="lit")
    spotlight(Post.objects.get(pk=lit), by=chair, now=at("13:20"))
    giver = Account.objects.get(handle="@p1@social.example").person
    thank(Post.objects.get(pk=thanked), giver, wanted=True, now=at("13:20"))

    draft = draft_recap(hour)

    quoted = [number for number in (*plain, lit, thanked, again) if f"[[quote {number}]]" in draft]
    assert quoted == [plain[3], lit, thanked]


def test_a_reply_by_somebody_else_speaks_for_an_answer_and_ones_own_does_not(hour, said):
    for name in ("a", "b", "c"):
        said(f"A1: a rather long answer by {name}", by=name)
    talked_to = said("A1: ice", by="d", uri="https://social.example/d")
    to_oneself = said("A1: ox", by="e", uri="https://social.example/e")
    said("Where?", by="a", in_reply_to="https://social.example/d")
    said("I mean oxen", by="e", in_reply_to="https://social.example/e")

    draft = draft_recap(hour)

    assert f"[[quote {talked_to}]]" in draft
    assert f"[[quote {to_oneself}]]" not in draft


def test_ideas_and_promises_stand_by_themselves(hour, said, chair):
    idea, promise = said("A1: a snow map", by="jo"), said("A1: I will ask our gritters", by="nia")
    mark(Post.objects.get(pk=idea), "idea", by=chair, now=at("13:20"))
    mark(Post.objects.get(pk=promise), "promise", by=chair, now=at("13:20"))

    draft = draft_recap(hour)

    assert f"## Ideas\n\n[[quote {idea}]]\n\n## Promises\n\n[[quote {promise}]]" in draft
    assert draft.count("[[quote ") == 2


def test_who_does_not_want_to_be_found_by_searching_is_quoted_like_everybody_else(hour, said):
    number = said("A1: quietly", by="nia")
    Account.objects.filter(handle="@nia@social.example").update(hides_from_search=True)

    assert f"[[quote {number}]]" in draft_recap(hour)


def test_a_question_is_no_answer_and_does_not_stand_for_its_authors_answer(hour, said, chair):
    answer = said("A1: grit", by="nia")
    asked = said("A1: does anybody grit the cycle paths at night?", by="nia")
    mark(Post.objects.get(pk=asked), "question", by=chair, now=at("13:20"))

    draft = draft_recap(hour)

    assert (f"[[quote {answer}]]" in draft, f"[[quote {asked}]]" in draft) == (True, False)


def test_where_nothing_was_asked_the_best_of_the_talk_is_quoted(make_chat, post_in):
    chat = make_chat()
    said = [post_in(chat, f"We grit {n}", by=f"p{n}").post.pk for n in range(8)]

    draft = draft_recap(chat)

    assert draft.count("[[quote ") == 6
    assert "## What was said\n\n[[quote " in draft
    assert all(f" {number}]]" in draft for number in said)  # as new here, at least


def test_who_has_been_here_before_is_not_welcomed_as_new(hour, said, make_chat, post_in):
    earlier = make_chat(**A_WEEK_AGO)
    post_in(earlier, "Hello", by="jo", when="13:10")
    said("A1: back again", by="jo")

    assert "New here" not in draft_recap(hour)


def test_of_an_hour_in_which_nobody_spoke_the_draft_says_so(hour, chair):
    end_hour(hour, by=chair, now=at("14:00"))

    assert draft_recap(hour) == "Nobody took part this time.\n"


@pytest.mark.parametrize("posts", [1, 30])
def test_a_draft_takes_seven_queries_however_much_was_said(
    hour, said, posts, django_assert_num_queries
):
    for number in range(posts):
        said(f"A1: https://example.org/{number}", by=f"p{number}")

    with django_assert_num_queries(7):
        draft_recap(hour)


def test_the_draft_counts_no_newcomers_where_there_are_none(make_chat, post_in):
    archived = make_chat(is_rebuilt=True)
    post_in(archived, "Ice on the hills")

    draft = draft_recap(archived)

    assert draft.startswith("[[people]] took part and wrote [[posts]].\n")
    assert "newcomers" not in draft
