"""A server that hands a connection over to a listener, who is then written to directly.

ASGI's `send` per listener takes more than twice as long as writing the same bytes to the
transport (benchmarks/fanout.py), and a request's task, cycle and parser cost memory that
somebody who only listens does not need.
"""

from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from goodtalk.live.listeners import DirectListener

HAND_OVER = "goodtalk.hand_over"  # in the scope's extensions


class HandingOverProtocol(HttpToolsProtocol):
    """uvicorn's own, with one more thing to ask for."""

    def on_message_begin(self) -> None:
        """Called by the parser for each request; the offer goes into its scope."""
        super().on_message_begin()
        cast("dict[str, Any]", self.scope)["extensions"] = {HAND_OVER: self.hand_over}

    def hand_over(self, listener: DirectListener, head: bytes) -> bool:
        """Make the listener this connection's protocol, after writing the answer's head.

        False when that cannot be: the client is gone, or has sent its next request already.
        """
        cycle, transport = self.cycle, self.transport
        if self.pipeline or cycle.response_started or transport.is_closing():
            return False
        cycle.response_started = cycle.response_complete = True  # uvicorn has nothing left to do
        self.flow.resume_reading()
        self.connections.discard(self)
        listener.take_over(transport, cast("set[Any]", self.connections))
        transport.write(head)
        self._forget()
        return True

    def _forget(self) -> None:
        # What points at one another here would otherwise wait for the garbage collector.
        mine = cast("Any", self)
        mine.cycle = mine.scope = mine.headers = mine.parser = mine.flow = mine.transport = None
