"""The server as its host knows it: a process that starts, stops, and cleans up after itself."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.live import beside
from tests.live.hearing import Listening
from tests.running import COMMAND, ROOT, RunningServer, running_server, wait_for


@pytest.fixture
def server(tmp_path):
    with running_server(tmp_path) as server:
        yield server


def test_a_new_folder_becomes_a_server_that_answers(tmp_path):
    with running_server(tmp_path, is_new=True) as server:
        answer = httpx.get(f"{server.address}/lgovsm/2026-11-27/events")

    assert (answer.status_code, answer.text) == (404, "There is no such hour.\n")
    assert server.errors.read_text() == ""


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_well_with_fifty_listeners_who_hear_the_end(server, by):
    hour = server.tell(beside.make_hour)
    stream = f"{server.address}{hour['path']}stream"
    listeners = [Listening(stream) for _ in range(50)]
    for listener in listeners:
        listener.until(4)

    ended = server.stop(by)

    sys.stdout.write(f"stopped in {ended.seconds:.2f} s\n")
    assert (ended.code, ended.seconds < 5) == (0, True)
    assert [listener.until_ended() for listener in listeners] == [True] * 50
    assert server.errors.read_text() == ""


def test_a_server_starts_again_where_it_was(server):
    hour = server.tell(beside.make_hour)
    address = server.address
    server.stop()

    server.start()

    assert server.address == address
    Listening(f"{address}{hour['path']}stream").until(4)


def refused(server, *, data, bind):
    """What a second server says that cannot be: its exit code and what is on stderr."""
    done = subprocess.run(
        [*COMMAND, "serve", "--bind", bind], cwd=ROOT, capture_output=True, text=True,
        env=server.environment | {"GOODTALK_DATA": str(data)}, timeout=60, check=False,
    )
    return done.returncode, done.stderr


def test_a_port_in_use_is_one_clear_line(server, tmp_path):
    bind = server.address.removeprefix("http://")

    said = refused(server, data=tmp_path / "other", bind=bind)

    assert said == (1, f"goodtalk serve: Cannot listen at {bind}: Address already in use.\n")


def test_a_data_folder_in_use_is_one_clear_line(server):
    code, said = refused(server, data=server.data, bind="127.0.0.1:0")

    assert (code, said) == (1, (
        f"goodtalk serve: Another `goodtalk serve` (process {server.pid}) is using the data folder "
        f"{server.data}.\n"
    ))


def test_a_database_that_is_not_there_is_one_clear_line(server, tmp_path):
    away = {"GOODTALK_DATABASE_URL": "postgresql://goodtalk@127.0.0.1:1/goodtalk"}
    other = RunningServer(tmp_path / "other", away)

    done = subprocess.run(
        [*COMMAND, "serve", "--bind", "127.0.0.1:0"], cwd=ROOT, capture_output=True, text=True,
        env=other.environment, timeout=60, check=False,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("goodtalk serve: The database cannot be used: connection failed")
    assert "Traceback" not in done.stderr


def test_a_worker_that_dies_is_begun_again_and_goes_on_keeping_time(server):
    [first] = wait_for(server.workers, lambda: "There is no worker.")

    os.kill(first, signal.SIGKILL)

    wait_for(lambda: first not in server.workers() and server.workers(), lambda: "None came back.")
    hour = server.tell(beside.make_hour, 1, 0.5, 60, True)
    wait_for(
        lambda: server.tell(beside.state_of, hour["chat"]) == ["live", [1]],
        lambda: "Nobody keeps time.",
    )
    assert "The worker ended (exit code -9); another begins in 0.5 s." in server.errors.read_text()


def test_a_server_that_is_killed_leaves_no_worker_behind(server):
    wait_for(server.workers, lambda: "There is no worker.")

    server.kill()

    wait_for(lambda: not server.workers(), lambda: "A worker was left behind.")


def test_an_hour_is_held_by_the_worker_alone(server):
    hour = server.tell(beside.make_hour, 2, 1.0, 6 / 60, True)

    wait_for(
        lambda: server.tell(beside.state_of, hour["chat"])[0] == "closed",
        lambda: "The hour did not end.",
    )

    assert [kind for _, kind in server.tell(beside.logged, hour["chat"])] == [
        "chat.planned", "run_sheet.edited", "chat.opened", "chat.started", "question.released",
        "question.released", "chat.wrapped_up", "chat.closed",
    ]


def test_the_worker_knows_at_which_port_letters_find_the_site(server):
    (worker,) = wait_for(server.workers, lambda: "There is no worker.")

    told = Path(f"/proc/{worker}/environ").read_bytes().split(b"\0")

    assert f"GOODTALK_BIND=localhost:{server.address.rpartition(':')[2]}".encode() in told
