"""What hostile servers bring to the real server's door is refused in words, and costs no memory."""

import json
import re
from collections import defaultdict
from pathlib import Path

import httpx
import pytest

from goodtalk.doors.fediverse.signing.keys import SigningKey, make_rsa
from tests.doors.fediverse import scenes
from tests.doors.fediverse.conftest import running_peer
from tests.running import free_port, running_server, wait_for

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
ROUNDS = 25  # of all eight
MAX_GROWTH = 64 * 1024  # KB: far less than the bodies of one round alone, were they kept


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Ours, with a public address, which here is on loopback."""
    port = free_port()
    environment = {
        "GOODTALK_ORIGIN": f"http://127.0.0.1:{port}", "GOODTALK_ALLOW_LOOPBACK": "1",
    }  # fmt: skip
    with running_server(tmp_path_factory.mktemp("ours"), environment, port=port) as server:
        yield server


class Mallory:
    """Has a server of her own, and an account there whose key ours knows."""

    def __init__(self, server, peer):
        self.server, self.peer = server, peer
        self.us = f"{server.address}/@{server.tell(scenes.new_community)}"
        self.forger = SigningKey(peer.rsa.key_id, make_rsa())
        self._number = 0

    def post(self, client, activity, *, body=None, key=None, times=1):
        """Bring something; `body` is brought instead of what was signed. The last answer."""
        path = self.us.removeprefix(self.server.address) + "/inbox"
        headers = self.peer.signed_post(path, activity, key=key, origin=self.server.address)
        sent = self.peer.bytes_of(activity) if body is None else body
        inbox = f"{self.us}/inbox"
        return [client.post(inbox, content=sent, headers=headers) for _ in range(times)][-1]

    def follow(self, **fields):
        self._number += 1
        return self.peer.activity("Follow", self.us, self._number, **fields)

    def create(self, number, **fields):
        self._number += 1
        note = self.peer.note(number, **{"to": [self.us, "as:Public"]} | fields)
        return self.peer.activity("Create", note, self._number)


@pytest.fixture
def mallory(server, our_origin):
    with running_peer() as peer:
        mallory = Mallory(server, peer)
        with httpx.Client() as client:
            mallory.post(client, mallory.follow())
        wait_for(lambda: peer.posted, lambda: "Following was not accepted.")
        yield mallory


def huge(mallory, client):
    return mallory.post(client, mallory.follow(summary="x" * 10_000_000))


def nested(mallory, client):
    body = b'{"actor": "x", "object": ' + b"[" * 1000 + b"]" * 1000 + b"}"
    return mallory.post(client, body)


def forged(mallory, client):
    return mallory.post(client, mallory.follow(), key=mallory.forger)


def changed_on_its_way(mallory, client):
    body = json.dumps(mallory.follow(summary="another")).encode()
    return mallory.post(client, mallory.follow(), body=body)


def replayed(mallory, client):
    return mallory.post(client, mallory.follow(), times=2)


def for_somebody_else(mallory, client):
    return mallory.post(client, mallory.follow(actor="https://bank.example/users/boss"))


def to_everybody(mallory, client):
    mentions = [
        {"type": "Mention", "href": f"https://a.example/users/{number}"} for number in range(10_000)
    ]
    return mallory.post(client, mallory.create(2, tag=mentions))


def with_scripts(mallory, client):
    picture = {"type": "Image", "mediaType": SCRIPT, "url": SCRIPT, "name": SCRIPT}
    named = [{"type": kind, "name": SCRIPT} for kind in ("Hashtag", "Emoji")]
    tags = [{"type": SCRIPT}, *named]
    keys = ("content", "summary", "name", "url", "mediaType", "inReplyTo", "published")
    words = dict.fromkeys(keys, SCRIPT)
    fields = {"attachment": [picture], "tag": tags, "contentMap": {SCRIPT: SCRIPT}, "quote": SCRIPT}
    return mallory.post(client, mallory.create(3, **words | fields))


EXPECTED = {
    huge: (413, "A delivery has at most 1,048,576 bytes."),
    nested: (400, "The JSON is nested too deeply."),
    forged: (401, "The signature was not made with that key."),
    changed_on_its_way: (401, "The Digest header is not that of the body."),
    replayed: (202, "It was dealt with already."),
    for_somebody_else: (202, "It is signed by somebody else."),
    to_everybody: (202, "It mentions more than 100 people."),
    with_scripts: (202, "It has no text."),
}


def test_two_hundred_hostile_deliveries_are_refused_in_words_and_memory_stays_flat(
    server, mallory
):
    seen = defaultdict(set)
    with httpx.Client(timeout=30) as client:
        first = {do: do(mallory, client).status_code for do in EXPECTED}
        before = memory_kb(server)
        for _ in range(ROUNDS):
            for do in EXPECTED:
                answer = do(mallory, client)
                seen[do].add((answer.status_code, answer.text))
        after = memory_kb(server)

    assert first == {do: status for do, (status, _) in EXPECTED.items()}
    assert dict(seen) == {do: {answer} for do, answer in EXPECTED.items()}
    assert server.tell(scenes.posts_of, mallory.us) == []
    assert after - before < MAX_GROWTH, f"{before:,} KB before, {after:,} KB after"


def memory_kb(server):
    """What the server and its worker hold in memory."""
    return sum(
        int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])
        for pid in (server.pid, *server.workers())
    )
