"""What comes with the words of a note: warning, pictures, a poll, a quoted post, custom emoji."""

import re
from collections.abc import Iterator, Mapping

from goodtalk.chats.arriving.incoming import Enclosed, Picture, Poll
from goodtalk.communities.plain_text import plain_line, plain_text
from goodtalk.doors.fediverse.inbox.addressing import PUBLIC, visibility_of
from goodtalk.doors.fediverse.inbox.values import (
    Json,
    kind_of,
    listed,
    moment_at,
    number_at,
    pages_in,
    thing_in,
    things_in,
    told_at,
    uri_in,
    words_at,
)

MAX_PICTURES = 8
MAX_CHOICES = 20
MAX_EMOJI = 50
MAX_DESCRIPTION = 1500

_SHORTCODE = re.compile(r":[\w-]{1,60}:", re.ASCII)
_LOOKS_LIKE_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif)(?:\?|$)", re.IGNORECASE)
_KINDS = {"Image": "image", "Video": "video", "Audio": "audio"}
# The media types that name a quoted object (FEP-e232).
_OBJECT = ("application/activity+json", "application/ld+json")


def enclosed_of(note: Json, warning: str, of_name: Mapping[str, str]) -> Enclosed | None:
    """All of it; None where there is nothing beside the words.

    `of_name` are the custom emoji of its author's name, which is shown with it.
    """
    found = Enclosed(
        warning=warning,
        is_sensitive=note.get("sensitive") is True,
        pictures=tuple(_pictures(note))[:MAX_PICTURES],
        poll=_poll(note),
        quote=quote_in(note),
        emoji=tuple((dict(of_name) | dict(emoji_in(note))).items())[:MAX_EMOJI],
        is_unlisted=visibility_of(note) == "unlisted",
        asks_first=_asks_first(note),
    )
    return None if found == Enclosed() else found


def quote_in(note: Json) -> str:
    """The uri of the post that is quoted, by whichever name the server calls that.

    FEP-044f (Mastodon), Fedibird, Misskey and Akkoma, Bookwyrm; then the Link of FEP-e232.
    """
    for key in ("quote", "quoteUri", "quoteUrl", "_misskey_quote", "quotedPost"):
        if uri := uri_in(note.get(key)):
            return uri
    for tag in things_in(note.get("tag")):
        is_object = kind_of(tag) == "Link" and words_at(tag, "mediaType").startswith(_OBJECT)
        if is_object and (uri := uri_in(tag.get("href"))):
            return uri
    return ""


def _asks_first(note: Json) -> bool:
    """Whether its policy (FEP-044f) lets not everybody quote it. Without one they may, as ever."""
    policy = thing_in(note.get("interactionPolicy")).get("canQuote")
    if not isinstance(policy, dict):
        return False
    approved = [*listed(policy.get("automaticApproval")), *listed(policy.get("always"))]
    return not any(isinstance(each, str) and each in PUBLIC for each in approved)


def linked_by(note: Json) -> Iterator[str]:
    """The pages that are attached as links: what a forum's post is about."""
    for each in things_in(note.get("attachment")):
        if kind_of(each) in ("Link", "Page"):
            yield from (url for url, _ in pages_in(each))


def _pictures(note: Json) -> Iterator[Picture]:
    for each in listed(note.get("attachment")):
        if isinstance(each, dict) and (picture := _picture(each)):
            yield picture
    for each in listed(note.get("image")):  # of articles, and of forums' posts
        if isinstance(each, dict) and kind_of(each) == "Image" and (picture := _picture(each)):
            yield picture


def _picture(thing: Json) -> Picture | None:
    for url, media in pages_in(thing.get("url") or thing.get("href")):
        kind = _kind(thing, media or words_at(thing, "mediaType").lower(), url)
        if kind:
            described = plain_text(told_at(thing, "name", "summary"))
            width, height = number_at(thing, "width"), number_at(thing, "height")
            return Picture(url, described[:MAX_DESCRIPTION].rstrip(), kind, width, height)
    return None


def _kind(thing: Json, media: str, url: str) -> str:
    """What it is by its media type, else by its name; empty for what is neither seen nor heard."""
    kind = media.partition("/")[0]
    if kind in _KINDS.values():
        return kind
    if not media and kind_of(thing) == "Document" and _LOOKS_LIKE_PICTURE.search(url):
        return "image"
    return "" if media else _KINDS.get(kind_of(thing), "")


def _poll(note: Json) -> Poll | None:
    """What a Question asks: `oneOf` is a choice of one, `anyOf` of several."""
    if kind_of(note) != "Question":
        return None
    takes_several = note.get("anyOf") is not None
    choices = [
        (name, number_at(thing_in(each.get("replies")), "totalItems"))
        for each in things_in(note.get("anyOf") if takes_several else note.get("oneOf"))
        if (name := plain_line(told_at(each, "name"))[:200].rstrip())
    ]
    if not choices:
        return None
    ends, voters = moment_at(note, "closed", "endTime"), number_at(note, "votersCount")
    return Poll(tuple(choices[:MAX_CHOICES]), takes_several, ends, voters)


def emoji_in(thing: Json) -> Iterator[tuple[str, str]]:
    """The custom emoji that a note, or an actor, explains: ":blob:" and its picture's address."""
    for tag in things_in(thing.get("tag")):
        if kind_of(tag) != "Emoji":
            continue
        name = words_at(tag, "name").strip()
        name = name if name.startswith(":") else f":{name}:"
        url = next((url for url, _ in pages_in(thing_in(tag.get("icon")).get("url"))), "")
        if url and _SHORTCODE.fullmatch(name):
            yield name, url
