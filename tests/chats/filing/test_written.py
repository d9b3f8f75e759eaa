"""Widths and numbers as people write them."""

from goodtalk.chats.filing.written import narrowed, number_of


def test_wide_letters_are_read_like_others_and_places_stay():
    wide = "Ａ１：　そうです？ é"

    assert narrowed(wide) == "A1: そうです? é"
    assert len(narrowed(wide)) == len(wide)


def test_a_number_is_written_in_digits_or_as_a_word():
    assert [number_of(each) for each in ("1", "12", "２", "one", "Twelve")] == [1, 12, 2, 1, 12]
