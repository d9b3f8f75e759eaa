"""What is in a plain text that somebody said: links, mentions, hashtags; and its safe HTML."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from html import escape
from importlib.resources import files
from itertools import chain
from typing import NamedTuple

import regex

from goodtalk.chats.arriving.cut_short import cut_piece
from goodtalk.communities.hashtags import Found, find_hashtags, leave_out

# The grammar follows twitter-text (rb/lib/twitter-text/regex.rb), because that is how ten years
# of archives were written; docs/hashtags.md lists where we differ. Every repetition here is
# bounded or possessive, and no piece of text is read more than a few times: posts are hostile.

_UNSEEN = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # these turn the direction of a line
_ACCENTED = "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_NAME = f"a-zA-Z0-9{_ACCENTED}"
_HOST = rf"[^\s\x00-\x2c/:-@\[-^`{{-\x7f\ufeff{_UNSEEN}]"  # any script and -_. between labels

MAX_HOST_LENGTH = 253  # with this and 63, RFC 1035 section 2.3.4
MAX_LABEL_LENGTH = 63
MAX_ENDING_LENGTH = 24  # the longest top-level domain of 2026, as xn--, has this many
_SCHEME = "[hH][tT][tT][pP][sS]?://"  # spelt out: without case, U+017F would be an s
_BEGINNING = re.compile(
    rf"(?:(?<![a-zA-Z0-9@＠$#＃\ufeff])(?P<scheme>{_SCHEME})"
    rf"|(?<![{_NAME}@＠$#＃\ufeff_./-])(?=[{_NAME}_-]++\.{_HOST}))"
    rf"(?P<host>{_HOST}{{1,{MAX_HOST_LENGTH}}}+)"
)
_PLAIN_LABEL = re.compile(rf"[{_NAME}_-]++")
_NOT_AFTER_ENDING = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@+-")
_REST_OF_E_MAIL = re.compile(r"[a-zA-Z0-9._+-]{0,64}@")
_PORT = re.compile(r":[0-9]{1,5}+(?![0-9])")

# Scripts that put spaces between words may go on in a path: /wiki/Αθήνα. Those that do not may
# have the next word stuck to the address, so that they end it, as they do at twitter-text.
_WORD = (
    r"[[\p{L}\p{M}\p{Nd}\u02bb]--[[\p{Lm}--\u02bb]\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}"
    r"\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]]"
)
_PATH_CHARACTER = rf"[{_WORD}!*';:=+,.$/%#\[\]\p{{Pd}}_~&|@]"
_BRACKETS = (  # as in /Primer_(film) and /S(dfd346(x))/: two deep
    rf"\({_PATH_CHARACTER}*+(?:\({_PATH_CHARACTER}++\){_PATH_CHARACTER}*+)?+\)"
)
_PATH = regex.compile(rf"(?V1)/(?:{_PATH_CHARACTER}++|{_BRACKETS})*+")
_QUERY = regex.compile(rf"(?V1)\?[{_WORD}!?*'();:&=+$/%#\[\]\-_.,~|@]*+")
_NOT_LAST_IN_PATH = "!*';:,.$%[]~&|@" + "\u2010\u2011\u2012\u2013\u2014\u2015"  # and dashes
_NOT_LAST_IN_QUERY = "!?*'();:$%[].,~|@"
# Archives of Twitter are full of these, with the rest of the sentence stuck to them.
_SHORTENED = re.compile(rf"{_SCHEME}[tT]\.[cC][oO]/[a-zA-Z0-9]++")

MAX_MENTION_LENGTH = 320  # as an e-mail address: a name, an at sign, a host
# Not after a letter, as in an e-mail address, except after RT, as people wrote before retweets.
_MENTION = re.compile(
    r"(?:(?<![a-zA-Z0-9_!#$%&*@＠])|(?<=[rR][tT])(?<![a-zA-Z0-9_+~.-][rR][tT]))[@＠]"
    r"(?P<name>(?P<first>\w++)(?:[.-]++\w++)*+)(?:@(?P<host>[a-z0-9-]++(?:\.[a-z0-9-]++)++))?+",
    re.ASCII | re.IGNORECASE,
)
_NOT_AFTER_NAME = re.compile(rf"[@＠{_ACCENTED}]|://")

MAX_SHOWN_LENGTH = 40  # of an address; the host is always shown whole
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*+\n)++")
_ESCAPED = re.compile("[&<>\"']")  # most words have none of them
_AWAY = 'rel="nofollow noopener ugc"'  # ugc: user-generated content, for search engines


class Parts(NamedTuple):
    """What a text holds besides words. No two of them overlap."""

    links: list[Found]
    mentions: list[Found]
    tags: list[Found]


def parts_of(text: str) -> Parts:
    """Find links, mentions and hashtags at once; what is inside a link is only the link.

    A bare address may stand behind a letter of another script, and so in a tag: then it is none.
    """
    links = find_links(text)
    tags = find_hashtags(text, outside=links)
    links = list(leave_out(links, tags))
    return Parts(links, list(leave_out(_mentions_in(text), links)), tags)


def find_links(text: str) -> list[Found]:
    """The web addresses in a text, in order, as written: with http or https, or bare as `foo.org`.

    The host has to end in a real top-level domain, and to be a name: no numeric addresses, and
    none with a password in front, which only serves to disguise where a link leads.
    """
    return list(_links_in(text)) if "." in text else []


def find_mentions(text: str) -> list[Found]:
    """The people mentioned in a text, in order; values have no leading @.

    `name` is somebody on the network of the post, `name@host.tld` somebody on the fediverse,
    `name.bsky.social` (any domain in small letters) somebody on Bluesky.
    """
    return list(leave_out(_mentions_in(text), find_links(text)))


def without_at_end(words: str, addresses: Collection[str]) -> str:
    """Words without those of these addresses with which they end."""
    words = words.rstrip()
    while found := next((one for one in addresses if words.endswith(one)), ""):
        words = words.removesuffix(found).rstrip()
    return words


def said_to_html(
    text: str,
    *,
    tag_url: Callable[[str], str | None] | None = None,
    mention_url: Callable[[str], str | None] | None = None,
    whole: Mapping[str, str] | None = None,
    may_be_cut: bool = False,
) -> str:
    """Safe HTML for a plain text: paragraphs, line breaks and links, everything else escaped.

    A tag or a mention becomes a link where its callable gives an address. A link that somebody
    has shortened is shown as the `whole` one, where that is known: an address with http or https.
    Where the text `may_be_cut` short, what is left of an address at its end is none.
    Takes time in proportion to the length of the text, whatever is in it.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        return ""
    parts = parts_of(text)
    if may_be_cut and (piece := cut_piece(text)):
        parts = parts._replace(
            links=list(leave_out(parts.links, [piece])),
            mentions=list(leave_out(parts.mentions, [piece])),
        )
    links = [(link, _led(link.value, whole)) for link in parts.links] if parts.links else []
    anchors = chain(
        ((link, _address(address), _shown(address)) for link, address in links),
        ((each, mention_url and mention_url(each.value), None) for each in parts.mentions),
        ((each, tag_url and tag_url(each.value), None) for each in parts.tags),
    )
    pieces, done = [], 0
    for found, url, shown in sorted(anchors, key=lambda anchor: anchor[0].start):
        if url:
            shown = escape(shown or text[found.start : found.end])
            pieces.append(_lines(text[done : found.start]))
            pieces.append(f'<a href="{escape(url)}" {_AWAY}>{shown}</a>')
            done = found.end
    pieces.append(_lines(text[done:]))
    return f"<p>{''.join(pieces)}</p>"


