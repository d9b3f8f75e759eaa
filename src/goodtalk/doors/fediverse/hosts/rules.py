"""What the host has decided about another server: of several rules, the most specific one."""

import ipaddress
from collections.abc import Collection

import idna
from django.conf import settings

from goodtalk.doors.fediverse.hosts.models import DomainRule

Severity = DomainRule.Severity
MAX_CHARACTERS = 253  # of a name in ASCII: RFC 1035, section 3.1, without the root's dot


def rule_of(host: str) -> DomainRule | None:
    """What has been decided about a server; None for nothing. One query."""
    return rules_of([host])[host]


def is_shut_out(host: str) -> bool:
    """Whether nothing is taken from a server, and nothing sent there. One query.

    That is so when it is suspended, when only listed servers are let in and it is not one of
    them, and for what is no server's name at all.
    """
    return not domain_key(host) or shuts_out(rule_of(host))


def shuts_out(rule: DomainRule | None) -> bool:
    """The same for somebody who knows the rule of a server, or that there is none."""
    severity = rule.severity if rule else None
    if settings.FEDIVERSE_ALLOW_LIST:
        return severity != Severity.ALLOW
    return severity == Severity.SUSPEND


def rules_of(hosts: Collection[str]) -> dict[str, DomainRule | None]:
    """The same for many servers at once. One query, however many; none for none.

    Nothing is remembered between calls: another process may have changed a rule just now.
    """
    above = {host: domains_above(domain_key(host)) for host in hosts}
    wanted = {domain for domains in above.values() for domain in domains}
    rules = DomainRule.objects.filter(domain__in=wanted) if wanted else ()
    known = {rule.domain: rule for rule in rules}
    return {
        host: next((known[domain] for domain in domains if domain in known), None)
        for host, domains in above.items()
    }


def domain_key(host: str) -> str:
    """A server's name as rules have it: ASCII, small letters, no port; empty for what is none.

    Names in other scripts become what the domain name system has for them (UTS #46).
    """
    name = _without_port(host.strip().lower()).rstrip(".")
    if _is_address(name):
        return name
    try:
        name = idna.encode(name, uts46=True).decode("ascii") if not name.isascii() else name
    except idna.IDNAError:
        return ""
    return name if _is_name(name) else ""


def domains_above(domain: str) -> list[str]:
    """The domain itself and those that it lies under, the most specific one first."""
    if _is_address(domain):
        return [domain]
    labels = domain.split(".") if domain else []
    return [".".join(labels[start:]) for start in range(len(labels))]


def _without_port(host: str) -> str:
    if host.startswith("["):  # an IPv6 address
        return host[1:].partition("]")[0]
    name, _, port = host.partition(":")
    return name if port.isdecimal() else host


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_name(name: str) -> bool:
    return len(name) <= MAX_CHARACTERS and all(
        0 < len(label) <= 63 and all(sign.isalnum() or sign in "-_" for sign in label)
        for label in name.split(".")
    )
