"""How events look on the wire: server-sent events for a stream, JSON for those who poll."""

from collections.abc import Iterable
from typing import NamedTuple

from goodtalk.chats.frames import Frame


class Packet(NamedTuple):
    """Bytes made once for every listener: as they are, and as a chunk of an HTTP/1.1 body."""

    raw: bytes
    chunk: bytes


def packet(raw: bytes) -> Packet:
    """The bytes with their chunked form beside them. Empty ones would end a body."""
    return Packet(raw, b"%x\r\n%b\r\n" % (len(raw), raw))


def stream_packet(frames: Iterable[Frame]) -> Packet:
    """Events for a stream: `id` is their place in the log, `event` their kind."""
    return packet(b"".join(map(_as_server_sent, frames)))


def polled(frames: list[Frame], after: int) -> bytes:
    """Events for those who poll; `seq` is what to ask with next time."""
    events = b",".join(
        b'{"seq":%d,"kind":"%b","data":%b}' % (frame.seq, frame.kind.encode(), frame.data)
        for frame in frames
    )
    return b'{"seq":%d,"events":[%b]}' % (frames[-1].seq if frames else after, events)


def _as_server_sent(frame: Frame) -> bytes:
    return b"id: %d\nevent: %b\ndata: %b\n\n" % (frame.seq, frame.kind.encode(), frame.data)


GREETING = packet(b"retry: 2000\n\n")  # milliseconds until a listener comes back
HEARTBEAT = packet(b":\n\n")  # a comment: keeps what lies between from closing the line
LAST_CHUNK = b"0\r\n\r\n"
