"""Which server somebody's account is on, and our registration there.

By https://docs.joinmastodon.org/client/token/ and https://docs.joinmastodon.org/methods/apps/, the
dialect that Mastodon, GoToSocial, Pleroma, Akkoma, Pixelfed and Friendica share.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from goodtalk.doors.fediverse.hosts.rules import is_shut_out
from goodtalk.doors.fediverse.signing_in.models import SignInApp
from goodtalk.doors.fediverse.signing_in.talking import Conversation, Refused
from goodtalk.doors.fediverse.signing_in.typed_address import TypedAddress, host_of_origin
from goodtalk.outside.client import NotReachable

# The least first: `profile` tells who somebody is and nothing else (Mastodon 4.3 and later).
SCOPES = ("profile", "read:accounts", "read")
# Mastodon forgets a registration that nobody used for a day (app/lib/vacuum/applications_vacuum.rb)
# and would tell only the person who has gone there to sign in.
SURE_FOR = timedelta(hours=12)


class ShutOut(Exception):
    """The host of this server does not speak with that one."""


def server_of(typed: TypedAddress) -> str:
    """The server on which the account is; its domain may be another one. Raises ShutOut.

    A domain that does not answer for its people by WebFinger is taken for the server itself.
    """
    if is_shut_out(typed.host):
        raise ShutOut(typed.host)
    if not typed.acct:
        return typed.host
    try:
        found = host_of_origin(Conversation(typed.host, 4).find(typed.acct))
    except NotReachable:
        return typed.host
    if found and is_shut_out(found):
        raise ShutOut(found)
    return found or typed.host


def app_at(host: str, *, now: datetime) -> SignInApp:
    """Our registration at a server, made when there is none that it still knows.

    Raises NotReachable.
    """
    app = SignInApp.objects.filter(host=host, redirect_uri=redirect_uri(host)).first()
    talk = Conversation(host)
    if app is not None and (app.seen_at > now - SURE_FOR or _is_known(app, talk, now)):
        return app
    return _register(host, talk, now)


def redirect_uri(host: str) -> str:
    """Where a server sends people back to: one address each, so that no server can pass off what
    another one has sent (RFC 9700, section 4.4.2).
    """
    return f"{settings.ORIGIN}/sign-in/fediverse/back/{quote(host, safe='')}/"


def forget_app(app: SignInApp) -> None:
    """The server does not know it any more."""
    SignInApp.objects.filter(pk=app.pk, client_id=app.client_id).delete()


def _is_known(app: SignInApp, talk: Conversation, now: datetime) -> bool:
    """Whether the server still knows it: a token for the registration itself, of no one, tells."""
    fields = {
        "grant_type": "client_credentials", "client_id": app.client_id,
        "client_secret": app.client_secret, "redirect_uri": app.redirect_uri, "scope": app.scope,
    }  # fmt: skip
    try:
        talk.post("/oauth/token", fields)
    except Refused as refused:
        if refused.error == "invalid_client":  # RFC 6749, section 5.2
            return False
    app.seen_at = now
    app.save(update_fields=["seen_at"])
    return True


def _register(host: str, talk: Conversation, now: datetime) -> SignInApp:
    scope, back = _scope(talk), redirect_uri(host)
    fields = {
        "client_name": "Goodtalk", "redirect_uris": back, "scopes": scope,
        "website": settings.ORIGIN,
    }  # fmt: skip
    told = talk.post("/api/v1/apps", fields)
    told_id, told_secret = (_text(told, name) for name in ("client_id", "client_secret"))
    if not told_id or not told_secret:
        raise Refused(_("It does not let programs like this one ask who somebody is."))
    app, _made = SignInApp.objects.update_or_create(
        host=host,
        defaults={
            "redirect_uri": back, "client_id": told_id, "client_secret": told_secret,
            "scope": scope, "seen_at": now,
        },
    )  # fmt: skip
    return app


def _scope(talk: Conversation) -> str:
    """What to ask for: the least that the server says it has (RFC 8414), or is known to have."""
    try:
        offered = talk.get("/.well-known/oauth-authorization-server").get("scopes_supported")
        if isinstance(offered, list) and (found := _first_of(offered)):
            return found
    except Refused:  # before Mastodon 4.3, and most of the others
        pass
    try:
        version = talk.get("/api/v1/instance").get("version")
    except Refused:
        version = ""
    return "read" if isinstance(version, str) and "pixelfed" in version.lower() else SCOPES[1]


def _first_of(offered: Collection[Any]) -> str:
    return next((scope for scope in SCOPES if scope in offered), "")


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) and 0 < len(value) <= 500 else ""
