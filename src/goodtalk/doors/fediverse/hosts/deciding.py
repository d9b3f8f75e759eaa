"""The host decides about a domain, and thinks better of it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from goodtalk.doors.fediverse.hosts.models import DomainRule
from goodtalk.doors.fediverse.hosts.rules import domain_key, domains_above


class NotADomain(ValueError):
    """There is no server of such a name. Its text is one sentence."""


class OwnServer(ValueError):
    """Nobody shuts themselves out. Its text is one sentence."""


@dataclass(frozen=True)
class Decision:
    """What is to become of a domain, as the host has it."""

    domain: str
    severity: str
    rejects_media: bool = False
    rejects_reports: bool = False
    public_comment: str = ""
    private_comment: str = ""


@transaction.atomic
def decide(wanted: Decision, *, now: datetime) -> DomainRule:
    """Keep it, instead of what was decided before. What follows from it: bring_about().

    Safe to call twice. Raises NotADomain, OwnServer.
    """
    domain = usable_domain(wanted.domain)
    if wanted.severity != DomainRule.Severity.ALLOW and is_own(domain):
        raise OwnServer(f"{domain} is this server, or it lies under it.")
    told = {
        "severity": wanted.severity,
        "rejects_media": wanted.rejects_media,
        "rejects_reports": wanted.rejects_reports,
        "public_comment": wanted.public_comment[:500],
        "private_comment": wanted.private_comment[:500],
    }
    rule, _ = DomainRule.objects.update_or_create(
        domain=domain, defaults=told, create_defaults={**told, "made_at": now}
    )
    return rule


def decision_of(rule: DomainRule) -> Decision:
    """What was decided, out of the rule that is kept of it."""
    return Decision(
        rule.domain, rule.severity,
        rejects_media=rule.rejects_media, rejects_reports=rule.rejects_reports,
        public_comment=rule.public_comment, private_comment=rule.private_comment,
    )  # fmt: skip


def forget(domain: str) -> bool:
    """Decide nothing about it any more. Whether there was a rule. Raises NotADomain."""
    return bool(DomainRule.objects.filter(domain=usable_domain(domain)).delete()[0])


def usable_domain(written: str) -> str:
    """The domain as rules have it. A leading @ or *. is left out. Raises NotADomain."""
    domain = domain_key(written.strip().removeprefix("*.").removeprefix("@"))
    if not domain:
        raise NotADomain(f"{written!r} is no domain, such as bad.example.")
    return domain


def is_own(domain: str) -> bool:
    """Whether it is this server, or what this server lies under."""
    return domain in domains_above(domain_key(urlsplit(settings.ORIGIN).hostname or ""))
