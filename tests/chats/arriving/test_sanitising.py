"""What is left of HTML from outside."""

import pytest

from goodtalk.chats.arriving.sanitising import is_storable, sanitise, too_intricate, web_address


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>Hello <b>you</b></p>", "<p>Hello <b>you</b></p>"),
        ("<script>alert(1)</script>Hello", "Hello"),
        ("<style>*{display:none}</style>Hello", "Hello"),
        ('<p onclick="alert(1)" style="x" class="y" id="say">Hello</p>', "<p>Hello</p>"),
        ('<img src=x onerror="alert(1)">Hello', "Hello"),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="nofollow noopener ugc">x</a>'),
        ('<a href="JaVa&#10;Script:alert(1)">x</a>', '<a rel="nofollow noopener ugc">x</a>'),
        ('<a href="data:text/html,x">x</a>', '<a rel="nofollow noopener ugc">x</a>'),
        (
            '<a href="https://example.org" target="_blank">x</a>',
            '<a href="https://example.org" rel="nofollow noopener ugc">x</a>',
        ),
        ("<iframe src=//evil.example></iframe>Hello", "Hello"),
        ("<svg><script>alert(1)</script></svg>Hello", "Hello"),
        ("<form action=/x><button>Hello</button></form>", "Hello"),
        ("<!-- secret -->Hello", "Hello"),
        ("&lt;script&gt;", "&lt;script&gt;"),
        ("<p>never closed", "<p>never closed</p>"),
        ("<p>&#8238;gnp.exe&#8236;</p>", "<p>gnp.exe</p>"),
        ("<p>Z" + "&#768;" * 80 + "</p>", "<p>Z" + "\u0300" * 4 + "</p>"),
        ("<math><mtext></form><mglyph><svg><mtext><style><path id=x>", ""),
    ],
)
def test_only_what_talk_needs_is_left_of_html(html, left):
    assert sanitise(html) == left


@pytest.mark.parametrize(
    ("text", "can"), [("Jo 👩🏽‍🚒", True), ("Jo\0", False), ("\ud83d", False), ("", True)]
)
def test_a_text_is_storable_unless_it_holds_half_characters(text, can):
    assert is_storable(text) is can


@pytest.mark.parametrize(
    ("url", "left"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//example.org", ""),
        ("https://" + "x" * 100, ""),
    ],
)
def test_only_web_addresses_of_bearable_length_are_kept(url, left):
    assert web_address(url, 100) == left


DEEP = "Its HTML is nested more than 100 levels deep."
MANY = "Its HTML has more than 5,000 tags."


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<p>Hello</p>" * 2000, ""),
        ("<p>Never closed" * 4000, ""),
        ("line<br>" * 4000, ""),
        ("<ul><li>One</ul>" * 1000, ""),
        ("<blockquote>" * 100 + "x" + "</blockquote>" * 100, ""),
        ("<blockquote>" * 101, DEEP),
        ("<b></i>" * 101, DEEP),
        ("<B><i>" * 51, DEEP),
        ("<p>x</p>" * 2501, MANY),
    ],
    ids=["long", "unclosed", "lines", "lists", "deep", "deeper", "crossed", "mixed", "many"],
)
def test_html_that_costs_too_much_to_read_is_told_from_long_talk(html, why):
    assert too_intricate(html) == why
