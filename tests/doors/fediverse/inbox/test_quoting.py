"""Where the quoted post is shown, no line in its place is."""

import pytest

from goodtalk.doors.fediverse.gathering.statuses import read_status
from goodtalk.doors.fediverse.inbox.quoting import without_fallback
from goodtalk.doors.fediverse.inbox.wording import words_of

QUOTED = "https://other.example/users/ann/statuses/1"
LINK = '<a href="https://other.example/@ann/1">https://other.example/@ann/1</a>'
ELSEWHERE = '<a href="https://third.example/1">third.example/1</a>'


@pytest.mark.parametrize(
    ("html", "left"),
    [
        (f'<p class="quote-inline">RE: {LINK}</p><p>Well said</p>', "<p>Well said</p>"),
        (f'<p>Well said<span class="quote-inline"><br/>RE: {LINK}</span></p>', "<p>Well said</p>"),
        (f"<span class='x quote-inline'>RE: <span>{LINK}</span></span>Well said", "Well said"),
        (f'<p class="quote-inline">RE: {LINK}', ""),
        (f'<p>Well said<span class="quote-inline"><br/>QT: {LINK}</span></p>', "<p>Well said</p>"),
        (f"<p>Well said<br><br>RE: {LINK}</p>", "<p>Well said</p>"),
        (f"<p><b>Well said<br><br></b>RE: {LINK}</p>", "<p><b>Well said<br><br></b></p>"),
        (f"<p>Well said</p><p>RE: {LINK}</p>", "<p>Well said</p>"),
        (f"<p>RE: {LINK}</p><p>Well said</p>", "<p>Well said</p>"),
        (f"<p>Well said<br>RE: {ELSEWHERE}</p>", f"<p>Well said<br>RE: {ELSEWHERE}</p>"),
        (f"<p>RE: {LINK} is what she said</p>", f"<p>RE: {LINK} is what she said</p>"),
        ("<p>Here: nothing</p>", "<p>Here: nothing</p>"),
    ],
    ids=[
        "mastodon", "akkoma", "nested", "unclosed", "fedibird", "misskey", "spans", "last", "first",
        "elsewhere", "begins", "without",
    ],
)  # fmt: skip
def test_the_line_in_place_of_a_quote_goes_where_it_leads_to_what_is_quoted(html, left):
    assert without_fallback(html, QUOTED) == left
    assert without_fallback(html, "") == html


def test_it_goes_from_the_words_and_the_links_of_a_note():
    words = words_of(
        {
            "type": "Note",
            "content": f'<p class="quote-inline">RE: {LINK}</p><p>Well said #lgovsm</p>',
            "quote": QUOTED,
        }
    )

    assert (words.text, words.html, words.links) == (
        "Well said #lgovsm", "<p>Well said #lgovsm</p>", ()
    )  # fmt: skip


def test_it_goes_from_a_gathered_status_too():
    status = {
        "uri": "https://social.example/users/jo/statuses/2",
        "created_at": "2026-11-27T13:10:00Z",
        "visibility": "public",
        "content": f'<p class="quote-inline">RE: {LINK}</p><p>Well said #lgovsm</p>',
        "quote": {"state": "accepted", "quoted_status": {"uri": QUOTED}},
        "account": {"acct": "jo", "uri": "https://social.example/users/jo"},
    }

    post = read_status(status, tag="lgovsm", server="social.example", named={}).post

    assert (post.text, post.html, post.links) == (
        "Well said #lgovsm", "<p>Well said #lgovsm</p>", ()
    )  # fmt: skip


@pytest.mark.parametrize(
    "html",
    ["RE: <a " * 11_000, "<br>" * 20_000 + "RE:", "<span>" * 13_000, '<p class="' * 8_000],
    ids=["links", "breaks", "spans", "classes"],
)
def test_what_only_begins_like_it_stays(html):
    assert without_fallback(html, QUOTED) == html
