"""With nobody at the desk: a whole hour in seconds on a real server, through a power cut."""

import json
from datetime import UTC, datetime

import pytest

from tests.running import running_server, wait_for

QUESTIONS = ["Who grits?", "Who pays?", "What next?"]


@pytest.mark.django_db(transaction=True)
def test_an_hour_goes_from_lobby_to_close_by_itself_also_through_a_power_cut(tmp_path):
    with running_server(tmp_path) as server:
        server.run("community", "add", "lgovsm", "--name", "Local", "--rhythm",
                   "FREQ=WEEKLY;BYDAY=FR", "--at", "13:00", "--zone", "Europe/London",
                   "--minutes", "60")
        server.run("chat", "add", "--community", "lgovsm", "--starts",
                   datetime.now(UTC).isoformat(), "--minutes", "0.3", "--theme", "Snow",
                   *[word for text in QUESTIONS for word in ("--question", text)], "--autopilot")
        wait_for(lambda: _exported(server)["questions"][0]["released"], lambda: "No Q1.")

        server.kill()
        server.start()

        wait_for(lambda: _exported(server)["state"] == "closed", lambda: "It did not end.")
        hour = _exported(server)
    kept = [(one["text"], one["planned"] <= one["released"]) for one in hour["questions"]]
    assert kept == [(text, True) for text in QUESTIONS]
    moments = [one["released"] for one in hour["questions"]]
    assert moments == sorted(moments) and moments[-1] < hour["ends"]


def _exported(server):
    """The only hour, as everybody can take it out."""
    return json.loads(server.run("export", "--community", "lgovsm", "--format", "json"))["chats"][0]
