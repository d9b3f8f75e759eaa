"""Somebody of another server, who signs; and our own address."""

from datetime import UTC, datetime

import pytest

from goodtalk.doors.fediverse.signing.keys import SigningKey, make_ed25519, make_rsa
from goodtalk.doors.fediverse.signing.requests import sign_request
from goodtalk.doors.fediverse.signing.verifying import ArrivedRequest

NOW = datetime(2026, 11, 27, 13, 10, tzinfo=UTC)
HOME = "https://social.example/users/jo"
KEYS = {
    "rsa": SigningKey(f"{HOME}#main-key", make_rsa()),
    "ed25519": SigningKey(f"{HOME}#ed25519-key", make_ed25519()),
}
BODY = b'{"type": "Follow"}'


@pytest.fixture(autouse=True)
def _our_origin(settings):
    settings.ORIGIN = "https://chat.example"


@pytest.fixture
def sign():
    """sign(how="rfc9421", …) is a request to us as jo's server sends it."""

    def make(how="cavage", kind="rsa", method="POST", target="/@lgovsm/inbox", body=BODY, at=NOW,
             host="chat.example"):
        headers = {"Content-Type": "application/activity+json"}
        url = f"https://{host}{target}"
        sent = sign_request(KEYS[kind], method, url, headers, body, how, now=at)
        return ArrivedRequest(method, target, sent, body)

    return make
