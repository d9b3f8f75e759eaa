"""Emoji take the place of their shortcodes in words, and change nothing else in the HTML."""

import re

from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from goodtalk.chats.arriving.incoming import Enclosed
from goodtalk.chats.arriving.sanitising import sanitise
from goodtalk.pictures.addresses import emoji_address, emoji_url
from goodtalk.pictures.templatetags.kept_pictures import with_emoji

CAT = "https://social.example/cat.png?a=1&b=2"
CAME = Enclosed(emoji=((":cat:", CAT),))
_IMAGE = re.compile(r'<img class="emoji" src="[^"<>]*" alt="([^"<>]*)"[^<>]*>')


def alone(html):
    """The HTML with each emoji's shortcode again in its place, marked."""
    return _IMAGE.sub(r"[\1]", html)


def test_shortcodes_become_pictures_from_here():
    assert with_emoji("a :cat: b", CAME) == (
        f'a <img class="emoji" src="{emoji_address(CAT)}" alt=":cat:" title=":cat:"'
        ' width="20" height="20" loading="lazy" decoding="async"> b'
    )
    assert emoji_url(emoji_address(CAT).rpartition("/")[2]) == CAT


def test_only_what_the_server_has_explained_and_what_stands_alone():
    text = ":cat::cat: :dog: 10:cat:20 a:cat: :cat:. にゃ:cat:"

    shown = "[:cat:][:cat:] :dog: 10:cat:20 a:cat: [:cat:]. にゃ[:cat:]"
    assert alone(with_emoji(text, CAME)) == shown


def test_a_plain_text_is_escaped_and_nothing_is_done_without_emoji():
    assert alone(with_emoji("<b> :cat:", CAME)) == "&lt;b&gt; [:cat:]"
    assert with_emoji("<b> :cat:", None) == "<b> :cat:"  # the template escapes it
    assert with_emoji("<b> :cat:", Enclosed(warning="x")) == "<b> :cat:"


def test_what_looks_like_text_within_a_tag_is_left():
    html = sanitise('<p><a href="https://x.example/?q=>:cat:\'">:cat:</a> \' :cat: "</p>')

    shown = alone(with_emoji(mark_safe(html), CAME))

    assert shown == html.replace(">:cat:</a>", ">[:cat:]</a>").replace("' :cat:", "' [:cat:]")
    assert "?q=>:cat:" in shown or "?q=%3E:cat:" in shown or "?q=&gt;:cat:" in shown


pieces = st.sampled_from(
    ["<p>", "</p>", "<a href=\"https://x.example/>:cat:'\">", "</a>", "<b", ">", "<", '"', "'",
     ":cat:", ":", " ", "&lt;", "a", "<br>", "<i class='x>'>"]
)


@given(st.lists(pieces, max_size=30).map("".join))
def test_without_its_pictures_the_html_is_as_it_was(html):
    html = sanitise(html)

    shown = with_emoji(mark_safe(html), CAME)

    assert _IMAGE.sub(r"\1", shown) == html


def test_a_signature_is_for_one_address():
    signed = emoji_address(CAT).rpartition("/")[2]

    assert emoji_url("x" + signed[1:]) is None
    assert emoji_url(signed[:-1]) is None
    assert emoji_url("") is None
