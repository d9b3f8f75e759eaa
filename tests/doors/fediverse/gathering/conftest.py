"""Servers whose tag timelines are asked, with statuses as Mastodon's API gives them."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from goodtalk.doors.fediverse.gathering.models import Source
from tests.doors.fediverse.conftest import Reply
from tests.hour import at

JSON = {"Content-Type": "application/json; charset=utf-8"}


def status(number=1, *, home="https://social.example", by="jo", when="13:10:00", **fields):
    """A status with the tag; `number` is its number at the server that is asked, too."""
    account = {
        "id": "7",
        "acct": f"{by}@social.example",
        "username": by,
        "display_name": by.title(),
        "note": "<p>Works for a council.</p>",
        "url": f"{home}/@{by}",
        "uri": f"{home}/users/{by}",
        "fields": [],
    }
    usual = {
        "id": str(number),
        "uri": f"{home}/users/{by}/statuses/{number}",
        "url": f"{home}/@{by}/{number}",
        "created_at": f"2026-11-27T{when}.000Z",
        "edited_at": None,
        "in_reply_to_id": None,
        "visibility": "public",
        "language": "en",
        "spoiler_text": "",
        "sensitive": False,
        "content": f"<p>Said {number} <a href='{home}/tags/LGovSM'>#<span>LGovSM</span></a></p>",
        "tags": [{"name": "lgovsm", "url": f"{home}/tags/lgovsm"}],
        "media_attachments": [],
        "emojis": [],
        "mentions": [],
        "poll": None,
        "reblog": None,
        "account": account,
    }
    return usual | fields


class Timeline:
    """What a peer has under a tag; it pages as Mastodon does, by limit and min_id."""

    def __init__(self, peer, tag="lgovsm"):
        self.peer = peer
        self.statuses = []
        self.headers = {}
        self.path = f"/api/v1/timelines/tag/{tag}"
        peer.documents[self.path] = self.answer

    @property
    def asked(self):
        """The questions that it was asked."""
        paths = [urlsplit(sent.path) for sent in self.peer.sent]
        return [
            {name: values[0] for name, values in parse_qs(path.query).items()}
            for path in paths
            if path.path == self.path
        ]

    def answer(self, sent):
        asked = parse_qs(urlsplit(sent.path).query)
        limit = int(asked["limit"][0])
        found = sorted(self.statuses, key=lambda one: int(one["id"]))
        if "min_id" in asked:
            found = [one for one in found if int(one["id"]) > int(asked["min_id"][0])][:limit]
        if "max_id" in asked:
            found = [one for one in found if int(one["id"]) < int(asked["max_id"][0])]
        return reply(found[-limit:][::-1], **self.headers)


def reply(value, status=200, **headers):
    """A JSON answer."""
    named = {name.replace("_", "-"): content for name, content in headers.items()}
    return Reply(status, json.dumps(value).encode(), JSON | named)


@pytest.fixture
def timeline(peer):
    """The peer's timeline of our tag; empty."""
    return Timeline(peer)


@pytest.fixture
def make_source(db):
    """A source that the host has listed, due at once."""

    def make(address, community=None, kind=Source.Kind.TIMELINE, **fields):
        usual = {"added_at": at("12:00"), "due_at": at("12:00")}
        return Source.objects.create(
            kind=kind, address=address, community=community, **usual | fields
        )

    return make


@pytest.fixture(autouse=True)
def _forget_names():
    """What one test's server said is not known in the next."""
    from goodtalk.doors.fediverse.gathering import visiting

    visiting.names = visiting.Names()
