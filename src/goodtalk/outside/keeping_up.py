"""Tells our own slowness from others': a machine that is busy or was asleep gives the time back."""

import asyncio

BEAT_SECONDS = 0.25


class Pulse:
    """Beats on one event loop while there are limits on time; a late beat moves them all.

    A loop that is late sees its timers before the answers that have arrived meanwhile, and would
    call a server silent that has long answered.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._watched: set[asyncio.Timeout] = set()
        self._beat: asyncio.TimerHandle | None = None

    def watch(self, timeout: asyncio.Timeout) -> None:
        """From now on until it is forgotten."""
        self._watched.add(timeout)
        if self._beat is None:
            self._wait()

    def forget(self, timeout: asyncio.Timeout) -> None:
        """It is over."""
        self._watched.discard(timeout)
        if not self._watched and self._beat is not None:
            self._beat.cancel()
            self._beat = None
            del _pulses[self._loop]

    def _wait(self) -> None:
        due = self._loop.time() + BEAT_SECONDS
        self._beat = self._loop.call_at(due, self._give_back, due)

    def _give_back(self, due: float) -> None:
        late = self._loop.time() - due
        for timeout in self._watched:
            ends = timeout.when()
            if ends is not None and not timeout.expired():
                timeout.reschedule(ends + late)
        self._wait()


_pulses: dict[asyncio.AbstractEventLoop, Pulse] = {}  # of loops on which something is waited for


def pulse_of(loop: asyncio.AbstractEventLoop) -> Pulse:
    """The one pulse of a loop; to be called on its thread."""
    return _pulses.setdefault(loop, Pulse(loop))
