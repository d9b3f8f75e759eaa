"""A recap's Markdown as HTML: CommonMark without HTML or pictures, and with our marks."""

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from goodtalk.record.recaps.marks import Mark, mark_at, quote_alone
from goodtalk.record.recaps.standing import set_apart

Fill = Callable[[Mark], SafeString]  # what stands at a mark

HIGHEST, LOWEST = 2, 4  # the page's own title is the heading of the first level
OF_ANY_DIRECTION = {"p", "h2", "h3", "h4", "ul", "ol", "blockquote"}
_EMPTY_HEADING = re.compile(r"<h([2-4])[^>]*>\s*</h\1>\n?")  # of a question that is not there
_cleaner = nh3.Cleaner(
    tags={"br", "hr", "a", "em", "strong", "code", "pre", "li", "bdi"} | OF_ANY_DIRECTION,
    attributes={"a": {"href"}, "ol": {"dir", "start"}}
    | {tag: {"dir"} for tag in OF_ANY_DIRECTION - {"ol"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener ugc",
)


def parts_of(text: str, fill: Fill) -> Iterator[SafeString | int]:
    """The text from top to bottom: HTML, and the numbers of posts that are quoted whole.

    `fill` says what stands at each other mark; what it gives is cleaned too.
    """
    here = secrets.token_hex(16)  # nobody can write what stands for a quote
    html = _cleaner.clean(_markdown.render(set_apart(text), {"fill": fill, "here": here}))
    html = _EMPTY_HEADING.sub("", html)
    for place, part in enumerate(re.split(rf"<p>\s*{here} ([0-9]+)\s*</p>", html)):
        if place % 2:
            yield int(part)
        elif part.strip():
            yield SafeString(part)


def _read_mark(state: StateInline, silent: bool) -> bool:
    """A rule of markdown-it: whether a mark begins where it reads."""
    found = mark_at(state.src, state.pos)
    if found is None:
        return False
    mark, state.pos = found
    if not silent:
        state.push("mark", "", 0).meta = {"mark": mark}
    return True


def _draw_mark(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any
) -> str:
    return str(env["fill"](tokens[at].meta["mark"]))


def _set_quotes_apart(state: StateCore) -> None:
    """A paragraph that is a quote and nothing else is none: the page draws the post there."""
    for opens, inline in zip(state.tokens, state.tokens[1:], strict=False):
        number = quote_alone(inline.content) if opens.type == "paragraph_open" else 0
        if number and opens.level == 0:
            inline.type, inline.content = "whole_quote", str(number)
            opens.attrs.clear()


def _draw_quote(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any
) -> str:
    return f"{env['here']} {tokens[at].content}"


def _lower_headings(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(LOWEST, max(HIGHEST, int(token.tag[1:])))}"


def _let_each_have_its_direction(state: StateCore) -> None:
    for token in state.tokens:
        if token.nesting == 1 and token.tag in OF_ANY_DIRECTION:
            token.attrSet("dir", "auto")


_NOT_READ = ["image", "html_inline", "html_block"]
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": True}).disable(_NOT_READ)
_markdown.enable("linkify")
_markdown.inline.ruler.before("link", "mark", _read_mark)
_markdown.core.ruler.after("block", "lower_headings", _lower_headings)
_markdown.core.ruler.after("lower_headings", "directions", _let_each_have_its_direction)
_markdown.core.ruler.after("directions", "whole_quotes", _set_quotes_apart)
_markdown.add_render_rule("mark", _draw_mark)
_markdown.add_render_rule("whole_quote", _draw_quote)