def _lines(words: str) -> str:
    escaped = escape(words) if _ESCAPED.search(words) else words
    if "\n" not in escaped:
        return escaped
    return _BLANK_LINES.sub("</p><p>", escaped).replace("\n", "<br>")


def _led(link: str, whole: Mapping[str, str] | None) -> str:
    """Where a link leads; some programs have put ?amp=1 behind a short one."""
    if not whole:
        return link
    return whole.get(link) or whole.get(link.partition("?")[0]) or link


def _address(link: str) -> str:
    return link if re.match(_SCHEME, link) else f"https://{link}"


def _shown(link: str) -> str:
    """An address as people read it: no scheme, the tail of a long one cut, never its host."""
    shown = re.sub(f"^{_SCHEME}", "", link)
    if len(shown) <= MAX_SHOWN_LENGTH:
        return shown
    host_length = len(re.split("[/?]", shown, maxsplit=1)[0])
    return shown[: max(MAX_SHOWN_LENGTH - 1, host_length)] + "…"


def _links_in(text: str) -> Iterator[Found]:
    position = 0
    while beginning := _BEGINNING.search(text, position):
        host_end = _end_of_host(text, beginning)
        if host_end is None:
            position = beginning.start("host") + 1
            continue
        start, position = beginning.start(), _end_of_link(text, beginning.start(), host_end)
        yield Found(text[start:position], start, position)


