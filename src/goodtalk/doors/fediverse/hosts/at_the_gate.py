"""Tells the gate whose posts the host's rules refuse, hold for a look, or take without pictures."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from goodtalk.chats.arriving.domains import domains_of
from goodtalk.chats.arriving.gate import Key
from goodtalk.chats.arriving.incoming import Author
from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.hosts.models import DomainRule
from goodtalk.doors.fediverse.hosts.rules import rules_of, shuts_out


def refused_by_host(community: Community, authors: Mapping[Key, Author]) -> Mapping[Key, str]:
    """Those who are at home on a server that is shut out. One query, if any is of the fediverse."""
    return {
        key: _("Posts from this server are not taken here.")
        for key, rules in _rules_by_author(authors).items()
        if any(map(shuts_out, rules))
    }


def held_by_host(community: Community, authors: Mapping[Key, Author]) -> Mapping[Key, str]:
    """Those whose server is limited. One query, if any is of the fediverse."""
    return {
        key: _("The host looks at posts from this server first.")
        for key, rules in _rules_by_author(authors).items()
        if any(rule and rule.severity == DomainRule.Severity.SILENCE for rule in rules)
    }


def without_pictures(authors: Mapping[Key, Author]) -> set[Key]:
    """Those of whose server no pictures are taken. One query, if any is of the fediverse."""
    return {
        key
        for key, rules in _rules_by_author(authors).items()
        if any(rule and rule.rejects_media for rule in rules)
    }


def shut_out(authors: Mapping[Key, Author]) -> set[Key]:
    """Those whose server is shut out: nothing is asked there. One query, as above."""
    return {
        key for key, rules in _rules_by_author(authors).items() if any(map(shuts_out, rules))
    }


def _rules_by_author(
    authors: Mapping[Key, Author],
) -> dict[Key, list[DomainRule | None]]:
    """What has been decided about the servers of each: of their address, and of their handle."""
    homes = {
        key: domains_of(author) for key, author in authors.items() if key[0] == "fediverse"
    }
    rules = rules_of({host for hosts in homes.values() for host in hosts})
    return {key: [rules[host] for host in hosts] for key, hosts in homes.items()}
