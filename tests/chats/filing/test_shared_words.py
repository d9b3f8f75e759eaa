"""Which question's words a post shares."""

import pytest

from goodtalk.chats.filing.shared_words import READ_CHARACTERS, SharedWords, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", set()),
        ("The challenges of a Challenge", {"challe"}),
        ("#lgovsm @jo salt https://example.org/grit", {"salt"}),
        ("A1 of 12 to us", set()),
        ("Écoles d’été", {"écoles", "d’été"}),
        ("salt " * READ_CHARACTERS + "grit", {"salt"}),
    ],
)
def test_words_are_what_is_left_without_tags_links_and_small_words(text, words):
    assert words_of(text) == words


def test_a_word_speaks_for_the_question_that_has_it():
    words = SharedWords({1: "Who grits?", 2: "Who pays?"}, [("The county pays", 2), ("Snow", 0)])

    likeness = words.likeness("The county")

    assert likeness[1] < likeness[2]


def test_a_word_that_no_question_has_says_nothing():
    words = SharedWords({1: "Who grits?", 2: "Who pays?"}, [("Snow again", 0)])

    assert words.likeness("Snow again") == {}


def test_an_hour_without_any_words_is_no_mistake():
    assert SharedWords({1: "", 2: ""}, [("", 1)]).likeness("Snow") == {}
