import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodtalk.record.recaps.marks import posts_named, unknown_marks, without


def test_a_text_says_which_posts_it_rests_on():
    text = "[[name 3]] grits at night.\n\n[[quote 12]]\n\n- [[name 7]]: [[links 7]] for [[people]]"

    assert posts_named(text) == {3, 7, 12}


@pytest.mark.parametrize(
    "mark", ["[[quote]]", "[[quote x]]", "[[Quote 3]]", "[[posts 3]]", "[[photo 3]]", "[[]]"]
)
def test_what_stands_in_double_brackets_and_means_nothing_is_named(mark):
    assert unknown_marks(f"Hello [[name 3]] and {mark}!") == [mark]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("[[quote 12]]", ""),
        ("Before.\n\n[[quote 12]]\n\nAfter.", "Before.\n\n\nAfter."),
        ("[[name 12]] grits. [[name 3]] does not.", "[[name 3]] does not."),
        ("Nobody else. [[name 12]] grits.", "Nobody else."),
        ("[[name 12]] and [[name 3]] grit.", " and [[name 3]] grit."),
        ("Welcome: [[name 3]], [[name 12]], [[name 4]].", "Welcome: [[name 3]], [[name 4]]."),
        ("Welcome: [[name 12]], [[name 3]].", "Welcome: [[name 3]]."),
        ("Welcome: [[name 3]], [[name 12]].", "Welcome: [[name 3]]."),
        ("- [[name 12]]: [[links 12]]\n- [[name 3]]: [[links 3]]", "- [[name 3]]: [[links 3]]"),
        ("1. [[name 12]] grits.\n2. We do.", "2. We do."),
        ("[[name 123]] is somebody else.", "[[name 123]] is somebody else."),
    ],
)
def test_what_rested_on_a_post_alone_goes_with_it(text, left):
    assert without(text, {12}) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("## Q1: Ice\n\n[[quote 12]]\n\n## Q2: Snow\n\n[[quote 3]]", "## Q2: Snow\n\n[[quote 3]]"),
        ("## Ice\n\n[[quote 12]]\n\n[[quote 3]]", "## Ice\n\n\n[[quote 3]]"),
        ("## Ice\n\n[[quote 3]]\n\n[[quote 12]]", "## Ice\n\n[[quote 3]]\n"),
        ("Hello.\n\n## Ice\n\n[[quote 12]]", "Hello.\n"),
        ("## Nothing yet\n\n## Ice\n\n[[quote 3]]", "## Nothing yet\n\n## Ice\n\n[[quote 3]]"),
    ],
)
def test_a_heading_goes_with_all_that_stood_under_it_and_not_before(text, left):
    assert without(text, {12}) == left


MARKS = ["[[quote 1]]", "[[name 2]]", "[[links 1]]", "[[people]]"]
WORDS = st.sampled_from([*MARKS, "## Ice", "We grit.", ",", " ", "\n", "- "])


@given(text=st.lists(WORDS, max_size=30).map("".join))
def test_nothing_of_a_post_that_is_gone_is_left_and_nothing_else_comes(text):
    left = without(text, {1})

    assert 1 not in posts_named(left)
    assert posts_named(left) <= posts_named(text)
    assert without(left, {1}) == left
    assert without(text, ()) == text
