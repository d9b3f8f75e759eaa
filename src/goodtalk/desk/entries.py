"""The whole log of a community's desks: what everybody may read, and what its keepers may."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.utils.translation import gettext_lazy

from goodtalk.chats.models import Bar, Chat, ChatEvent, DeskLine
from goodtalk.communities.models import Community, User
from goodtalk.desk.doings import sentence_of, what_was_done
from goodtalk.desk.question_names import Names, names_in
from goodtalk.desk.who_did import who_did

ALONE = {  # lines that stand beside no event
    "account.held": gettext_lazy("Held an account for a look"),
    "account.blocked": gettext_lazy("Blocked an account"),
    "domain.blocked": gettext_lazy("Blocked a domain"),
    "domain.held": gettext_lazy("Held a domain for a look"),
    "report.came": gettext_lazy("Another server reported this"),
    "bar.lifted": gettext_lazy("Lifted it"),
    "post.explained": gettext_lazy("Gave the reason for setting a post aside"),
    "why.asked": gettext_lazy("Asked why a post was set aside"),
    "template.kept": gettext_lazy("Changed what new hours begin with"),
    "hour.removed": gettext_lazy("Removed an hour and what was made there, with an import"),
    "why.answered": gettext_lazy("Answered why a post was set aside"),
}
Row = tuple[datetime, int, str]


@dataclass(frozen=True)
class Entry:
    """One line as the page and the export have it."""

    at: datetime
    chat: Chat | None
    who: str
    what: str
    post: int | None = None
    whom: str = ""
    reason: str = ""
    bar: int | None = None  # that can be put back
    standing: int | None = None  # a bar that can be lifted

    @property
    def post_url(self) -> str:
        return f"{self.chat.get_absolute_url()}{self.post}/" if self.chat and self.post else ""


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for: one hour's, one person's, or all."""

    community: Community
    chat: Chat | None = None
    by: User | None = None


def rows_of(wanted: Wanted) -> QuerySet[Any, Row]:
    """The lines, latest first, as (when, key, which table); of the two logs together."""
    events = what_was_done(ChatEvent.objects.filter(chat__community=wanted.community))
    lines = DeskLine.objects.filter(community=wanted.community, event=None)
    if wanted.chat:
        events, lines = events.filter(chat=wanted.chat), lines.filter(chat=wanted.chat)
    else:  # an import may have found the questions of a thousand hours
        events = events.exclude(chat__is_rebuilt=True, by=None)
    if wanted.by:
        events, lines = events.filter(by=wanted.by), lines.filter(by=wanted.by)
    both = _rows(events, "event").union(_rows(lines, "line"), all=True)
    return both.order_by("-at", "-pk")


def _rows(found: "QuerySet[Any]", source: str) -> "QuerySet[Any, Row]":
    named = found.order_by().annotate(source=Value(source, CharField()))
    rows: QuerySet[Any, Row] = named.values_list("at", "pk", "source")
    return rows


def entries_of(rows: Iterable[Row]) -> list[Entry]:
    """These lines with all that they name, in the same order. Four queries, and four more where
    questions are gone or have another key since.
    """
    rows = list(rows)
    keys = {source: [pk for _, pk, own in rows if own == source] for source in ("event", "line")}
    events = ChatEvent.objects.select_related(
        "by", "chat__community", "line__account"
    ).in_bulk(keys["event"])
    lines = DeskLine.objects.select_related("by", "chat__community", "account").in_bulk(
        keys["line"]
    )
    names = names_in(events.values())
    barred = {line.before["bar"] for line in lines.values() if "bar" in line.before}
    standing = set(Bar.objects.filter(pk__in=barred, lifted_at=None).values_list("pk", flat=True))
    return [
        _of_event(events[pk], names) if source == "event" else _of_line(lines[pk], standing)
        for _, pk, source in rows
    ]


def _of_event(event: ChatEvent, names: Names) -> Entry:
    line = getattr(event, "line", None)
    reason = line.reason if line else ""
    return Entry(
        event.at, event.chat, who_did(event),
        sentence_of(event, names), event.data.get("post"), _named(line),
        "" if event.kind == "post.refiled" else reason,  # there, the sentence says where to
    )  # fmt: skip


def _of_line(line: DeskLine, standing: set[int]) -> Entry:
    bar = line.before.get("bar")
    is_lifting, stands = line.kind == "bar.lifted", bar in standing
    who = line.by.shown_name if line.by else _named(line)
    return Entry(
        line.at, line.chat, who, str(ALONE[line.kind]), line.post_id,
        _whom(line),
        line.reason, bar if is_lifting and not stands else None,
        bar if stands and not is_lifting else None,
    )  # fmt: skip


def _whom(line: DeskLine) -> str:
    """Whom it was done to; of an hour that is gone, its address."""
    if line.kind == "hour.removed":
        return str(line.before["hour"])
    return line.domain or ("" if line.kind == "why.asked" else _named(line))


def _named(line: DeskLine | None) -> str:
    if line is None or line.account is None:
        return ""
    account = line.account
    return " ".join(filter(None, dict.fromkeys([account.shown_name, account.handle])))
