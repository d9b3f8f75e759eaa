"""Links and mentions in what people said, and its HTML: ours, properties, and twitter-text's."""

import os
import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from goodtalk.chats.arriving.said import (
    MAX_ENDING_LENGTH,
    MAX_MENTION_LENGTH,
    find_links,
    find_mentions,
    known_endings,
    parts_of,
    said_to_html,
)
from goodtalk.communities.hashtags import Found

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("GOODTALK_TEST_DATA", ROOT / "../shared/data")) / "twitter-text"
REL = 'rel="nofollow noopener ugc"'

# Where we differ from twitter-text on purpose. Cashtags and lists are not in the sections that we
# read: nobody here follows share prices, and lists died with the network. Replies neither: a reply
# is known by the post that it answers, not by how its text begins.
DIFFERENCES = {
    ("mentions", "Extract lone metion but not @user@user (too close to an email)"): (
        "@user@host.tld is how people are mentioned on the fediverse"
    ),
    ("urls", "DO NOT extract URLs with > 40 characters in a t.co slug"): (
        "a limit of one shortener; to us it is a link like any other"
    ),
    ("validate urls", "Valid url: port and userinfo"): (
        "a name and password in front of a host serve to disguise where a link leads"
    ),
    ("validate urls", "Valid url: ipv4"): (
        "a numeric address is somebody's router or a trap; twitter-text calls it valid, "
        "yet does not find it in a text either"
    ),
    ("validate urls", "Valid url: ipv6"): "as for ipv4",
}


def values(found: list[Found]) -> list[str]:
    return [each.value for each in found]


def placed(name: str, found: list[Found]) -> list[dict[str, Any]]:
    return [{name: each.value, "indices": [each.start, each.end]} for each in found]


def is_one_link(text: str) -> bool:
    return values(find_links(text)) == [text]


READERS: dict[str, Callable[[str], Any]] = {
    "mentions": lambda text: values(find_mentions(text)),
    "mentions_with_indices": lambda text: placed("screen_name", find_mentions(text)),
    "urls": lambda text: values(find_links(text)),
    "urls_with_indices": lambda text: placed("url", find_links(text)),
    "urls_with_directional_markers": lambda text: placed("url", find_links(text)),
    "tco_urls_with_params": lambda text: values(find_links(text)),
    "validate urls": is_one_link,
    "validate urls_without_protocol": is_one_link,
}


def conformance_cases() -> list[Any]:
    """Each case of the sections above, named; one skipped case where the data is not here."""
    if not (DATA / "extract.yml").exists():
        skip = pytest.mark.skip(reason="no twitter-text/extract.yml: set GOODTALK_TEST_DATA")
        return [pytest.param("", {}, marks=skip)]
    tests = yaml.load((DATA / "extract.yml").read_text("utf-8"), yaml.CSafeLoader)["tests"]
    validity = yaml.load((DATA / "validate.yml").read_text("utf-8"), yaml.CSafeLoader)["tests"]
    tests |= {f"validate {section}": cases for section, cases in validity.items()}
    return [
        pytest.param(section, case, id=f"{section}: {case['description']}")
        for section in READERS
        for case in tests[section]
    ]


@pytest.mark.parametrize(("section", "case"), conformance_cases())
def test_links_and_mentions_are_found_as_twitter_found_them_or_differ_on_purpose(
    section: str, case: dict[str, Any]
) -> None:
    agrees = READERS[section](case["text"]) == case["expected"]

    assert agrees is ((section, case["description"]) not in DIFFERENCES)


def test_each_difference_is_about_a_case_that_exists() -> None:
    cases = conformance_cases()
    if cases[0].marks:
        pytest.skip("no twitter-text/extract.yml: set GOODTALK_TEST_DATA")

    named = {(section, case["description"]) for section, case in (each.values for each in cases)}

    assert set(DIFFERENCES) - named == set()


