"""Tokens: given out once, known by their digest alone, taken back for good."""

import secrets
from datetime import datetime
from hashlib import sha256

from goodtalk.communities.models import Community, User
from goodtalk.doors.api.models import ApiToken

MARK = "gt_"  # lets people and secret scanners see what it is
PREFIX_CHARACTERS = len(MARK) + 8
MAX_LABEL_CHARACTERS = 80


class UserIsInactive(Exception):
    """The host has closed the user's account."""


def issue_token(user: User, community: Community, now: datetime, label: str = "") -> str:
    """A new token with which a program speaks as the user there. Raises UserIsInactive.

    It is not kept and cannot be shown again.
    """
    if not user.is_active:
        raise UserIsInactive
    secret = MARK + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        community=community,
        user=user,
        digest=_digest(secret),
        prefix=secret[:PREFIX_CHARACTERS],
        label=label[:MAX_LABEL_CHARACTERS],
        created_at=now,
    )
    return secret


def revoke_token(user: User, community: Community, prefix: str, now: datetime) -> bool:
    """Make the token that begins so useless. Says whether there was one in use."""
    tokens = ApiToken.objects.filter(
        user=user, community=community, prefix=prefix[:PREFIX_CHARACTERS], revoked_at=None
    )
    return tokens.update(revoked_at=now) > 0


def find_token(secret: str) -> ApiToken | None:
    """The token in use whose secret this is, with its user and community. One query.

    The database compares digests: how long that takes tells nothing of any secret.
    """
    tokens = ApiToken.objects.select_related("user", "community")
    return tokens.filter(digest=_digest(secret), revoked_at=None, user__is_active=True).first()


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
