"""Brings "we last talked about this" to the pages that show a theme."""

from collections.abc import Sequence

from django import template

from goodtalk.chats.models import Chat
from goodtalk.chats.reading.resembling import EarlierHour, earlier_hours
from goodtalk.communities.models import Community, Theme

register = template.Library()

LONGEST_TITLE = 200


@register.simple_tag
def find_earlier_hours(community: Community, themes: Sequence[Theme]) -> str:
    """Look for all themes of a page at once: they know their `earlier` then. Four queries."""
    _look(community, [theme for theme in themes if not hasattr(theme, "earlier")])
    return ""


@register.simple_tag
def earlier_hours_of(community: Community, theme: Theme) -> list[EarlierHour]:
    """Those that one theme resembles. No query where they have been looked for; else four."""
    if not hasattr(theme, "earlier"):
        _look(community, [theme])
    earlier: list[EarlierHour] = theme.earlier  # type: ignore[attr-defined]
    return earlier


@register.simple_tag
def earlier_hours_like(community: Community, title: str | None) -> list[EarlierHour]:
    """Those that a title resembles that is being typed. Four queries; none without one."""
    return earlier_hours(community, [title[:LONGEST_TITLE]])[0] if title else []


@register.simple_tag
def earlier_hours_of_chat(chat: Chat) -> list[EarlierHour]:
    """Those before an hour that its theme resembles. Four queries; none without a theme."""
    if not chat.theme:
        return []
    return earlier_hours(chat.community, [chat.theme], but=chat)[0]


def _look(community: Community, themes: Sequence[Theme]) -> None:
    if themes:
        found = earlier_hours(community, [theme.title for theme in themes])
        for theme, earlier in zip(themes, found, strict=True):
            theme.earlier = earlier  # type: ignore[attr-defined]