def test_the_page_for_people_names_each_difference() -> None:
    page = (ROOT / "docs/hashtags.md").read_text("utf-8")

    assert [name for _, name in DIFFERENCES if name not in page] == []


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("thanks @ann_1!", ["ann_1"]),
        ("＠ann and RT @ben", ["ann", "ben"]),
        ("@cat@social.example.org, hello", ["cat@social.example.org"]),
        ("@Cat.Dog-1@Social.Example.Org", ["Cat.Dog-1@Social.Example.Org"]),
        ("ask @dan.bsky.social's team", ["dan.bsky.social"]),
        ("ask @council.example.gov.uk.", ["council.example.gov.uk"]),
        ("thanks @ann.It was good", ["ann"]),
        ("thanks @ann.then we left", ["ann"]),
        ("ann@example.org", []),
        ("@ann@localhost", []),
        ("@ann@ben@example.org", []),
        ("@" + "a" * (MAX_MENTION_LENGTH + 1), []),
        ("https://social.example.org/@ann", []),
    ],
)
def test_mentions(text: str, mentions: list[str]) -> None:
    assert values(find_mentions(text)) == mentions


def test_a_mention_stands_where_its_at_sign_is() -> None:
    assert find_mentions("hi @cat@example.org!") == [Found("cat@example.org", 3, 19)]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://example.org/a_(b)?c=d#e.", ["https://example.org/a_(b)?c=d#e"]),
        ("(example.gov.uk/grit)", ["example.gov.uk/grit"]),
        ("https://el.wikipedia.org/wiki/Αθήνα, say", ["https://el.wikipedia.org/wiki/Αθήνα"]),
        ("https://example.org:8080/x", ["https://example.org:8080/x"]),
        ("https://example.рф https://example.xn--p1ai", None),
        ("Thanks.In my town it is 1.30 p.m. or so...really", []),
        ("http://localhost/ http://10.0.0.1/ http://example.notreal/", []),
        ("ftp://example.org javascript:alert(1)//example.org", []),
        ("http\u017f://example.org", []),
        ("first.last.me.uk@example.org", []),
        ("http://paypal.example@example.org/", []),
        ("http://" + "a" * 64 + ".org", []),
        ("http://" + "a.b1" * 70 + ".org", []),
    ],
)
def test_links(text: str, links: list[str] | None) -> None:
    assert values(find_links(text)) == (text.split() if links is None else links)


def test_parts_do_not_overlap() -> None:
    assert parts_of("example.org/@ann/#top #tag @ben") == (
        [Found("example.org/@ann/#top", 0, 21)],
        [Found("ben", 27, 31)],
        [Found("tag", 22, 26)],
    )


def test_every_top_level_domain_is_known_and_short_enough() -> None:
    assert {"com", "uk", "social", "みんな", "xn--q9jyb4c"} <= known_endings()
    assert not {"md5", "notreal", "github.io", ""} & known_endings()
    assert max(map(len, known_endings())) <= MAX_ENDING_LENGTH


def test_a_post_becomes_paragraphs_lines_and_links() -> None:
    text = "A1 <b>we</b> wrote it up:\r\nexample.org/grit & more.\n \n\n#LgovSM @ann @ben"
    addresses = {"ann": "/people/ann/?a&b"}

    html = said_to_html(text, tag_url=lambda tag: f"/{tag.lower()}/", mention_url=addresses.get)

    assert html == (
        "<p>A1 &lt;b&gt;we&lt;/b&gt; wrote it up:<br>"
        f'<a href="https://example.org/grit" {REL}>example.org/grit</a> &amp; more.</p>'
        f'<p><a href="/lgovsm/" {REL}>#LgovSM</a> '
        f'<a href="/people/ann/?a&amp;b" {REL}>@ann</a> @ben</p>'
    )


def test_without_addresses_tags_and_mentions_stay_text() -> None:
    assert said_to_html("#tag @ann") == "<p>#tag @ann</p>"


