"""Names and texts from strangers."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goodtalk.communities.plain_text import PlainLine, PlainText, plain_line, plain_text
from tests.communities.hostile import HUGE, LINES, TEXTS


@pytest.mark.parametrize(("typed", "shown"), LINES)
def test_a_line_keeps_its_words_and_nothing_that_turns_or_hides(typed, shown):
    if typed != HUGE:
        assert plain_line(typed) == (shown or "")


@pytest.mark.parametrize(("typed", "shown"), TEXTS)
def test_a_text_keeps_its_lines_and_nothing_that_turns_or_hides(typed, shown):
    if typed != HUGE:
        assert plain_text(typed) == shown


@given(st.text(st.characters(codec=None)))
@example("one \x1b two")
def test_cleaning_twice_is_cleaning_once(typed):
    line, text = plain_line(typed), plain_text(typed)

    assert (plain_line(line), plain_text(text)) == (line, text)
    assert "\0" not in line + text
    assert "\n" not in line


def test_fields_for_nothing_hold_nothing():
    assert PlainLine(required=False).clean(None) == ""
    assert PlainText(required=False).clean("  \n ") == ""
