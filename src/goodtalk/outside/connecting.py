"""Connections of the one client: each socket is made only after its address was judged.

That is the moment at which it counts. A name that had a public address a second ago, and has a
private one now (DNS rebinding), gets no socket: nothing is asked twice.
"""

import asyncio
import ipaddress
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from goodtalk.outside.addresses import may_connect_to

# Name servers of strangers may be slow on purpose, and getaddrinfo cannot be called off: threads
# of our own, so that it is not the rest of the server that waits.
RESOLVING = ThreadPoolExecutor(max_workers=32, thread_name_prefix="resolving")


class NotPublic(OSError):
    """This address gets no socket."""


def judged_socket(info: tuple[Any, ...]) -> socket.socket:
    """A socket to connect to the address in `info` (of getaddrinfo). Raises NotPublic."""
    family, kind, protocol, _, where = info
    if not may_connect_to(ipaddress.ip_address(str(where[0]).partition("%")[0])):
        raise NotPublic("That address is not on the public internet.")
    return socket.socket(family=family, type=kind, proto=protocol)


class Resolver(AbstractResolver):
    """Asks the system for the addresses of a name, in some threads."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self._threads = threads

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """As aiohttp wants it. Raises OSError."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(
            self._threads,
            lambda: socket.getaddrinfo(host, port, family, socket.SOCK_STREAM),
        )
        return [
            ResolveResult(
                hostname=host,
                host=str(where[0]),
                port=port,
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST,
            )
            for kind, _, protocol, _, where in found
            if kind in (socket.AF_INET, socket.AF_INET6) and len(where) in (2, 4)
        ]

    async def close(self) -> None:
        """Nothing is held."""


def new_session(
    *, connections: int, per_host: int, resolving: ThreadPoolExecutor = RESOLVING
) -> aiohttp.ClientSession:
    """A session by our policy: no cookies, no proxies, no decompression but our own."""
    connector = aiohttp.TCPConnector(
        resolver=Resolver(resolving),
        socket_factory=judged_socket,
        limit=connections,
        limit_per_host=per_host,
        use_dns_cache=False,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
        timeout=aiohttp.ClientTimeout(total=None),  # one limit on everything, in client.py
        max_line_size=16 * 1024,
        max_field_size=16 * 1024,
    )
