"""What the words of an announcement name, and how long they are on each network."""

from pathlib import Path

import pytest

from goodtalk.announcements.wording import NAMES, unknown_names, worded, words_of
from goodtalk.chats.steering.fitting import LIMITS, fits


def test_the_usual_wordings(make_chat, settings):
    settings.ADDRESS = settings.ORIGIN = "https://chat.example.org"
    chat = make_chat()

    said = [worded(words.text, chat) for words in words_of(chat.community).values()]

    theme = "Getting councillors to use social media"
    address = "https://chat.example.org/lgovsm/2026-11-27/"
    assert said == [
        f"#lgovsm meets on Friday 27 November at 13:00 (London time): {theme}. {address}",
        f"#lgovsm, Friday 27 November at 13:00 (London time): {theme}. {address}",
        f"#lgovsm begins at 13:00 (London time): {theme}. Come in: {address}",
        f"#lgovsm is on now: {theme}. Come in: {address}",
    ]


def test_times_are_on_the_clock_of_the_community(make_community, make_chat):
    chat = make_chat(community=make_community("kiwi", zone="Pacific/Auckland"))

    assert worded("{day}, {time}, {place}", chat) == "Saturday 28 November, 02:00, Auckland"


def test_everything_else_that_a_wording_can_name(make_chat):
    chat = make_chat(questions=2)

    assert worded("{name}; {chair}\n{questions}", chat) == (
        "Local government and social media; Charlie\nQ1 What about 1?\nQ2 What about 2?"
    )


def test_an_hour_without_a_chair_has_none_yet(make_chat):
    assert worded("{chair}", make_chat(chair=None)) == "nobody yet"


def test_a_theme_with_braces_names_nothing(make_chat):
    chat = make_chat(theme="{address} {0.__class__}")

    assert worded("{theme}!", chat) == "{address} {0.__class__}!"


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{theme} at {time}", []),
        ("{Theme} {them}", ["{Theme}", "{them}"]),
        ("{} {0} {chat.pk} { theme }", ["{}", "{0}", "{chat.pk}", "{ theme }"]),
        ("} a { b", []),
    ],
)
def test_what_stands_for_nothing_is_found(text, unknown):
    assert unknown_names(text) == unknown


def test_the_tag_is_counted_where_it_has_been_left_out():
    assert [one.characters for one in fits("Hello", "lgovsm")] == [13, 13]
    assert [one.characters for one in fits("Hello #LgovSM", "lgovsm")] == [13, 13]


def test_letters_are_counted_as_people_see_them_and_addresses_as_each_network_does():
    text = f"#a 👩‍👩‍👧 https://example.org/{'x' * 400}"

    assert [(one.network, one.characters, one.over) for one in fits(text, "a")] == [
        ("Mastodon", 28, 0), ("Bluesky", 425, 125)
    ]  # fmt: skip


def test_the_usual_wordings_fit_everywhere_with_the_longest_likely_theme(make_chat):
    chat = make_chat(theme="x" * 120)

    over = [
        one
        for words in words_of(chat.community).values()
        for one in fits(worded(words.text, chat), "lgovsm")
        if one.over
    ]

    assert over == []
    assert set(LIMITS) == {"Mastodon", "Bluesky"}


def test_everything_that_a_wording_can_name_is_documented():
    page = Path("docs/announcements.md").read_text(encoding="utf-8")

    assert [name for name in NAMES if f"| `{{{name}}}` |" not in page] == []