def _end_of_host(text: str, beginning: re.Match[str]) -> int | None:
    """Where the host ends: behind the last label that can be the ending of a real name."""
    bare, label_start, end = not beginning["scheme"], beginning.start("host"), None
    follows_name = False
    for label in beginning["host"].split("."):
        if follows_name:
            end = _end_of_ending(text, label_start, label, bare=bare) or end
        if not _can_be_label(label, bare=bare):
            break
        follows_name = "_" not in label  # a subdomain may have it, a registered name may not
        label_start += len(label) + 1
    if end is None or _REST_OF_E_MAIL.match(text, end):
        return None
    return end


def _end_of_ending(text: str, start: int, label: str, *, bare: bool) -> int | None:
    """Where the longest top-level domain ends that this label starts with."""
    for length in range(min(len(label), MAX_ENDING_LENGTH), 1, -1):
        if text[start + length : start + length + 1] in _NOT_AFTER_ENDING:
            continue
        if _is_ending(label[:length], strict=bare):
            return start + length
    return None


def _can_be_label(label: str, *, bare: bool) -> bool:
    if not label or label[0] in "-_" or label[-1] in "-_":
        return False
    if label.isascii():
        return len(label) <= MAX_LABEL_LENGTH
    if label[:4].lower() == "xn--" or (bare and not _PLAIN_LABEL.fullmatch(label)):
        return False
    return len(label.encode("punycode")) + len("xn--") <= MAX_LABEL_LENGTH


def _end_of_link(text: str, start: int, host_end: int) -> int:
    """Port, path and query, without the punctuation of the sentence around them."""
    if shortened := _SHORTENED.match(text, start):
        end = shortened.end()
    else:
        port = _PORT.match(text, host_end)
        end = port.end() if port else host_end
        if path := _PATH.match(text, end):
            end += len(path[0].rstrip(_NOT_LAST_IN_PATH))
    if query := _QUERY.match(text, end):
        end += len(query[0].rstrip(_NOT_LAST_IN_QUERY))
    return end


def _mentions_in(text: str) -> Iterator[Found]:
    if "@" not in text and "＠" not in text:
        return
    for match in _MENTION.finditer(text):
        mention = _mention(text, match)
        if mention and len(mention.value) <= MAX_MENTION_LENGTH:
            yield mention


def _mention(text: str, match: re.Match[str]) -> Found | None:
    name, host = match["name"], match["host"]
    _, dot, ending = (host or name).rpartition(".")
    if dot and _is_ending(ending, strict=not host):
        return Found(f"{name}@{host}" if host else name, match.start(), match.end())
    end = match.end("first")
    if _NOT_AFTER_NAME.match(text, end):
        return None
    return Found(match["first"], match.start(), end)


def _is_ending(label: str, *, strict: bool) -> bool:
    """Whether this is a top-level domain; strictly, not a sentence that lacks its space.

    "Thanks.In my town" has no address in India, and "@ann.It was good" no handle in Italy.
    """
    return label.lower() in known_endings() and not (strict and label.istitle())


@cache
def known_endings() -> frozenset[str]:
    """Every top-level domain, as people write it and as machines do (xn--).

    From the Public Suffix List, which includes IANA's; the package carries a dated copy, so that
    nothing is fetched. Its form: https://github.com/publicsuffix/list/wiki/Format
    """
    source = files("publicsuffixlist").joinpath("public_suffix_list.dat")
    public = source.read_text("utf-8").partition("// ===END ICANN DOMAINS===")[0]
    rules = (line.strip() for line in public.splitlines() if not line.startswith("//"))
    written = {rule.rpartition(".")[2] for rule in rules if rule}
    encoded = {f"xn--{each.encode('punycode').decode()}" for each in written if not each.isascii()}
    return frozenset(written | encoded)
