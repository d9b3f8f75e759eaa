"""A program with a token, talking to the API as it would over HTTP."""

import json

import pytest

from goodtalk.doors.api.tokens import issue_token
from tests.hour import at


@pytest.fixture
def token_for(make_community):
    """A new token of a user, in #lgovsm or the community given."""

    def make(user, community=None):
        return issue_token(user, community or make_community(), at("12:00"))

    return make


@pytest.fixture
def api(client, token_for, newcomer):
    """Calls the API with Nia's token; makes the hour's community's token with the first call."""
    return Program(client, token_for, newcomer)


class Program:
    """Sends JSON and a token, and reads JSON."""

    def __init__(self, client, token_for, user):
        self._client = client
        self._token_for = token_for
        self._user = user
        self._token = None

    def enter(self, community):
        """Get a token for the community."""
        self._token = self._token_for(self._user, community)
        return self

    def get(self, path, **query):
        """The status, and what was answered."""
        answer = self._client.get(f"/api/v1/{path}", query, headers=self._headers())
        return answer.status_code, answer.json()

    def post(self, path, body, content_type="application/json", **headers):
        """The same for something said; `body` is sent as it is when it is text or bytes."""
        sent = body if isinstance(body, str | bytes) else json.dumps(body)
        answer = self._client.post(
            f"/api/v1/{path}", sent, content_type, headers=self._headers() | headers
        )
        return answer.status_code, answer.json()

    def _headers(self):
        return {"Authorization": f"Bearer {self._token}"} if self._token else {}