@pytest.mark.parametrize("text", ["", " \n\n "])
def test_nothing_said_is_no_html(text: str) -> None:
    assert said_to_html(text) == ""


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("http://example.org", "example.org"),
        ("HTTPS://Example.org/a", "Example.org/a"),
        (
            "https://example.org/" + "a" * 40,
            "example.org/" + "a" * 27 + "…",
        ),
        (
            "https://www.your-bank.example.org.a-long-name-that-misleads.com/login",
            "www.your-bank.example.org.a-long-name-that-misleads.com…",
        ),
    ],
)
def test_a_link_is_shown_short_but_leads_where_it_led(link: str, shown: str) -> None:
    assert said_to_html(link) == f'<p><a href="{link}" {REL}>{shown}</a></p>'


class Reading(HTMLParser):
    """What a browser makes of our HTML: its elements with attributes, and the words seen."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.words += {"br": "\n", "p": "\n\n"}.get(tag, "")

    def handle_data(self, data: str) -> None:
        self.words += data


MARKUP = ["<script>", "&amp;", "&", '"', "'>", "(", ")"]
SPACES = [" ", "\n", "\n\n", "\r\n"]
KINDS = [
    "@ann",
    "#tag",
    "@ann@example.org",
    "@b.example.org",
    "http://",
    "example.org/<a>",
    "https://é.org/?'",
]
PIECES = st.one_of(st.text(max_size=8), st.sampled_from(MARKUP + SPACES + KINDS))
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@given(TEXTS)
def test_only_our_own_elements_come_out(text: str) -> None:
    html = said_to_html(text, tag_url='/"<'.__add__, mention_url='/"<'.__add__)

    for tag, attributes in Reading(html).elements:
        assert tag in {"p", "br", "a"}
        assert set(attributes) == ({"href", "rel"} if tag == "a" else set())
        if tag == "a":
            assert (attributes["href"] or "").startswith(("https://", "http://", '/"<'))
    assert html.count("<") == len(re.findall(r"</?(?:p|br|a)(?: href=\"[^\"<>]*\" rel|>)", html))


@given(TEXTS)
def test_every_word_is_still_there(text: str) -> None:
    def without_schemes(words: str) -> list[str]:
        return re.sub("https?://", "", words.replace("…", "")).split()

    links = find_links(text.replace("\r", "\n").strip())
    seen = Reading(said_to_html(text, tag_url=str, mention_url=str)).words

    if all(len(link.value) < 40 for link in links):
        assert without_schemes(seen) == without_schemes(text)


@given(TEXTS)
def test_each_part_stands_where_it_says(text: str) -> None:
    links, mentions, tags = parts_of(text)

    assert values(links) == [text[link.start : link.end] for link in links]
    assert values(mentions) == [text[each.start + 1 : each.end] for each in mentions]
    assert values(tags) == [text[tag.start + 1 : tag.end] for tag in tags]
    everything = sorted([*links, *mentions, *tags], key=lambda each: each.start)
    assert all(one.end <= other.start for one, other in pairwise(everything))


def test_what_begins_in_a_tag_is_no_link_of_its_own() -> None:
    links, _mentions, tags = parts_of("#ɐexample.org/<a> and ɐexample.org")

    assert (values(links), values(tags)) == (["example.org"], ["ɐexample"])


HOSTILE = [
    "@",
    "#",
    "(",
    ".",
    "<",
    "-",
    "http://",
    "http://a.org/(",
    "http://a.org/((",
    "(a.org/",
    "http://a.org?(",
    "http://あ.",
    "a.",
    "あa.",
    "é.é.",
    "xn--a.",
    "a.uk.",
    "a.a@",
    "@a@a.",
    "@a.",
    "rt@",
    "#a",
    "http://a.あ.あ.あ.あ.あ.あ.あ.あ.あ.あ.あ.あ.あ.",
]


@pytest.mark.parametrize("unit", [*HOSTILE, "a.org #a @b ", "\n ", "\n", "\r"])
def test_a_hostile_text_of_one_thing_repeated_is_read_to_its_end(unit: str) -> None:
    text = unit * (100_000 // len(unit))

    links, mentions, tags = parts_of(f"{text} http://end.example.org/ @end #end")

    assert (links[-1].value, mentions[-1].value, tags[-1].value) == (
        "http://end.example.org/",
        "end",
        "end",
    )
    assert len(said_to_html(text)) >= len(text.strip())
