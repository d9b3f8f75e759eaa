"""A recap's Markdown as HTML: CommonMark without HTML or pictures, and with our marks."""

from collections.abc import Callable, Sequence
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from goodtalk.record.recaps.marks import Mark, mark_at

Fill = Callable[[Mark], SafeString]  # what stands at a mark

HIGHEST = 2  # the page's own title is the heading of the first level
_cleaner = nh3.Cleaner(
    tags={"p", "br", "hr", "a", "em", "strong", "code", "pre", "blockquote"}
    | {"ul", "ol", "li", "h2", "h3", "h4", "bdi"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener ugc",
)


def to_html(text: str, fill: Fill) -> SafeString:
    """The text as HTML. `fill` says what stands at each mark; what it gives is cleaned too."""
    html = _markdown.render(text, {"fill": fill})
    return mark_safe(_cleaner.clean(html))  # noqa: S308 - cleaned just now


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


def _lower_headings(state: Any) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(4, max(HIGHEST, int(token.tag[1:])))}"


_NOT_READ = ["image", "html_inline", "html_block"]
_markdown = MarkdownIt("commonmark", {"html": False}).disable(_NOT_READ)
_markdown.inline.ruler.before("link", "mark", _read_mark)
_markdown.core.ruler.push("lower_headings", _lower_headings)
_markdown.add_render_rule("mark", _draw_mark)
