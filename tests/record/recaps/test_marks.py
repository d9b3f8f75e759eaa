import pytest

from goodtalk.record.recaps.marks import posts_named, unknown_marks


def test_a_text_says_which_posts_it_rests_on():
    text = "[[name 3]].\n\n[[quote 12]]\n\n- [[name 7]] [[links 7]], [[people]], [[question 2]]"

    assert posts_named(text) == {3, 7, 12}


@pytest.mark.parametrize(
    "mark", ["[[quote]]", "[[quote x]]", "[[Quote 3]]", "[[posts 3]]", "[[photo 3]]", "[[]]"]
)
def test_what_stands_in_double_brackets_and_means_nothing_is_named(mark):
    assert unknown_marks(f"Hello [[name 3]] and {mark}!") == [mark]
