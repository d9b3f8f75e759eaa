"""Where this server may connect to: the public internet, and nothing that is behind a wall."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from goodtalk.outside.answers import NotAllowed

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST_URL = 2048  # characters
# Reach an IPv4 address by way of a translator, which may stand inside our operator's network:
# NAT64 (RFC 6052, and RFC 8215's local prefix), 6to4 (RFC 3056), Teredo (RFC 4380), and the
# compatible addresses that RFC 4291, section 2.5.5.1 gave up.
TRANSLATED = [
    ipaddress.ip_network(network)
    for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
]
# Not public either, and not in every Python's list: site-local (RFC 3879), the 6to4 relays that
# are no more (RFC 7526), segment routing (RFC 9602), documentation (RFC 9637).
UNLISTED = [
    ipaddress.ip_network(network)
    for network in ("fec0::/10", "192.88.99.0/24", "5f00::/16", "3fff::/20")
]
CONTROL = re.compile(r"[\x00-\x20\x7f\\]")


def may_connect_to(address: Address) -> bool:
    """The one rule on addresses. It is asked of each that we connect to, at that moment.

    `is_global` knows the IANA registries of special addresses: private, shared (CGNAT),
    link-local (with the metadata service of every cloud), documentation, and the rest.
    """
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return may_connect_to(address.ipv4_mapped)
    if address.is_loopback:
        return bool(settings.ALLOW_LOOPBACK)
    if any(address in network for network in (*TRANSLATED, *UNLISTED)):
        return False
    return address.is_global and not address.is_multicast


def check_url(url: str) -> SplitResult:
    """An address that may be asked at all, in its parts. Raises NotAllowed.

    https alone; http too where loopback is allowed.
    """
    if len(url) > LONGEST_URL or CONTROL.search(url):
        raise NotAllowed("That is not an address.")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise NotAllowed("That is not an address.") from error
    schemes = ("https", "http") if settings.ALLOW_LOOPBACK else ("https",)
    if parts.scheme not in schemes:
        raise NotAllowed("Only https:// addresses are asked.")
    if not host or port == 0 or "@" in parts.netloc or not parts.netloc.isascii():
        raise NotAllowed("That address names no server.")
    _check_literal(host)
    return parts


def _check_literal(host: str) -> None:
    """An address in numbers is judged at once; aiohttp would not ask a resolver for it."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return
    if not may_connect_to(address):
        raise NotAllowed("That address is not on the public internet.")
