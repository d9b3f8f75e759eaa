"""`goodtalk token`: lets another program in, and shuts it out again."""

import argparse
import sys

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError
from django.utils import timezone

from goodtalk.chats.arriving.sanitising import is_storable
from goodtalk.communities.models import Community, User
from goodtalk.doors.api.tokens import UserIsInactive, issue_token, revoke_token


class CannotDo(Exception):
    """Nothing was changed. `str()` is one sentence for people."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "email", metavar="EMAIL", help="as whom the program speaks; made a user if new"
    )
    parser.add_argument(
        "--community", metavar="TAG", required=True, help="the only one in which the token works"
    )
    parser.add_argument("--label", metavar="TEXT", default="", help="what the token is for")
    parser.add_argument(
        "--revoke", metavar="PREFIX", help="make no token: end the one that begins so (gt_…)"
    )


def run(options: argparse.Namespace) -> int:
    """Print a new token, or revoke one. Returns the exit code: 0, or 1 when it was not done."""
    try:
        community = _community(options.community)
        if options.revoke is not None:
            _revoke(community, options.email, options.revoke)
        else:
            print(_issue(community, options.email, options.label))  # noqa: T201
    except (CannotDo, DatabaseError) as error:
        sys.stderr.write(f"goodtalk token: {error}\n")
        return 1
    return 0


def _issue(community: Community, email: str, label: str) -> str:
    if not is_storable(label):
        raise CannotDo("The label holds a character that no text has.")
    user = _known(email) or _new(email)
    try:
        return issue_token(user, community, timezone.now(), label)
    except UserIsInactive:
        raise CannotDo(f"The account of {email} is closed.") from None


def _revoke(community: Community, email: str, prefix: str) -> None:
    user = _known(email)
    found = user and is_storable(prefix) and revoke_token(user, community, prefix, timezone.now())
    if not found:
        raise CannotDo(f"{email} has no token in use here that begins with {prefix}.")


def _community(tag: str) -> Community:
    community = Community.objects.tagged(tag).first() if is_storable(tag) else None
    if community is None:
        raise CannotDo(
            f"There is no community #{tag.lstrip('#')} here; `goodtalk community add` makes one."
        )
    return community


def _known(email: str) -> User | None:
    """Nobody has two accounts whose addresses differ in case alone."""
    return User.objects.filter(email__iexact=email).first() if is_storable(email) else None


def _new(email: str) -> User:
    try:
        validate_email(email)
    except ValidationError:
        raise CannotDo(f"{email} is no e-mail address.") from None
    return User.objects.create_user(email.lower())  # as signing in has it
