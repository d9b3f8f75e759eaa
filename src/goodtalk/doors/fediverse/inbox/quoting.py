"""The line "RE: (a link)" that stands in for a quote where nobody shows quotes; here we do."""

import re

from goodtalk.doors.fediverse.inbox.values import is_of_one_server

# Mastodon (FEP-044f), Fedibird ("QT:"), Akkoma, Sharkey and others say by its class that an
# element is that line.
_MARKED = re.compile(
    r"""<(p|span|div)\s[^<>]{0,200}?\bclass=["'][^"'<>]{0,200}?\bquote-inline\b[^<>]{0,200}>""",
    re.IGNORECASE,
)
# Misskey and Pleroma put it last (or first), without one.
_LINK = (
    r"""(?:RE|QT):\s{0,5}<a\s[^<>]{0,1000}?\bhref=["']([^"'<>\s]{1,1000})["'][^<>]{0,1000}>"""
    r"[^<]{0,1000}</a>"
)
_LAST = re.compile(
    rf"(?:<br\s?/?>\s{{0,5}}){{0,3}}{_LINK}((?:</(?:p|span|div)>\s{{0,5}}){{0,5}})\Z"
)
_FIRST = re.compile(rf"\A((?:<(?:p|span|div)>){{0,5}}){_LINK}(?=<)(?:<br\s?/?>\s{{0,5}}){{0,3}}")
_EMPTY = re.compile(r"<(p|span|div)>\s{0,5}</\1>\s{0,5}")
_TAIL = 5_000  # characters at the end in which it is looked for


def without_fallback(html: str, quote: str) -> str:
    """HTML without that line, where it leads to what is quoted; the same where nothing is."""
    if not quote:
        return html
    marked = _MARKED.search(html)
    if marked:
        return _without_element(html, marked)
    head, tail = html[:-_TAIL], html[-_TAIL:]
    if (last := _LAST.search(tail)) and is_of_one_server(last[1], quote):
        return _tidy(head + tail[: last.start()] + last[2])
    if (first := _FIRST.search(html)) and is_of_one_server(first[2], quote):
        return _tidy(first[1] + html[first.end() :])
    return html


def _without_element(html: str, opening: re.Match[str]) -> str:
    """Without the whole element; its like may stand within it. Where it never ends, without all."""
    depth, name = 1, opening[1]
    for tag in re.compile(rf"<(/?){name}\b", re.IGNORECASE).finditer(html, opening.end()):
        depth += -1 if tag[1] else 1
        if not depth:
            end = html.find(">", tag.end()) + 1
            return _tidy(html[: opening.start()] + html[end or len(html) :])
    return _tidy(html[: opening.start()])


def _tidy(html: str) -> str:
    """Without the paragraph that nothing is left of."""
    return _EMPTY.sub("", html)
