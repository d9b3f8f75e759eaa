import os
import resource
import socket

import pytest

from goodtalk.site import claims
from goodtalk.site.claims import CannotServe


def test_a_data_folder_is_one_servers_until_it_ends(tmp_path):
    with (
        claims.data_folder(tmp_path),
        pytest.raises(CannotServe) as refused,
        claims.data_folder(tmp_path),
    ):
        pass

    assert str(refused.value) == (
        f"Another `goodtalk serve` (process {os.getpid()}) is using the data folder {tmp_path}."
    )
    with claims.data_folder(tmp_path):
        assert (tmp_path / "serving.lock").read_text() == str(os.getpid())


def test_a_free_port_is_found_and_shown():
    with claims.address("127.0.0.1:0") as listening:
        port = listening.getsockname()[1]

        shown = claims.shown(listening)

    assert shown == f"http://127.0.0.1:{port}/"


@pytest.mark.parametrize(
    ("bind", "host"),
    [("0.0.0.0:0", "127.0.0.1"), (":0", None), ("localhost:0", None), ("[::1]:0", "[::1]")],
)
def test_whatever_it_listens_at_the_address_shown_is_one_that_opens(bind, host):
    try:
        listening = claims.address(bind)
    except CannotServe:
        pytest.skip("This machine has no such network.")

    with listening:
        shown = claims.shown(listening)
        name, _, port = shown.removeprefix("http://").rstrip("/").rpartition(":")
        socket.create_connection((name.strip("[]"), int(port)), timeout=5).close()

    assert host in (None, name)


@pytest.mark.parametrize("bind", ["", "8000", "127.0.0.1", "127.0.0.1:", "x:y", "x:70000", "x:-1"])
def test_what_is_no_address_is_told_how_to_be_one(bind):
    with pytest.raises(CannotServe) as refused:
        claims.address(bind)

    assert str(refused.value) == f"Where to listen is written host:port, not {bind!r}."


def test_a_port_in_use_is_named():
    with claims.address("127.0.0.1:0") as listening:
        bind = f"127.0.0.1:{listening.getsockname()[1]}"

        with pytest.raises(CannotServe) as refused:
            claims.address(bind)

    assert str(refused.value) == f"Cannot listen at {bind}: Address already in use."


def test_as_many_files_may_be_open_as_the_system_allows():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, before[1]), before[1]))

    claims.open_files()

    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (before[1], before[1])
