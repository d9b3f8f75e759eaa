"""HTML from outside, made harmless: once, when a post comes in."""

import nh3

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


def sanitise(html: str) -> str:
    """Only what talk needs: paragraphs, links, emphasis, code, lists. No addresses but http(s)."""
    return _cleaner.clean(html)
