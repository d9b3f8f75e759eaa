"""A second process that does part of a long work: what needs no database, on another core.

It is a copy of this process (a fork), so that it knows all that we know and starts at once. It
does not outlive us, however we end: nobody reads its pipe when we are gone, and that it watches.
"""

import os
import select
import signal
import struct
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import BinaryIO, NoReturn

from goodtalk.doors.archives.entries import WrongFile
from goodtalk.doors.archives.room import ScratchFull, told_when_full

_HEAD = struct.Struct("=cI")  # what it is, and how many bytes follow
_STEP, _WRONG, _FULL, _FAILED, _END = b"s", b"w", b"r", b"f", b"e"


class _BrokeOff(Exception):
    """The pipe has ended before the work did."""


class CompanionFailed(Exception):
    """The second process broke off; the message is one sentence."""


def can_be_had() -> bool:
    """Whether this process may be copied: its threads would not be, and their locks would."""
    return hasattr(os, "fork") and threading.active_count() == 1


def done_beside(work: Callable[[], Iterable[bytes]]) -> Generator[bytes]:
    """What `work` yields, from a process of its own; see begun_beside."""
    with begun_beside(work) as pieces:
        yield from pieces


@contextmanager
def begun_beside(work: Callable[[], Iterable[bytes]]) -> Iterator[Iterator[bytes]]:
    """Have a process of its own begin with what `work` yields; it runs one or two pieces ahead.

    It must not touch the database. Whoever takes the pieces gets WrongFile where the work raises
    it, and CompanionFailed for anything else that goes wrong in it, or when it is killed. It ends
    with this block.
    """
    ours, theirs = os.pipe()
    try:
        child = os.fork()
    except OSError as error:
        os.close(ours)
        os.close(theirs)
        raise CompanionFailed(f"A second process cannot be begun ({error.strerror}).") from error
    if not child:
        os.close(ours)
        _work(work, theirs)
    os.close(theirs)
    ended: int | None = None
    try:
        with os.fdopen(ours, "rb") as pipe:
            yield _pieces(pipe)
    except _BrokeOff:
        _, ended = os.waitpid(child, 0)
        raise CompanionFailed(_how_it_ended(ended)) from None
    finally:
        if ended is None:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _pieces(pipe: BinaryIO) -> Iterator[bytes]:
    """One after the other. Nothing here holds what has been taken: pieces are large."""
    return iter(partial(_piece, pipe), None)


def _piece(pipe: BinaryIO) -> bytes | None:
    """The next one; None after the last."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise _BrokeOff
    what, size = _HEAD.unpack(head)
    data = pipe.read(size)
    if len(data) < size:
        raise _BrokeOff
    if what == _END:
        return None
    if what == _WRONG:
        raise WrongFile(data.decode())
    if what == _FULL:
        raise ScratchFull(data.decode())
    if what == _FAILED:
        raise CompanionFailed(f"Reading the file broke off ({data.decode()}).")
    return data


def _how_it_ended(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    how = f"was ended by signal {-code}" if code < 0 else f"ended with {code}"
    return f"The process that reads the file {how}."


def _work(work: Callable[[], Iterable[bytes]], pipe: int) -> NoReturn:
    """What the second process does. It leaves at once, without what Python does at its end: the
    database connections, files and buffers that it has copies of are the first one's to close.
    """
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both; the first decides
        threading.Thread(target=_leave_with_the_reader, args=[pipe], daemon=True).start()
        with os.fdopen(pipe, "wb", buffering=0) as out, suppress(BrokenPipeError):
            _send_all(work, out)
            code = 0
    finally:
        os._exit(code)


def _leave_with_the_reader(pipe: int) -> None:
    """Nothing may be sent for minutes, in which only this is told of the other end."""
    poll = select.poll()
    poll.register(pipe, 0)  # asks for nothing; that nobody reads any more is told unasked
    poll.poll()
    os._exit(1)


def _send_all(work: Callable[[], Iterable[bytes]], out: BinaryIO) -> None:
    try:
        with told_when_full():
            deque(map(partial(_send, out, _STEP), work()), maxlen=0)  # holds none while it works
        _send(out, _END, b"")
    except BrokenPipeError:
        raise
    except WrongFile as error:
        _send(out, _WRONG, str(error).encode("utf-8", "replace"))
    except ScratchFull as error:
        _send(out, _FULL, str(error).encode("utf-8", "replace"))
    except Exception as error:
        words = f"{type(error).__name__}: {error}"[:500]
        _send(out, _FAILED, words.encode("utf-8", "replace"))


def _send(out: BinaryIO, what: bytes, data: bytes) -> None:
    for piece in (_HEAD.pack(what, len(data)), data):
        rest = memoryview(piece)
        while rest:
            rest = rest[out.write(rest) :]
