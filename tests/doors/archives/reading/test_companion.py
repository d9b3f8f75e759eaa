"""A second process that reads: what it sends, how it fails, and that nothing of it is left."""

import gc
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from goodtalk.doors.archives.entries import WrongFile
from goodtalk.doors.archives.reading.companion import CompanionFailed, done_beside


def ours():
    """The processes that this one has begun and that are still there."""
    try:
        return os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return None


def test_what_is_done_beside_comes_whole_and_in_order():
    pieces = [b"one", b"", b"x" * 3_000_000, b"last"]

    assert list(done_beside(lambda: pieces)) == pieces
    assert ours() is None


def test_it_is_done_in_another_process():
    (number,) = done_beside(lambda: [str(os.getpid()).encode()])

    assert int(number) != os.getpid()


def test_it_runs_ahead_only_as_far_as_the_pipe_is_wide(tmp_path):
    told = tmp_path / "told"

    def work():
        with told.open("ab", buffering=0) as file:
            for _ in range(30):
                file.write(b".")
                yield b"x" * 1_000_000

    ahead = [
        told.stat().st_size - number for number, _ in enumerate(done_beside(work), 1)
    ]

    assert (len(ahead), max(ahead)) in {(30, 1), (30, 2)}


def test_a_file_that_is_wrong_is_told_with_its_sentence():
    def work():
        yield b"one"
        raise WrongFile("The row of line 7 is not CSV ❄.")

    pieces = done_beside(work)

    assert next(pieces) == b"one"
    with pytest.raises(WrongFile, match=r"^The row of line 7 is not CSV ❄\.$"):
        next(pieces)
    assert ours() is None


def test_an_error_in_it_is_one_plain_sentence(capfd):
    def work():
        yield b"one"
        raise ZeroDivisionError("division by zero")

    sentence = r"^Reading the file broke off \(ZeroDivisionError: division by zero\)\.$"
    with pytest.raises(CompanionFailed, match=sentence):
        list(done_beside(work))
    assert (ours(), capfd.readouterr()) == (None, ("", ""))


def test_one_that_is_killed_is_told():
    def work():
        yield b"one"
        os.kill(os.getpid(), signal.SIGKILL)

    sentence = r"^The process that reads the file was ended by signal 9\.$"
    with pytest.raises(CompanionFailed, match=sentence):
        list(done_beside(work))
    assert ours() is None


def test_one_that_leaves_by_itself_is_told():
    def work():
        yield b"one"
        os._exit(3)

    with pytest.raises(CompanionFailed, match=r"^The process that reads the file ended with 3\.$"):
        list(done_beside(work))


def test_it_ends_with_whoever_listens():
    def work():
        while True:
            yield b"more"

    pieces = done_beside(work)
    next(pieces)
    pieces.close()

    assert ours() is None


def test_it_ends_with_whoever_forgets_to_listen():
    def work():
        while True:
            yield b"more"

    next(done_beside(work))
    gc.collect()

    assert ours() is None


def hands_over():
    while True:
        yield b"x" * 100_000


def hands_nothing_over():
    yield b"begun"
    while True:
        pass


@pytest.mark.parametrize("rest", [hands_over, hands_nothing_over])
def test_it_does_not_outlive_the_one_that_began_it(tmp_path, rest):
    told = tmp_path / "told"

    def work():
        told.write_text(str(os.getpid()))
        yield from rest()

    first = os.fork()
    if not first:
        pieces = done_beside(work)
        next(pieces)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(first, 0)

    process = int(told.read_text())
    try:
        assert has_gone(process)
    finally:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def has_gone(process, seconds=5.0):
    """Whether a process that is not our child ends in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_ctrl_c_is_for_the_first_of_them():
    def work():
        os.kill(os.getpid(), signal.SIGINT)
        yield b"still here"

    assert list(done_beside(work)) == [b"still here"]


def test_where_there_can_be_no_second_process_that_is_told(monkeypatch):
    def fork():
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", fork)

    with pytest.raises(CompanionFailed, match=r"^A second process cannot be begun \(Resource"):
        list(done_beside(list))
