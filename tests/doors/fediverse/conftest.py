"""Another server of the fediverse, on loopback: it serves documents, and keeps what it is sent."""

import json
import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from goodtalk.doors.fediverse.actors.known import keep_actor
from goodtalk.doors.fediverse.signing.keys import (
    SigningKey,
    make_ed25519,
    make_rsa,
    public_multibase,
    public_pem,
)
from goodtalk.doors.fediverse.signing.requests import sign_request

ORIGIN = "https://chat.example"
ACTIVITY_JSON = "application/activity+json"
RSA, ED25519 = make_rsa(), make_ed25519()  # once: making them takes longer than a test


@dataclass
class Reply:
    """What a path answers where it is more than a document: a status, headers, any bytes."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Sent:
    """A request that the peer was sent: `headers` has lower-case names."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def activity(self):
        return json.loads(self.body)


class Peer:
    """A server with one person. Put more into `documents`; find what came in `sent`.

    `documents[path]` is a dict (served as activity+json), a Reply, or a function that is given
    the Sent and returns one of the two. What is not there is a 404; an inbox answers 202.
    """

    def __init__(self, origin):
        self.origin = origin
        self.host = origin.partition("//")[2]
        self.sent: list[Sent] = []
        self.actor_uri = f"{origin}/users/jo"
        self.inbox = f"{origin}/users/jo/inbox"
        self.shared_inbox = f"{origin}/inbox"
        self.rsa = SigningKey(f"{self.actor_uri}#main-key", RSA)
        self.ed25519 = SigningKey(f"{self.actor_uri}#ed25519-key", ED25519)
        self.documents = {
            "/users/jo": self.actor(),
            "/users/jo/inbox": Reply(202),
            "/inbox": Reply(202),
        }

    @property
    def posted(self) -> list[Sent]:
        """What was posted to it, in the order in which it came."""
        return [sent for sent in self.sent if sent.method == "POST"]

    def actor(self, name="jo", **fields):
        """The document of an actor here, as Mastodon writes it, with both keys (both jo's)."""
        uri = f"{self.origin}/users/{name}"
        usual = {
            "@context": [
                "https://www.w3.org/ns/activitystreams",
                "https://w3id.org/security/v1",
                "https://w3id.org/security/data-integrity/v1",
            ],
            "id": uri,
            "type": "Person",
            "preferredUsername": name,
            "name": name.title(),
            "url": f"{self.origin}/@{name}",
            "inbox": f"{uri}/inbox",
            "outbox": f"{uri}/outbox",
            "followers": f"{uri}/followers",
            "endpoints": {"sharedInbox": self.shared_inbox},
            "discoverable": True,
            "indexable": True,
            "publicKey": {
                "id": f"{uri}#main-key",
                "owner": uri,
                "publicKeyPem": public_pem(RSA.public_key()),
            },
            "assertionMethod": [
                {
                    "id": f"{uri}#ed25519-key",
                    "type": "Multikey",
                    "controller": uri,
                    "publicKeyMultibase": public_multibase(ED25519.public_key()),
                }
            ],
        }
        return usual | fields

    def note(self, number=1, **fields):
        """A public note of jo's; it is served at its own address too."""
        uri = f"{self.origin}/users/jo/statuses/{number}"
        usual = {
            "id": uri,
            "type": "Note",
            "attributedTo": self.actor_uri,
            "content": f"<p>Said {number}</p>",
            "published": "2026-11-27T13:10:00Z",
            "to": ["https://www.w3.org/ns/activitystreams#Public"],
            "cc": [f"{self.actor_uri}/followers"],
            "url": f"{self.origin}/@jo/{number}",
        }
        note = usual | fields
        self.documents[uri.removeprefix(self.origin)] = {
            "@context": "https://www.w3.org/ns/activitystreams"
        } | note
        return note

    def activity(self, kind, about, number=1, **fields):
        """An activity of jo's: activity("Follow", community_uri)."""
        usual = {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": f"{self.origin}/activities/{kind.lower()}-{number}",
            "type": kind,
            "actor": self.actor_uri,
            "object": about,
        }
        return usual | fields

    @staticmethod
    def bytes_of(activity) -> bytes:
        """The very bytes that `signed_post` signs."""
        return activity if isinstance(activity, bytes) else json.dumps(activity).encode()

    def signed_post(self, path, activity, how="cavage", *, key=None, now=None, origin=ORIGIN):
        """The headers with which the peer posts `activity` to `path` of ours."""
        headers = {"Content-Type": ACTIVITY_JSON, "Accept": ACTIVITY_JSON}
        body = self.bytes_of(activity)
        now = now or datetime.now(UTC)
        return sign_request(key or self.rsa, "POST", origin + path, headers, body, how, now=now)

    def deliver(self, client, path, activity, how="cavage", **options):
        """Posts it to ours through Django's test client, signed; returns the response."""
        headers = self.signed_post(path, activity, how, **options)
        kind = headers.pop("Content-Type")
        return client.post(path, self.bytes_of(activity), content_type=kind, headers=headers)

    def keep(self, now=None):
        """Makes its person and keys known to us without a fetch; returns the RemoteActor."""
        return keep_actor(self.documents["/users/jo"], now=now or datetime.now(UTC))


class Handler(BaseHTTPRequestHandler):
    """Answers from the peer's documents."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._answer()

    def do_POST(self):
        self._answer()

    def _answer(self):
        peer = self.server.peer
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        sent = Sent(self.command, self.path, headers, self.rfile.read(length))
        peer.sent.append(sent)
        found = peer.documents.get(self.path, peer.documents.get(self.path.partition("?")[0]))
        if callable(found):
            found = found(sent)
        reply = found if isinstance(found, Reply) else _reply_of(found)
        self.send_response(reply.status)
        for name, value in ({"Content-Length": str(len(reply.body))} | reply.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *args):
        """Says nothing."""


def _reply_of(document):
    if document is None:
        return Reply(404)
    return Reply(200, json.dumps(document).encode(), {"Content-Type": ACTIVITY_JSON})


@contextmanager
def running_peer(host="127.0.0.1"):
    """A peer whose origin is http://{host}:{port}; host may be any name of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.peer = Peer(f"http://{host}:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield server.peer
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def our_origin(settings):
    """Our own address is https://chat.example, and other servers may be on this machine."""
    settings.ORIGIN = ORIGIN
    settings.ALLOW_LOOPBACK = True
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "chat.example"]
    return ORIGIN


@pytest.fixture
def peer(our_origin):
    """One other server."""
    with running_peer() as peer:
        yield peer


@pytest.fixture
def other_peer(our_origin):
    """A second one, under another name: localhost."""
    with running_peer("localhost") as peer:
        yield peer


@pytest.fixture(scope="session")
def real_documents():
    """The folder of real ActivityPub documents; tests that want it are skipped where it is not."""
    root = Path(__file__).parents[3]
    folder = root / os.environ.get("GOODTALK_TEST_DATA", "../shared/data") / "activitypub"
    if not folder.is_dir():
        pytest.skip("The real documents are not here; GOODTALK_TEST_DATA says where they are.")
    return folder
