"""What comes from outside, made harmless: once, when a post comes in."""

import re

import nh3

from goodtalk.communities.plain_text import plain_text

TAGS = {"p", "br", "a", "em", "strong", "b", "i", "del", "code", "pre", "blockquote"}
TAGS |= {"ul", "ol", "li"}

_cleaner = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags={"script", "style", "template", "noscript", "iframe", "svg", "math"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https"},
    link_rel="nofollow noopener ugc",
    strip_comments=True,
)

_SURROGATE = re.compile("[\ud800-\udfff]")


def sanitise(html: str) -> str:
    """Only what talk needs: paragraphs, links, emphasis, code, lists. No addresses but http(s)."""
    return plain_text(_cleaner.clean(html))


def is_storable(text: str) -> bool:
    """Whether a database can keep it: no NUL, and no half of a surrogate pair."""
    return "\0" not in text and (text.isascii() or not _SURROGATE.search(text))


def web_address(url: str, longest: int) -> str:
    """Only an address that a browser may be sent to; anything else is dropped."""
    url = url.strip()
    is_web = url.lower().startswith(("https://", "http://"))
    return url if is_web and len(url) <= longest else ""
