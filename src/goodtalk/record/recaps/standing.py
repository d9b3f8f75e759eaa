"""The Markdown of a recap, without what rested on posts that nobody may read any more."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from goodtalk.record.recaps.marks import posts_named, quote_alone
from goodtalk.record.recaps.sentences import left_of

_blocks = MarkdownIt("commonmark", {"html": False}).disable(["inline", "html_block"])
_FENCES = ("```", "~~~")
_WITH_CONTENT = {"fence", "code_block", "inline"}


@dataclass(frozen=True)
class _Part:
    """Something of the text: its lines, from the first to before the last."""

    start: int
    end: int
    level: int = 0  # of a heading
    is_gone: bool = False


def set_apart(text: str) -> str:
    """With an empty line around each quote that stands on a line of its own, as Markdown wants."""
    lines: list[str] = []
    fence = ""
    was_quote = False
    for line in text.split("\n"):
        opens = line.lstrip()[:3]
        if opens in _FENCES and fence in ("", opens):
            fence = "" if fence else opens
        is_quote = not fence and quote_alone(line) > 0
        if (is_quote or was_quote) and lines and lines[-1].strip() and line.strip():
            lines.append("")
        lines.append(line)
        was_quote = is_quote
    return "\n".join(lines)


def standing(text: str, gone: Collection[int]) -> str:
    """The text without sentences that name a post which is gone, and headings left with nothing.

    A heading goes with all that stood under it; one that had nothing under it before stays.
    """
    if not posts_named(text) & set(gone):
        return text
    lines = text.split("\n")
    tokens = _blocks.parse(text)
    parts, instead = _looked_through(tokens, lines, gone)
    for part in [*_emptied_items(tokens, parts), *_emptied_headings(parts)]:
        instead[part.start] = ""
        parts.append(_Part(part.start, part.end, is_gone=True))
    dropped = {line for part in parts if part.is_gone for line in range(part.start, part.end)}
    kept = [
        instead.get(number, line)
        for number, line in enumerate(lines)
        if number not in dropped or instead.get(number)
    ]
    return "\n".join(kept)


def _looked_through(
    tokens: Sequence[Token], lines: Sequence[str], gone: Collection[int]
) -> tuple[list[_Part], dict[int, str]]:
    """What has words, with whether they are gone; and the lines that read otherwise now."""
    parts: list[_Part] = []
    instead: dict[int, str] = {}
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type not in _WITH_CONTENT or token.map is None:
            continue
        start, end = token.map
        is_heading = before is not None and before.type == "heading_open"
        level = int(before.tag[1:]) if before is not None and is_heading else 0
        end = before.map[1] if before is not None and before.map and is_heading else end
        left = left_of(token.content, gone) if token.type == "inline" else token.content
        if left != token.content:
            first = token.content.split("\n", 1)[0]
            begins = lines[start][: lines[start].find(first)] if first else ""
            instead[start] = begins + " ".join(left.split("\n")) if left else ""
            parts.append(_Part(start, end, level, is_gone=True))
            if left:
                parts.append(_Part(start, start, level))  # something of it stays
        else:
            parts.append(_Part(start, end, level))
    return parts, instead


def _emptied_items(tokens: Iterable[Token], parts: Sequence[_Part]) -> list[_Part]:
    """Items of a list of which nothing is left."""
    items = [token.map for token in tokens if token.type == "list_item_open" and token.map]
    return [
        _Part(start, end)
        for start, end in items
        if _is_emptied([part for part in parts if start <= part.start < end])
    ]


def _emptied_headings(parts: Sequence[_Part]) -> list[_Part]:
    """Headings under which something went, and nothing is left."""
    emptied = []
    for place, heading in enumerate(parts):
        if not heading.level:
            continue
        under = []
        for part in parts[place + 1 :]:
            if part.level and part.level <= heading.level and part.start >= heading.end:
                break
            if not part.level:
                under.append(part)
        if _is_emptied(under):
            emptied.append(heading)
    return emptied


def _is_emptied(parts: Sequence[_Part]) -> bool:
    return any(part.is_gone for part in parts) and all(part.is_gone for part in parts)
