"""Hashtags: our own small cases, properties, and twitter-text's conformance cases."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from goodtalk.chats.arriving.said import find_links
from goodtalk.communities.hashtags import (
    MAX_TAG_LENGTH,
    Found,
    find_hashtags,
    fold_tag,
    leave_out,
    valid_tag,
)

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("GOODTALK_TEST_DATA", ROOT / "../shared/data")) / "twitter-text"


def conformance_cases(file: str, *sections: str) -> list[Any]:
    """Each case of these sections, named; one skipped case where the data is not here."""
    if not (DATA / file).exists():
        skip = pytest.mark.skip(reason=f"no twitter-text/{file}: set GOODTALK_TEST_DATA")
        return [pytest.param({}, marks=skip)]
    tests = yaml.load((DATA / file).read_text("utf-8"), yaml.CSafeLoader)["tests"]
    return [
        pytest.param(case, id=f"{section}: {case['description']}")
        for section in sections
        for case in tests[section]
    ]


def tags(text: str) -> list[str]:
    return [tag.value for tag in find_hashtags(text)]


@pytest.mark.parametrize(
    "case", conformance_cases("extract.yml", "hashtags", "hashtags_from_astral")
)
def test_tags_are_found_as_twitter_found_them(case: dict[str, Any]) -> None:
    text = case["text"]

    found = find_hashtags(text, outside=find_links(text))

    assert [tag.value for tag in found] == case["expected"]


@pytest.mark.parametrize("case", conformance_cases("extract.yml", "hashtags_with_indices"))
def test_tags_stand_where_twitter_saw_them(case: dict[str, Any]) -> None:
    expected = [Found(each["hashtag"], *each["indices"]) for each in case["expected"]]

    assert find_hashtags(case["text"]) == expected


@pytest.mark.parametrize("case", conformance_cases("validate.yml", "hashtags"))
def test_a_tag_is_valid_where_twitter_says_so(case: dict[str, Any]) -> None:
    assert valid_tag(case["text"]) is case["expected"]


@pytest.mark.parametrize(
    "text",
    ["lgovsm", "#lgovsm", "＃lgovsm", "LgovSM", "_lgovsm", "lgov_sm", "2ndFriday", "café", "شورا"],
)
def test_a_community_may_have_this_tag(text: str) -> None:
    assert valid_tag(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "nothing"),
        ("#", "nothing behind the sign"),
        ("##lgovsm", "two signs"),
        ("2024", "digits only"),
        ("__", "no letter"),
        ("lgov-sm", "a hyphen ends a tag on Twitter and Mastodon"),
        ("lgov sm", "a space ends a tag"),
        ("lgovsm\n", "so does the end of a line"),
        ("lgovsm_", "Bluesky drops the underscore at the end"),
        ("می\u200cخواهم", "Bluesky stops at a joiner"),
        ("il·lusió", "letters, marks, digits and the underscore are enough"),
        ("lgovsm\ufe0f", "a variation selector cannot be seen"),
        ("\u0301a", "a mark has no letter to stand on"),
        ("ﷺ", "one letter that folds into a sentence"),
        ("a" * (MAX_TAG_LENGTH + 1), "too long"),
    ],
)
def test_a_community_may_not_have_this_tag(text: str, why: str) -> None:
    assert not valid_tag(text), why


def test_the_longest_tag_is_valid() -> None:
    assert valid_tag("#" + "a" * MAX_TAG_LENGTH)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("#LgovSM", "lgovsm"),
        ("＃ＬｇｏｖＳＭ", "#lgovsm"),
        ("#STRASSE", "#straße"),
        ("#caf\u00e9", "#CAFE\u0301"),
        ("#می\u200cخواهم", "#میخواهم"),
    ],
)
def test_these_are_the_same_tag(one: str, other: str) -> None:
    assert fold_tag(one) == fold_tag(other)


def test_an_accent_makes_another_tag() -> None:
    assert fold_tag("#cafe") != fold_tag("#café")


def test_tags_are_found_as_written() -> None:
    found = find_hashtags("(#LgovSM) and #Ａ1, not a#b, &#39; or #2024")

    assert found == [Found("LgovSM", 1, 8), Found("Ａ1", 14, 17)]


def test_tags_may_be_separated_by_a_slash_or_a_line() -> None:
    assert tags("#roads/#winter\n#grit") == ["roads", "winter", "grit"]


def test_a_keycap_emoji_is_not_a_tag() -> None:
    assert tags("#\ufe0f\u20e3 press #1\ufe0f\u20e3") == []


def test_a_tag_that_is_too_long_for_anybody_is_text() -> None:
    assert tags("#" + "a" * (MAX_TAG_LENGTH + 1)) == []


def test_what_stands_in_a_link_is_not_a_tag() -> None:
    text = "#first example.org/#top #last"

    assert tags(text) == ["first", "top", "last"]
    assert [tag.value for tag in find_hashtags(text, outside=find_links(text))] == ["first", "last"]


def test_leaving_out_takes_what_begins_inside_a_stretch() -> None:
    found = [Found("a", 0, 2), Found("b", 3, 5), Found("c", 6, 8)]

    assert list(leave_out(found, [Found("x", 2, 4)])) == [found[0], found[2]]


@given(st.text())
@example("İͅ")
def test_folding_twice_is_folding_once(text: str) -> None:
    folded = fold_tag(text)

    assert fold_tag(folded) == folded or folded.startswith("#")  # of "##a" one sign stays


@given(st.from_regex(r"\A[\w]{1,20}\Z"))
def test_a_valid_tag_is_found_in_a_post_and_stays_valid_when_folded(tag: str) -> None:
    if valid_tag(tag):
        assert find_hashtags(f"see #{tag} now") == [Found(tag, 4, 5 + len(tag))]
        assert valid_tag(fold_tag(tag))


@given(st.text(alphabet="#＃aé1_ あ&/\ufe0f\u200d"))
def test_each_tag_stands_where_it_says(text: str) -> None:
    for tag in find_hashtags(text):
        assert text[tag.start] in "#＃"
        assert text[tag.start + 1 : tag.end] == tag.value


@pytest.mark.parametrize("unit", ["#", "#a", "# ", "&#", "\u200d#", "#1 ", "＃あ"])
def test_a_hostile_text_of_one_thing_repeated_is_read_to_its_end(unit: str) -> None:
    text = unit * (100_000 // len(unit))

    assert tags(f"{text} #end") == [*tags(text), "end"]


def test_a_tag_in_an_address_never_holds_what_no_database_keeps():
    assert (fold_tag("lgov\0sm"), fold_tag("caf\0é")) == ("lgovsm", "café")
