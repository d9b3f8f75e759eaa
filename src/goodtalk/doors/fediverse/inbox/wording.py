"""The words of a note, as its author meant them to be read."""

from dataclasses import dataclass
from html import escape
from typing import Any

from goodtalk.chats.arriving.html_text import MAX_HTML_CHARACTERS, read_html
from goodtalk.chats.arriving.receive import MAX_CHARACTERS
from goodtalk.chats.arriving.sanitising import is_storable, too_intricate
from goodtalk.communities.plain_text import plain_line
from goodtalk.doors.fediverse.inbox.enclosing import quote_in
from goodtalk.doors.fediverse.inbox.quoting import without_fallback
from goodtalk.doors.fediverse.inbox.values import Json, kind_of, thing_in, told_at, words_at

# What has a title, and whose summary is one, and no warning unless it is said to be sensitive
# (WordPress, PeerTube). (Mastodon, ActivityPub::Activity: CONVERTED_TYPES.) Their servers are
# blogs, forums, calendars, and places for films and sounds.
TITLED = frozenset({"Article", "Page", "Event", "Video", "Audio", "Image"})
MAX_WARNING = 500
PLAIN = ("text/plain", "text/markdown", "text/x.misskeymarkdown")


class Unreadable(Exception):
    """No words that could be kept; the text says why."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is read, shown and searched."""

    text: str
    html: str  # as it came; empty where the text is all there is
    links: tuple[str, ...]
    language: str
    warning: str


def words_of(note: Json) -> Words:
    """Title and words, or what is said instead where an article is too long. Raises Unreadable."""
    is_titled = kind_of(note) in TITLED
    content, language = _content_of(note)
    if len(content) <= MAX_HTML_CHARACTERS:
        content = without_fallback(content, quote_in(note))
    has_title = is_titled or not content
    title = plain_line(told_at(note, "name"))[:300].rstrip() if has_title else ""
    summary = told_at(note, "summary", "_misskey_summary")
    is_plain = words_at(note, "mediaType").partition(";")[0].strip().lower() in PLAIN
    html, text, links = _read(title, content, is_plain=is_plain)
    if is_titled and (len(html) > MAX_HTML_CHARACTERS or len(text) > MAX_CHARACTERS):
        html, text, links = _read(title, summary[:MAX_CHARACTERS], is_plain=False)
    if len(html) > MAX_HTML_CHARACTERS or len(text) > MAX_CHARACTERS:
        raise Unreadable(f"It is longer than {MAX_CHARACTERS:,} characters.")
    is_warning = not is_titled or note.get("sensitive") is True
    warning = plain_line(summary)[:MAX_WARNING].rstrip() if is_warning else ""
    return Words(text, html, tuple(dict.fromkeys(links)), language, warning)


def language_in(value: Any) -> str:
    """A language's short name, where it is one: `en`, `cy`, `pt-BR`."""
    if not isinstance(value, str) or not value.isascii() or value == "und":
        return ""
    return value if 2 <= len(value) <= 16 and value.replace("-", "").isalnum() else ""


def _read(title: str, content: str, *, is_plain: bool) -> tuple[str, str, list[str]]:
    if not is_storable(content):
        raise Unreadable("It holds a character that no text has (NUL, or half of a pair).")
    if is_plain:
        return "", "\n\n".join(filter(None, (title, content))), []
    if reason := too_intricate(content):
        raise Unreadable(reason)
    html = f"<p><strong>{escape(title)}</strong></p>{content}" if title else content
    if len(html) > MAX_HTML_CHARACTERS:
        return html, "", []  # its end is not known, and so it is not read
    text, links = read_html(html)
    return html, text, links


def _content_of(note: Json) -> tuple[str, str]:
    """The words and their language. Of several languages the one is taken that comes first."""
    said, by_language = note.get("content"), thing_in(note.get("contentMap"))
    several = {
        language: words
        for key, words in list(by_language.items())[:50]
        if isinstance(words, str) and (language := language_in(key))
    }
    if not isinstance(said, str) or not said:
        language, said = next(iter(several.items()), ("", ""))
        return said, language
    named = next((key for key, words in several.items() if words == said), "")
    return said, named or _language_beside(note) or next(iter(several), "")


def _language_beside(note: Json) -> str:
    """What servers that have one language a note put elsewhere: Lemmy and PeerTube, GoToSocial."""
    told = note.get("language")
    if isinstance(told, dict):
        told = told.get("identifier")
    return language_in(told)
