"""What people type when they are asked where their account is, and which server that means."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from goodtalk.doors.fediverse.hosts.rules import domain_key

LONGEST = 300  # characters


class NotAnAddress(ValueError):
    """It names no server. Its text is one sentence for whoever typed it."""


@dataclass(frozen=True)
class TypedAddress:
    """A server, and a name there where one was typed."""

    host: str  # in ASCII, with the port where it is not the usual one
    name: str = ""

    @property
    def origin(self) -> str:
        return origin_of(self.host)

    @property
    def acct(self) -> str:
        """As WebFinger asks for it (RFC 7565); empty where no name was typed."""
        return f"acct:{self.name}@{self.host}" if self.name else ""


def read_address(typed: str) -> TypedAddress:
    """Read `@jo@mastodon.example`, `mastodon.example` or an address of a page there.

    Raises NotAnAddress.
    """
    words = typed.strip().removeprefix("acct:")
    if not words or len(words) > LONGEST or len(words.split()) != 1:
        raise NotAnAddress(_("Type your address, such as @jo@mastodon.example."))
    if "://" in words or "/" in words:
        return _of_page(words if "://" in words else f"https://{words}")
    name, at, host = words.removeprefix("@").rpartition("@")
    if words.startswith("@") and not at:
        raise NotAnAddress(
            _("%(name)s could be on any server: add yours, such as %(name)s@mastodon.example.")
            % {"name": words}
        )
    return TypedAddress(_host(host), name)


def origin_of(host: str) -> str:
    """Where a server is spoken to: https, but for this machine where that is allowed."""
    name = host.rpartition(":")[0] or host
    return f"http://{host}" if settings.ALLOW_LOOPBACK and _is_loopback(name) else f"https://{host}"


def host_of_origin(address: str) -> str:
    """The server of a web address as `TypedAddress.host` has it; empty for what is none.

    An address by plain http, where ours would be by https, is none either.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    host = domain_key(parts.hostname or "")
    if not host or "@" in parts.netloc or ":" in host:
        return ""
    host = f"{host}:{port}" if port not in (None, 443) else host
    return host if origin_of(host).startswith(f"{parts.scheme}://") else ""


def _of_page(address: str) -> TypedAddress:
    try:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        host = ""
    name = parts.path.strip("/") if host else ""
    name = name.removeprefix("@") if name.startswith("@") and "/" not in name else ""
    return TypedAddress(_host(host), name.partition("@")[0])


def _host(written: str) -> str:
    name, port = domain_key(written), written.rpartition(":")[2] if ":" in written else ""
    if not name or ":" in name or ("." not in name and not _is_loopback(name)):
        raise NotAnAddress(
            _("%(host)s is no server's name, such as mastodon.example.") % {"host": written}
        )
    return f"{name}:{int(port)}" if port and int(port) != 443 else name


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
