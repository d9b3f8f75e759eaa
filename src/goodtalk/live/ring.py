"""The latest frames of a chat, kept so that many listeners who come at once cost one reading."""

from collections import deque
from collections.abc import Sequence

from goodtalk.chats.frames import KINDS_THAT_ERASE, Frame

MAX_FRAMES = 512
MAX_BYTES = 512 * 1024  # well below what a listener may leave unread


class Ring:
    """Every frame after `floor`, up to and with `seq`, without a gap.

    When an event that takes something back passes, everything from before it is dropped: what
    was deleted must not be given out again from memory.
    """

    def __init__(self, seq: int) -> None:
        self.floor = self.seq = seq
        self._frames: deque[Frame] = deque()
        self._bytes = 0

    def since(self, after: int) -> list[Frame] | None:
        """The frames after that place; None when the ring does not reach there."""
        if not self.floor <= after <= self.seq:
            return None
        return list(self._frames)[len(self._frames) - (self.seq - after) :]

    def add(self, frames: Sequence[Frame]) -> None:
        """Take what was read after `seq`, in one reading."""
        if any(frame.kind in KINDS_THAT_ERASE for frame in frames):
            self._drop(len(self._frames))  # these frames were rendered later, and may stay
        self._frames.extend(frames)
        self._bytes += sum(len(frame.data) for frame in frames)
        self.seq = frames[-1].seq
        self._keep_within_bounds()

    def can_reach_back(self, to: int) -> bool:
        """Whether there is room for the frames between there and the floor."""
        return len(self._frames) + self.floor - to <= MAX_FRAMES and self._bytes < MAX_BYTES / 2

    def reach_back(self, frames: Sequence[Frame], to: int) -> None:
        """Take the frames between there and the floor, read just now."""
        self._frames.extendleft(reversed(frames))
        self._bytes += sum(len(frame.data) for frame in frames)
        self.floor = to
        self._keep_within_bounds()

    def _keep_within_bounds(self) -> None:
        while len(self._frames) > MAX_FRAMES or self._bytes > MAX_BYTES:
            self._drop(1)

    def _drop(self, count: int) -> None:
        for _ in range(count):
            dropped = self._frames.popleft()
            self._bytes -= len(dropped.data)
            self.floor = dropped.seq
