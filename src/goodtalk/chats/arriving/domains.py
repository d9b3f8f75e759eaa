"""Names of servers: which one an author is at home on, and which names lie under another."""

from collections.abc import Collection
from urllib.parse import urlsplit

from goodtalk.chats.arriving.incoming import Author


def domains_of(author: Author) -> set[str]:
    """Where an author is at home, by their address and by their handle; empty where none tells."""
    handle = author.handle.rpartition("@")[2].strip(".").lower()
    found = {host_of(author.uri), handle if "." in handle else ""}
    return found - {""}


def host_of(address: str) -> str:
    """The server of a web address, in small letters; empty where there is none."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def is_under(host: str, domains: Collection[str]) -> bool:
    """Whether a host is one of these domains, or lies under one. Asks as often as it has dots."""
    while host:
        if host in domains:
            return True
        host = host.partition(".")[2]
    return False


def read_domains(text: str) -> frozenset[str]:
    """A list, one domain a line (commas do too); what follows a # is a remark."""
    lines = (line.partition("#")[0] for line in text.splitlines())
    words = (word for line in lines for word in line.replace(",", " ").split())
    return frozenset(word.strip(".").lower() for word in words)
