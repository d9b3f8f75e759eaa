"""A server that speaks Mastodon's dialect of OAuth, written after docs.joinmastodon.org."""

import base64
import hashlib
import json
from html import escape
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from django.test import Client

from tests.doors.fediverse.conftest import Reply, running_peer

CLIENT_ID, SECRET, TOKEN = "our-id", "our-secret", "a-token"


def json_reply(value, status=200):
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


class OAuthServer:
    """Jo's server: registers programs, asks jo at once and without a page, and knows who jo is."""

    def __init__(self, peer):
        self.peer, self.host, self.origin = peer, peer.host, peer.origin
        self.apps = {}  # by id: what was registered
        self.codes = {}  # by code: what was asked for
        self.revoked = []
        self.me = {
            "id": "1", "username": "jo", "acct": "jo", "display_name": "Jo of the Parks",
            "url": f"{self.origin}/@jo", "uri": peer.actor_uri,
        }  # fmt: skip
        peer.documents |= {
            "/.well-known/oauth-authorization-server": {
                "issuer": self.origin, "scopes_supported": ["read", "profile", "read:accounts"],
            },
            "/.well-known/webfinger": self.webfinger(peer.actor_uri),
            "/api/v1/apps": self.register,
            "/oauth/authorize": self.page,
            "/oauth/token": self.token,
            "/oauth/revoke": self.revoke,
            "/api/v1/accounts/verify_credentials": self.verify,
        }  # fmt: skip

    def webfinger(self, uri):
        return {
            "subject": f"acct:jo@{self.host}",
            "links": [
                {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": "x"},
                {"rel": "self", "type": "application/activity+json", "href": uri},
            ],
        }

    def register(self, sent):
        fields = dict(parse_qsl(sent.body.decode()))
        name = CLIENT_ID if not self.apps else f"{CLIENT_ID}-{len(self.apps) + 1}"
        self.apps[name] = fields
        return json_reply({"client_id": name, "client_secret": SECRET})

    def allow(self, address):
        """Jo says yes on the page at `address`; where the browser is sent to."""
        asked = dict(parse_qsl(urlsplit(address).query))
        app = self.apps[asked["client_id"]]
        assert asked["redirect_uri"] == app["redirect_uris"]
        assert asked["scope"] == app["scopes"]
        code = f"code-{len(self.codes) + 1}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    def page(self, sent):
        """What a browser is shown: jo may say yes."""
        back = escape(self.allow(self.origin + sent.path))
        body = f'<!doctype html><title>Jo’s server</title><a href="{back}">Yes, it is me</a>'
        return Reply(200, body.encode(), {"Content-Type": "text/html; charset=utf-8"})

    def token(self, sent):
        fields = dict(parse_qsl(sent.body.decode()))
        if fields["client_id"] not in self.apps or fields["client_secret"] != SECRET:
            return json_reply({"error": "invalid_client"}, 401)
        if fields["grant_type"] == "client_credentials":
            return json_reply({"access_token": "of-the-program", "token_type": "Bearer"})
        asked = self.codes.pop(fields["code"], None)
        digest = hashlib.sha256(fields["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != challenge:
            return json_reply({"error": "invalid_grant"}, 400)
        return json_reply({"access_token": TOKEN, "token_type": "Bearer", "scope": "profile"})

    def verify(self, sent):
        if sent.headers.get("authorization") != f"Bearer {TOKEN}" or self.revoked:
            return json_reply({"error": "The access token is invalid"}, 401)
        return json_reply(self.me)

    def revoke(self, sent):
        self.revoked.append(parse_qs(sent.body.decode())["token"][0])
        return json_reply({})


@pytest.fixture
def mastodon(peer):
    """Jo's server, at 127.0.0.1."""
    return OAuthServer(peer)


@pytest.fixture
def another(our_origin):
    """Another server, at localhost."""
    with running_peer("localhost") as peer:
        yield OAuthServer(peer)


class Browser(Client):
    """Somebody's browser at our site."""

    def ask(self, typed, **more):
        """Type an address; the answer to the form."""
        return self.post("/sign-in/fediverse/", {"address": typed} | more)

    def set_out(self, typed, **more):
        """Type an address and go; the page of the other server to which one is sent."""
        sent_on = self.ask(typed, **more)
        assert sent_on.status_code == 302, sent_on.content.decode()
        return self.get(sent_on["Location"]).context["address"]

    def come_back(self, address):
        return self.get(address.removeprefix("https://chat.example"))

    def sign_in(self, server, typed="", **more):
        """There and back; the last answer."""
        return self.come_back(server.allow(self.set_out(typed or f"@jo@{server.host}", **more)))

    @property
    def user(self):
        """Who is signed in; None for nobody."""
        page = self.get("/my-account/")
        return page.context["user"] if page.status_code == 200 else None


@pytest.fixture
def browser(db):
    return Browser()
