"""The words of an announcement: the usual ones, a community's own, and what they name."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodtalk.announcements.models import OwnWording, Which
from goodtalk.chats.models import Chat
from goodtalk.communities.addresses import whole_address
from goodtalk.communities.models import Community

USUAL = {
    Which.WEEK: gettext_lazy("{tag} meets on {day} at {time} ({place} time): {theme}. {address}"),
    Which.DAY: gettext_lazy("{tag}, {day} at {time} ({place} time): {theme}. {address}"),
    Which.HOUR: gettext_lazy("{tag} begins at {time} ({place} time): {theme}. Come in: {address}"),
    Which.LIVE: gettext_lazy("{tag} is on now: {theme}. Come in: {address}"),
}
# What a wording may name, and what that is.
NAMES = {
    "tag": gettext_lazy("the hashtag, with #"),
    "name": gettext_lazy("the community’s name"),
    "theme": gettext_lazy("the theme"),
    "day": gettext_lazy("the date, such as Friday 27 November"),
    "time": gettext_lazy("when it begins, such as 13:00, on the community’s clock"),
    "place": gettext_lazy("whose clock that is: London"),
    "chair": gettext_lazy("who is in the chair"),
    "questions": gettext_lazy("the questions, one a line"),
    "address": gettext_lazy("the hour’s address"),
}
_NAMED = re.compile(r"\{([^{}]*)\}")


class Words(NamedTuple):
    """How a community makes one announcement."""

    text: str  # with names in braces
    is_on: bool
    is_own: bool
    changed_at: datetime | None = None  # by somebody of the community


def words_of(community: Community) -> dict[Which, Words]:
    """All four announcements of a community. One query."""
    return words_by_community([community.pk])[community.pk]


def words_by_community(communities: Iterable[int]) -> dict[int, dict[Which, Words]]:
    """The same for several, by their numbers. One query."""
    numbers = set(communities)
    kept: dict[int, dict[str, OwnWording]] = {number: {} for number in numbers}
    for one in OwnWording.objects.filter(community__in=numbers):
        kept[one.community_id][one.which] = one
    return {number: _words(own) for number, own in kept.items()}


def _words(kept: dict[str, OwnWording]) -> dict[Which, Words]:
    """The usual words, but for those that a community has made its own."""
    return {
        which: Words(
            text=(which in kept and kept[which].text) or str(USUAL[which]),
            is_on=which not in kept or kept[which].switched_off_at is None,
            is_own=which in kept and bool(kept[which].text),
            changed_at=kept[which].changed_at if which in kept else None,
        )
        for which in Which
    }


def unknown_names(text: str) -> list[str]:
    """What stands in braces and is nothing that a wording may name, as it is written."""
    return [f"{{{name}}}" for name in _NAMED.findall(text) if name not in NAMES]


def worded(text: str, chat: Chat, *, address: str = "") -> str:
    """The text about this hour. What cannot be named stays as it is. One query at most.

    `address` is where readers are led, if it is not the hour's public address.
    """
    named = facts(chat, with_questions="{questions}" in text)
    named["address"] = address or named["address"]
    return _NAMED.sub(lambda found: named.get(found[1], found[0]), text).strip()


def facts(chat: Chat, *, with_questions: bool) -> dict[str, str]:
    """What each name stands for in an hour."""
    community, local = chat.community, chat.community.local(chat.starts_at)
    questions = chat.questions.filter(skipped_at=None) if with_questions else ()
    return {
        "tag": str(community),
        "name": community.name,
        "theme": chat.shown_theme,
        "day": date_format(local, "l j F"),
        "time": f"{local:%H:%M}",
        "place": community.zone.rpartition("/")[2].replace("_", " "),
        "chair": chat.chair.shown_name if chat.chair else _("nobody yet"),
        "questions": "\n".join(f"{question} {question.text}" for question in questions),
        "address": whole_address(chat.get_absolute_url()),
    }
