"""One limit on the time of everything, and one plain sentence for whatever goes wrong in it."""

import asyncio
import ssl
from types import TracebackType

import aiohttp

from goodtalk.outside.answers import NotAllowed, NotReachable
from goodtalk.outside.connecting import NotPublic
from goodtalk.outside.keeping_up import Pulse, pulse_of


class Limited:
    """So many seconds for everything, name resolution included; says what went wrong plainly.

    Time in which this machine did not come round to looking is not counted against the server.
    """

    def __init__(self, seconds: float) -> None:
        self._timeout = asyncio.timeout(seconds)

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()
        self._pulse: Pulse = pulse_of(asyncio.get_running_loop())
        self._pulse.watch(self._timeout)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pulse.forget(self._timeout)
        try:
            await self._timeout.__aexit__(kind, error, trace)
        except TimeoutError as late:
            raise NotReachable("The server did not answer in time.") from late
        if error is not None and (plain := _plainly(error)):
            raise plain from error


def _plainly(error: BaseException) -> NotReachable | None:
    if isinstance(error, NotReachable):
        return None
    if isinstance(error, aiohttp.ClientConnectorError) and _is_not_public(error.os_error):
        return NotAllowed("That address is not on the public internet.")
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return NotReachable("The server's certificate does not hold.")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return NotReachable("No server has that name.")
    if isinstance(error, aiohttp.ClientError | OSError | ValueError):
        return NotReachable("The server could not be spoken to.")
    return None


def _is_not_public(error: BaseException | None) -> bool:
    return isinstance(error, NotPublic) or "not on the public internet" in str(error)
