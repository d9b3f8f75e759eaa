"""People on another server, who sign what they send: for the benchmark of the inbox."""

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from uuid import uuid4

from goodtalk.doors.fediverse.signing.keys import SigningKey, make_rsa, public_pem
from goodtalk.doors.fediverse.signing.requests import sign_request

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
CONTEXT = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"]
TYPE = "application/activity+json"


class Delivery(NamedTuple):
    """One signed request, ready to be sent."""

    url: str
    headers: dict[str, str]
    body: bytes


class Senders:
    """Some people with a key each, and the small server that tells who they are."""

    def __init__(self, count: int) -> None:
        senders = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                document = senders.documents.get(self.path.partition("?")[0])
                body = json.dumps(document).encode() if document else b""
                self.send_response(200 if document else 404)
                self.send_header("Content-Type", TYPE)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        self.documents: dict[str, Any] = {}
        self._keys = [self._introduce(number) for number in range(count)]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def reply(self, number: int, inbox: str) -> Delivery:
        """One of them says something with the tag, to everybody."""
        key = self._keys[number % len(self._keys)]
        actor = key.key_id.partition("#")[0]
        note = {
            "id": f"{self.origin}/notes/{uuid4()}", "type": "Note", "attributedTo": actor,
            "to": PUBLIC, "cc": f"{actor}/followers",
            "published": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "content": f"<p>Point {number}: our gritters post their routes. "
            f'<a href="{self.origin}/tags/lgovsm">#lgovsm</a></p>',
            "tag": [{"type": "Hashtag", "name": "#lgovsm", "href": f"{self.origin}/tags/lgovsm"}],
        }  # fmt: skip
        activity = {
            "@context": CONTEXT, "id": f"{note['id']}/activity", "type": "Create", "actor": actor,
            "to": note["to"], "cc": note["cc"], "object": note,
        }  # fmt: skip
        body = json.dumps(activity).encode()
        return Delivery(inbox, sign_request(key, "POST", inbox, {"Content-Type": TYPE}, body), body)

    def stop(self) -> None:
        """Nobody is there any more."""
        self._server.shutdown()
        self._server.server_close()

    def _introduce(self, number: int) -> SigningKey:
        uri = f"{self.origin}/users/{number}"
        key = SigningKey(f"{uri}#main-key", make_rsa())
        pem = public_pem(key.public_key)
        self.documents[f"/users/{number}"] = {
            "@context": CONTEXT, "id": uri, "type": "Person", "preferredUsername": f"p{number}",
            "name": f"Person {number}", "inbox": f"{uri}/inbox",
            "publicKey": {"id": key.key_id, "owner": uri, "publicKeyPem": pem},
        }  # fmt: skip
        return key
