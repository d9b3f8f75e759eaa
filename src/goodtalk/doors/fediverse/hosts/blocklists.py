"""Lists of domains as Mastodon exports and imports them, in CSV.

Its columns: Mastodon, app/controllers/admin/export_domain_blocks_controller.rb.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TextIO

from goodtalk.communities.plain_text import plain_line
from goodtalk.doors.fediverse.hosts.deciding import (
    Decision,
    NotADomain,
    OwnServer,
    decide,
    decision_of,
    is_own,
    usable_domain,
)
from goodtalk.doors.fediverse.hosts.models import DomainRule

COLUMNS = ("domain", "severity", "reject_media", "reject_reports", "public_comment", "obfuscate")
MAX_FIELD_CHARACTERS = 128 * 1024
Severity = DomainRule.Severity
TAKEN = (Severity.SUSPEND.value, Severity.SILENCE.value)  # an allow rule stands in no such list


class NoBlocklist(ValueError):
    """The file is something else. Its text is one sentence."""


@dataclass
class Blocklist:
    """What a file says, and what of it cannot be taken: each with its line and a sentence."""

    decisions: list[Decision] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Taken:
    """What became of the decisions of a list."""

    added: list[str] = field(default_factory=list)
    made_stricter: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)  # decided already, as strictly or on purpose


def read_blocklist(file: Iterable[str]) -> Blocklist:
    """Read a list, headers with or without their #. Raises NoBlocklist."""
    found = Blocklist()
    csv.field_size_limit(MAX_FIELD_CHARACTERS)  # of the whole process: others set their own
    try:
        rows = csv.DictReader(file)
        names = {_column(name): name for name in rows.fieldnames or ()}
        if missing := {"domain", "severity"} - set(names):
            raise NoBlocklist(f"There is no column {' or '.join(sorted(missing))}.")
        for row in rows:
            told = {column: row.get(name) or "" for column, name in names.items()}
            try:
                found.decisions.append(_decision(told))
            except ValueError as error:
                found.skipped.append((rows.line_num, str(error)))
    except (csv.Error, UnicodeError) as error:
        raise NoBlocklist(f"It cannot be read as CSV in UTF-8 ({error}).") from None
    return found


def take(decisions: Iterable[Decision], *, now: datetime, pretend: bool = False) -> Taken:
    """Keep what a list decides. A rule that is here is made stricter, and never weaker.

    A domain that the host allows stays allowed. What follows: bring_about(). `pretend` only says
    what would become of each.
    """
    taken = Taken()
    here = {rule.domain: decision_of(rule) for rule in DomainRule.objects.all()}
    for decision in decisions:
        before = here.get(decision.domain)
        both = _stricter(before, decision) if before else decision
        if before is None:
            taken.added.append(decision.domain)
        elif both != before:
            taken.made_stricter.append(decision.domain)
        else:
            taken.left.append(decision.domain)
            continue
        here[decision.domain] = both
        if not pretend:
            decide(both, now=now)
    return taken


def write_blocklist(file: TextIO) -> None:
    """What is suspended or limited here, for another server. Allow rules are not in it."""
    out = csv.writer(file, lineterminator="\n")
    out.writerow([f"#{column}" for column in COLUMNS])
    for rule in DomainRule.objects.filter(severity__in=TAKEN).order_by("domain"):
        rejects = [str(each).lower() for each in (rule.rejects_media, rule.rejects_reports)]
        out.writerow([rule.domain, rule.severity, *rejects, rule.public_comment, "false"])


def _stricter(here: Decision, told: Decision) -> Decision:
    """What is decided here, as strictly as the list has it; what the host wrote to it stays."""
    if here.severity == Severity.ALLOW:
        return here
    severity = told.severity if told.severity == Severity.SUSPEND else here.severity
    both = replace(
        here, severity=severity, rejects_media=here.rejects_media or told.rejects_media,
        rejects_reports=here.rejects_reports or told.rejects_reports,
    )  # fmt: skip
    if both == here:
        return here
    return replace(both, public_comment=here.public_comment or told.public_comment)


def _column(name: str | None) -> str:
    return (name or "").strip().removeprefix("\ufeff").removeprefix("#").strip().lower()


def _says_yes(told: str) -> bool:
    return told.strip().lower() in ("true", "1", "t", "yes")


def _decision(row: dict[str, str]) -> Decision:
    """One row of it. Raises ValueError with a sentence."""
    domain, severity = row["domain"].strip(), row["severity"].strip().lower()
    if "*" in domain:
        raise NotADomain(f"{domain} is obfuscated: nobody knows which domain it is.")
    if severity not in TAKEN:
        raise ValueError(f"{domain}: {severity!r} is neither suspend nor silence.")
    decision = Decision(
        usable_domain(domain), severity,
        rejects_media=_says_yes(row.get("reject_media", "")),
        rejects_reports=_says_yes(row.get("reject_reports", "")),
        public_comment=plain_line(row.get("public_comment", ""))[:500],
    )  # fmt: skip
    if is_own(decision.domain):
        raise OwnServer(f"{domain} is this server, or it lies under it.")
    return decision
