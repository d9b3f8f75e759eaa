"""OAuth 2 with PKCE: sends somebody to their server to be asked, and learns from it who they are.

RFC 6749 (section 4.1), RFC 7636, RFC 7009.
"""

import base64
import hashlib
import logging
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import quote, urlencode

from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare

from goodtalk.chats.arriving.incoming import Author
from goodtalk.doors.fediverse.signing_in.apps_elsewhere import forget_app
from goodtalk.doors.fediverse.signing_in.models import SignInApp
from goodtalk.doors.fediverse.signing_in.talking import Conversation, Refused
from goodtalk.doors.fediverse.signing_in.typed_address import host_of_origin, origin_of
from goodtalk.outside.client import NotReachable

KEY = "fediverse_sign_in"  # in the session
GOOD_FOR = timedelta(minutes=15)

logger = logging.getLogger(__name__)


class NotOurs(Exception):
    """Whoever comes back did not set out from this browser, or long ago, or has been here."""


class NobodyThere(NotReachable):
    """The server does not say who somebody is, or names somebody of another server."""


@dataclass(frozen=True)
class Errand:
    """What a browser remembers while its owner is at their server."""

    host: str
    state: str
    verifier: str
    next: str
    user: int  # who wants to link an account; 0 for somebody who wants to sign in
    begun_at: float

    @classmethod
    def begin(
        cls, session: SessionBase, host: str, *, next_page: str, user: int, now: datetime
    ) -> Self:
        """Set out for a server; another errand of this browser is forgotten."""
        errand = cls(
            host, secrets.token_urlsafe(32), secrets.token_urlsafe(48), next_page, user,
            now.timestamp(),
        )  # fmt: skip
        session[KEY] = asdict(errand)
        return errand

    @classmethod
    def of(cls, session: SessionBase, now: datetime) -> Self:
        """The one of this browser. Raises NotOurs."""
        kept = session.get(KEY)
        if kept is None or now.timestamp() > kept["begun_at"] + GOOD_FOR.total_seconds():
            raise NotOurs
        return cls(**kept)

    @classmethod
    def end(cls, session: SessionBase, host: str, state: str, now: datetime) -> Self:
        """The same for somebody who comes back from `host`, once. Raises NotOurs."""
        errand = cls.of(session, now)
        if errand.host != host or not constant_time_compare(errand.state, state):
            raise NotOurs
        del session[KEY]
        return errand

    def address(self, app: SignInApp) -> str:
        """The page of their server that asks them."""
        digest = hashlib.sha256(self.verifier.encode("ascii")).digest()
        asked = {
            "response_type": "code",
            "client_id": app.client_id,
            "redirect_uri": app.redirect_uri,
            "scope": app.scope,
            "state": self.state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii"),
            "code_challenge_method": "S256",  # servers that do not know it leave it alone
        }
        return f"{origin_of(self.host)}/oauth/authorize?{urlencode(asked)}"


def who_is_it(errand: Errand, app: SignInApp, code: str) -> Author:
    """Trade the code for a token, ask who they are, and give the token back. Raises NotReachable.

    The token is not kept: from then on nothing can be done with it.
    """
    talk = Conversation(errand.host)
    token = _token(talk, errand, app, code)
    try:
        told = talk.get("/api/v1/accounts/verify_credentials", token=token)
        return _author(talk, told)
    finally:
        _give_back(app, token)


def _token(talk: Conversation, errand: Errand, app: SignInApp, code: str) -> str:
    fields = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": app.redirect_uri,
        "client_id": app.client_id, "client_secret": app.client_secret, "scope": app.scope,
        "code_verifier": errand.verifier,
    }  # fmt: skip
    try:
        token = talk.post("/oauth/token", fields).get("access_token")
    except Refused as refused:
        if refused.error == "invalid_client":
            forget_app(app)  # the next time it is made anew
        raise
    if not isinstance(token, str) or not _is_one_word(token):
        raise NobodyThere("It does not say who you are.")
    return token


def _give_back(app: SignInApp, token: str) -> None:
    fields = {"client_id": app.client_id, "client_secret": app.client_secret, "token": token}
    try:
        Conversation(app.host, 4).post("/oauth/revoke", fields)
    except NotReachable as error:  # they are who they are all the same
        logger.info("%s did not take a token back: %s", app.host, error)


def _author(talk: Conversation, told: dict[str, Any]) -> Author:
    name = _text(told.get("username"), 100)
    if not name or any(sign in "@/:" or sign.isspace() for sign in name):
        raise NobodyThere("It does not say who you are.")
    uri = _uri(talk, told, name)
    if host_of_origin(uri) != talk.host or len(uri) > 500 or not _is_one_word(uri):
        raise NobodyThere("It says that you are somebody of another server.")
    url = _text(told.get("url"), 500)
    return Author(
        uri=uri, handle=f"@{name}@{talk.host}", name=_text(told.get("display_name"), 500),
        url=url if host_of_origin(url) == talk.host else "",
    )  # fmt: skip


def _uri(talk: Conversation, told: dict[str, Any], name: str) -> str:
    """Their ActivityPub id: `uri` (Mastodon 4.2 and later, Friendica), Pleroma's own word for it,
    or by WebFinger.
    """
    pleroma = told.get("pleroma")
    ap_id = pleroma.get("ap_id") if isinstance(pleroma, dict) else None
    for value in (told.get("uri"), ap_id):
        if isinstance(value, str) and value.startswith(("https://", "http://")):
            return value
    return talk.find(f"acct:{quote(name)}@{talk.host}")


def _is_one_word(text: str) -> bool:
    """Whether it can stand in a header, and in an address."""
    return bool(text) and text.isascii() and text.isprintable() and " " not in text


def _text(value: Any, longest: int) -> str:
    return value[:longest] if isinstance(value, str) else ""
