import pytest

from goodtalk.doors.fediverse.outbox.delivering import deliver
from goodtalk.doors.fediverse.outbox.models import Server
from goodtalk.site.command_line import main
from tests.hour import at

pytestmark = pytest.mark.django_db


def of_the_fediverse(capsys):
    main(["check"])
    lines = capsys.readouterr().out.splitlines()
    return [line for line in lines if "fediverse" in line or "LOOPBACK" in line]


def test_a_server_without_an_address_has_its_door_closed(capsys, settings):
    settings.ORIGIN, settings.ALLOW_LOOPBACK = "", False

    assert of_the_fediverse(capsys) == [
        "good   The door to the fediverse is closed: it needs a public address."
    ]


def test_an_open_door_tells_what_waits(capsys, settings):
    settings.ORIGIN, settings.ALLOW_LOOPBACK = "https://chat.example", False
    Server.objects.create(host="dead.example", failing_since=at("12:00"), dead_since=at("13:00"))
    deliver(None, {}, ["https://a.example/inbox"], now=at("12:00").replace(year=2020))

    assert of_the_fediverse(capsys) == [
        ("WRONG  The door to the fediverse is open: 0 followers, 1 deliveries waiting since "
        "2020-11-27 12:00, 1 servers set aside as dead.")
    ]


def test_loopback_is_told_of_loudly(capsys, settings):
    settings.ORIGIN, settings.ALLOW_LOOPBACK = "", True

    assert of_the_fediverse(capsys)[0] == (
        "WRONG  GOODTALK_ALLOW_LOOPBACK is on: strangers can have this server call any port of "
        "this machine. It is for tests and rehearsals alone."
    )
