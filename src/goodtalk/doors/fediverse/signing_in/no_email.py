"""Somebody who signs in from their server, and has no e-mail address here.

A user is known by an address, so theirs has one that nobody can have (RFC 2606, section 2).
"""

import secrets

from goodtalk.communities.models import User

NOWHERE = "@fediverse.invalid"


def new_user_without_email(name: str) -> User:
    """Make one."""
    return User.objects.create_user(f"{secrets.token_hex(12)}{NOWHERE}", name=name)


def signs_in_by_email(user: User) -> bool:
    """Whether a code can be sent to them."""
    return not user.email.endswith(NOWHERE)
