"""A log in memory, somebody who listens to it, and how a stream's bytes are read."""

import asyncio
import json
from threading import Thread

import httpx

from goodtalk.chats.frames import Frame
from tests.running import DEADLINE_SECONDS, wait_for


class Log:
    """What `frames_of` is to a room. Its readings are kept, to count them."""

    def __init__(self, length=0):
        self.frames = []
        self.readings = []
        self.before_answer = None  # called once, while a reading is under way
        self.say(length)

    def say(self, count=1, kind="post.received"):
        """So many more events."""
        for _ in range(count):
            seq = len(self.frames) + 1
            self.frames.append(Frame(seq, kind, b'{"said":%d}' % seq))

    def take_back(self, seq):
        """What was said there is gone: the log says so, and is rendered so from now on."""
        self.frames[seq - 1] = self.frames[seq - 1]._replace(data=b'{"gone":true}')
        self.say(kind="post.withdrawn")

    async def read(self, chat_id, after, limit):
        self.readings.append((after, limit))
        found = self.frames[after : after + limit]
        await asyncio.sleep(0)
        if self.before_answer is not None:
            happen, self.before_answer = self.before_answer, None
            happen()
        return found


class Ear:
    """A listener who keeps every packet."""

    def __init__(self):
        self.packets = []
        self.is_gone = False
        self.audience = None

    def enter(self, audience):
        self.audience = audience

    def write(self, packet):
        self.packets.append(packet)

    async def drained(self):
        await asyncio.sleep(0)

    def close(self):
        self.is_gone = True
        if self.audience is not None:
            self.audience.leave(self)

    @property
    def heard(self):
        """The places in the log, in the order in which they came."""
        return [seq for seq, _, _ in events_in(b"".join(packet.raw for packet in self.packets))]


def events_in(raw):
    """The events of a stream: places, kinds and data. What has no id is no event."""
    events = []
    for block in raw.split(b"\n\n"):
        lines = dict(line.split(b": ", 1) for line in block.split(b"\n") if b": " in line)
        if b"id" in lines:
            events.append((int(lines[b"id"]), lines[b"event"].decode(), lines[b"data"]))
    return events


async def settled(room):
    """Until the room has nothing left to read and tell."""
    await asyncio.wait([room._reading.ask()])


class Listening:
    """Somebody who holds a stream of a running server open, in a thread of their own."""

    def __init__(self, url, last_event_id=None):
        self.raw, self.ended_well = b"", None
        headers = {} if last_event_id is None else {"last-event-id": str(last_event_id)}
        self._thread = Thread(target=self._listen, args=[url, headers], daemon=True)
        self._thread.start()

    @property
    def events(self):
        """What came so far: places, kinds and what the data says."""
        whole = self.raw[: self.raw.rfind(b"\n\n") + 2]
        return [(seq, kind, json.loads(data)) for seq, kind, data in events_in(whole)]

    @property
    def last(self):
        """The last place that came; 0 when it was only greeted, -1 before."""
        whole = self.raw.rfind(b"\n\n")
        at = self.raw.rfind(b"\nid: ", 0, max(whole, 0))
        if at < 0:
            return 0 if self.raw else -1
        return int(self.raw[at + 5 : at + 25].partition(b"\n")[0])

    def greeted(self):
        """Until the stream is open."""
        return self.until(0)

    def until(self, seq):
        """Until that place in the log has come."""
        wait_for(lambda: self.last >= seq, lambda: f"{seq} did not come: {self.raw[-300:]!r}")
        return self

    def until_ended(self):
        """Until the server has ended the stream, or was killed. Says whether it ended well."""
        self._thread.join(DEADLINE_SECONDS)
        assert not self._thread.is_alive(), "The stream did not end."
        return self.ended_well

    def _listen(self, url, headers):
        try:
            with httpx.stream("GET", url, headers=headers, timeout=DEADLINE_SECONDS) as answer:
                for part in answer.iter_raw():
                    self.raw += part
            self.ended_well = True
        except httpx.TransportError:
            self.ended_well = False
