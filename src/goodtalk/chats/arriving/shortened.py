"""Addresses that a network has shortened in a text: where they lead, as far as a post shows it.

The text keeps the short ones, by which it is known again in other files; what is shown has the
whole ones, and leaves out those of what stands below the words: a picture, a quoted post.
"""

import re
from dataclasses import replace
from html import escape

from goodtalk.chats.arriving.drafts import AnyPost
from goodtalk.chats.arriving.incoming import IncomingPost

_SHORT = re.compile(r"https?://t\.co/\w+", re.ASCII)
Address = tuple[str, str, bool]  # as IncomingPost has them


def with_known(incoming: IncomingPost, post: AnyPost) -> IncomingPost:
    """The post that comes in, with what is known of its addresses by the one that is here."""
    told = {short for short, _whole, _is_below in incoming.addresses}
    more = tuple(each for each in _known(post) if each[0] not in told and each[0] in incoming.text)
    return replace(incoming, addresses=incoming.addresses + more) if more else incoming


def not_shown(post: AnyPost) -> list[str]:
    """The short addresses in its text that are not shown, in their order."""
    found = dict.fromkeys(_SHORT.findall(post.text)) if "://t.co/" in post.text else {}
    return [short for short in found if short not in post.html]


def _known(post: AnyPost) -> list[Address]:
    """Its links are in the order of its text; a picture's address is none of them, and comes last.

    Nothing is known where their numbers do not tell which is which.
    """
    shorts = not_shown(post)
    links = [link for link in post.links if not _SHORT.fullmatch(link)]
    has_pictures = bool((post.enclosed or {}).get("pictures"))
    if len(links) > len(shorts) or (len(links) < len(shorts) and not has_pictures):
        return []
    led = list(zip(shorts, links, strict=False))
    known = [(short, link, escape(link) not in post.html) for short, link in led]
    return known + [(short, short, True) for short in shorts[len(led) :]]
