"""What comes from outside, made harmless: once, when a post comes in."""

import re
from collections import Counter

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

MAX_TAGS = 5_000  # and MAX_DEPTH: reading what is nested takes the square of its depth
MAX_DEPTH = 100
# Tags that may stay open without anything being nested in them.
_SHALLOW = frozenset({"p", "li", "br", "img", "hr", "wbr", "td", "tr", "th", "dt", "dd", "option"})
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]{0,20})", re.IGNORECASE)

_SURROGATE = re.compile("[\ud800-\udfff]")


def sanitise(html: str) -> str:
    """Only what talk needs: paragraphs, links, emphasis, code, lists. No addresses but http(s)."""
    return plain_text(_cleaner.clean(html))


def too_intricate(html: str) -> str:
    """Why HTML is not even read, in one plain sentence; empty when it is.

    Talk is nested a few levels deep. What is not costs more to read than all other posts together.
    """
    tags = html.count("<")
    if tags > MAX_TAGS:
        return f"Its HTML has more than {MAX_TAGS:,} tags."
    if tags > MAX_DEPTH and _depth(html) > MAX_DEPTH:
        return f"Its HTML is nested more than {MAX_DEPTH} levels deep."
    return ""


def _depth(html: str) -> int:
    """How many tags are open at most; what is closed without having been opened counts for none."""
    is_open: Counter[str] = Counter()
    depth = deepest = 0
    for slash, name in _TAG.findall(html):
        name = name.lower()
        if name in _SHALLOW or (slash and not is_open[name]):
            continue
        step = -1 if slash else 1
        is_open[name] += step
        depth += step
        deepest = max(deepest, depth)
    return deepest


def is_storable(text: str) -> bool:
    """Whether a database can keep it: no NUL, and no half of a surrogate pair."""
    return "\0" not in text and (text.isascii() or not _SURROGATE.search(text))


def web_address(url: str, longest: int) -> str:
    """Only an address that a browser may be sent to; anything else is dropped."""
    url = url.strip()
    is_web = url.lower().startswith(("https://", "http://"))
    return url if is_web and len(url) <= longest else ""
