"""Shows pictures and custom emoji of other servers from our own cache."""

import re
from html import escape

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from goodtalk.chats.arriving.incoming import Enclosed
from goodtalk.chats.models import Post
from goodtalk.pictures import addresses

register = template.Library()

# A tag of sanitised HTML, as a whole: its attributes stand in quotation marks, and what looks like
# a tag's end or a shortcode within them is none. In text, < is always written &lt;.
_TAG = re.compile(r"""<(?:[^<>"']|"[^"]*+"|'[^']*+')*+>""")
# As Mastodon reads them: not within a word or a time of day.
_SHORTCODE = re.compile(r"(?<![0-9A-Za-z]):[\w@.+-]{1,100}:(?![0-9A-Za-z])", re.ASCII)


@register.simple_tag
def picture_address(post: Post, url: str) -> str:
    """Where a picture that came with a post is shown from."""
    return addresses.picture_address(post, url)


@register.filter
def with_emoji(value: str, came: Enclosed | None) -> str:
    """A text, or safe HTML, with the custom emoji that came with a post as small pictures.

    Only between tags, and only the shortcodes that the author's server has explained.
    """
    if not came or not came.emoji:
        return value
    known = dict(came.emoji)
    html = conditional_escape(value)
    pieces, done = [], 0
    for tag in _TAG.finditer(html):
        pieces += [_shown(html[done : tag.start()], known), tag[0]]
        done = tag.end()
    pieces.append(_shown(html[done:], known))
    return mark_safe("".join(pieces))  # noqa: S308 - escaped or sanitised above


def _shown(text: str, known: dict[str, str]) -> str:
    return _SHORTCODE.sub(lambda found: _image(found[0], known), text) if ":" in text else text


def _image(shortcode: str, known: dict[str, str]) -> str:
    if shortcode not in known:
        return shortcode
    address = escape(addresses.emoji_address(known[shortcode]))
    return (
        f'<img class="emoji" src="{address}" alt="{shortcode}" title="{shortcode}"'
        ' width="20" height="20" loading="lazy" decoding="async">'
    )
