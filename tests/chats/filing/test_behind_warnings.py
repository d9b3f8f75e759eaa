"""On Mastodon the label often stands in the content warning, and the words behind it."""

from datetime import timedelta

import pytest

from goodtalk.chats.arriving.incoming import Author, Enclosed, IncomingPost
from goodtalk.chats.arriving.receive import receive_posts
from goodtalk.chats.filing.behind_warnings import words_that_tell
from goodtalk.chats.filing.filing import refile_chat
from goodtalk.chats.filing.foretold import Foretold
from goodtalk.chats.filing.old_questions import rebuild_questions
from goodtalk.chats.filing.refiling import file_chat_again
from goodtalk.communities.rhythm import Slot
from tests.hour import FRIDAY, at

HOUR = (  # minute, who, warning, words
    (1, "jo", "Hello", "Welcome"),
    (5, "jo", "Q1 #lgovsm", "Who grits the roads?"),
    (7, "ann", "A1 #lgovsm", "We do"),
    (20, "jo", "#lgovsm - Q2", "Who pays?"),
    (22, "ann", "#lgovsm A2", "All of us"),
    (24, "bob", "Food (A1)", "Salt"),
    (25, "bob", "Swearing", "A2 bloody well nobody"),
    (26, "kim", "A1 #lgovsm", "A2 I mean"),
)
NUMBERS = [None, 1, 1, 2, 2, 1, 2, 2]


@pytest.mark.parametrize(
    ("warning", "text", "words"),
    [
        ("Q1 #lgovsm", "Who grits?", "Q1 #lgovsm\nWho grits?"),
        ("#lgovsm - Q1a)", "Who grits?", "Q1a)\nWho grits?"),
        ("A1 #lgovsm", "A2 we do", "A2 we do"),
        ("Gore", "We do", "We do"),
        ("A1 paper", "We do", "We do"),
        ("", "We do", "We do"),
        ("A2", "paper", "A2\npaper"),
    ],
)
def test_where_the_words_have_no_label_the_warning_s_is_read(warning, text, words):
    assert words_that_tell(text, {"warning": warning}) == words


def test_words_without_a_warning_tell_by_themselves():
    assert [words_that_tell("We do", each) for each in (None, {"sensitive": True})] == ["We do"] * 2


def test_a_live_answer_is_filed_by_the_label_in_its_warning(make_chat, post_in):
    chat = make_chat(questions=2)

    post = post_in(chat, "We do, don't we?", enclosed=Enclosed(warning="A1 #lgovsm")).post

    assert (post.question.number, post.filed_by, post.is_certain, post.kind) == (
        1, "label", True, "answer"
    )


@pytest.fixture
def old_hour(make_chat, post_in):
    chat = make_chat(state="closed", is_rebuilt=True)
    for minute, who, warning, text in HOUR:
        enclosed = Enclosed(warning=warning)
        post_in(chat, text, when=f"13:{minute:02}", by=who, enclosed=enclosed)
    return chat


def places(chat):
    return list(chat.posts.order_by("published_at").values_list("question__number", flat=True))


def test_an_old_hour_is_filed_again_by_what_warnings_say(old_hour, django_assert_num_queries):
    file_chat_again(old_hour, now=at("15:00"))

    questions = old_hour.questions.values_list("number", "text")
    prompts = old_hour.posts.filter(is_prompt=True).values_list("text", flat=True)
    assert list(questions) == [(1, "Who grits the roads?"), (2, "Who pays?")]
    assert list(prompts) == ["Who grits the roads?", "Who pays?"]
    assert places(old_hour) == NUMBERS
    with django_assert_num_queries(2):
        assert refile_chat(old_hour) == 0


def incoming():
    return [
        IncomingPost(
            "fediverse", f"https://x.example/{minute}", Author(f"https://x.example/@{who}", who),
            text, at("13:00") + timedelta(minutes=minute), enclosed=Enclosed(warning=warning),
        )
        for minute, who, warning, text in HOUR
    ]


def test_an_hour_that_comes_at_once_has_the_same_questions_and_so_when_it_is_done_again(make_chat):
    chat = make_chat(state="closed", is_rebuilt=True)

    receive_posts(chat.community, incoming(), now=at("15:00"), rebuild=True)

    assert places(chat) == NUMBERS
    rebuild_questions(chat, now=at("15:00"))
    refile_chat(chat)
    assert places(chat) == NUMBERS


def test_what_is_foretold_knows_warnings_too():
    told = Foretold.of(Slot(FRIDAY, at("13:00"), at("14:00")), incoming())

    assert [text for _, text, _ in told.asked] == ["Who grits the roads?", "Who pays?"]
    assert [filed[0] or None for filed in told.filed] == NUMBERS
