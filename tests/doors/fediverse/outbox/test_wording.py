import pytest

from goodtalk.doors.fediverse.outbox.notes import announcement_note
from goodtalk.doors.fediverse.outbox.wording import shortened, tagged

pytestmark = pytest.mark.django_db


def test_the_tag_is_added_where_it_is_missing(make_community):
    community = make_community("LGovSM")

    assert tagged(community, "Q1: Who grits?") == "Q1: Who grits? #LGovSM"
    assert tagged(community, "#lgovsm is on now") == "#lgovsm is on now"
    assert tagged(community, "#lgovsms is another") == "#lgovsms is another #LGovSM"


@pytest.mark.parametrize("words", ["word " * 120, "x" * 600, "word " * 120 + "#lgovsm"])
def test_what_is_too_long_is_cut_so_that_the_tag_still_fits(make_community, words):
    fitted = tagged(make_community(), words)

    assert fitted.endswith("… #lgovsm")
    assert 490 <= len(fitted) <= 500


def test_it_is_cut_between_words():
    assert shortened("snow and ice and grit", 16) == "snow and ice…"


def test_a_long_announcement_keeps_the_hours_address(our_origin, make_chat):
    chat = make_chat()
    address = "https://chat.example/lgovsm/2026-11-27/"

    note = announcement_note(chat, f"#lgovsm {'snow ' * 120} {address}")

    words = note["source"]["content"]
    assert words.endswith(f"… {address}")
    assert len(words) <= 500
