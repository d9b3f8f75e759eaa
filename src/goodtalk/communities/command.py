"""`goodtalk community add`: a community from the command line."""

import argparse
import sys
from collections.abc import Iterator
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from goodtalk.communities.belonging import user_with_email
from goodtalk.communities.changed_dates import rhythm_by_rule
from goodtalk.communities.founding import TagUnusable, start_community, usable_tag
from goodtalk.communities.models import Community
from goodtalk.communities.plain_text import plain_line
from goodtalk.communities.rhythm import FIRST, LAST, RhythmNotUnderstood, describe, parse_rule


class NotUnderstood(ValueError):
    """An option holds what cannot be read. Its text is one sentence."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("tag", metavar="TAG", help="the hashtag, with or without its #")
    parser.add_argument("--name", help="what the community is called (default: its hashtag)")
    parser.add_argument(
        "--rhythm", metavar="RULE", help="an RFC 5545 rule (default: FREQ=WEEKLY;BYDAY=FR)"
    )
    parser.add_argument("--at", metavar="HH:MM", help="when, on the clock there (default: 13:00)")
    parser.add_argument(
        "--zone", metavar="ZONE", help="whose clock, an IANA name (default: Europe/London)"
    )
    parser.add_argument("--minutes", metavar="N", help="how long an hour is (default: 60)")
    parser.add_argument(
        "--since",
        metavar="YYYY-MM-DD",
        help="from which week or month every second one counts (default: today)",
    )
    parser.add_argument(
        "--organiser", metavar="EMAIL", help="who runs it; made if nobody signs in so yet"
    )
    parser.add_argument("--accent", metavar="COLOUR", help="such as #0b6b60")
    parser.add_argument(
        "--may-post", metavar="WHO", help=f"{_choices()} (default: signed_in)"
    )


def run(options: argparse.Namespace) -> int:
    """Add a community. Returns the exit code: 0, or 1 when it could not be made."""
    try:
        community = _community(options)
        if options.organiser:
            _check_email(options.organiser)
        rhythm = describe(rhythm_by_rule(community))
        organiser = user_with_email(options.organiser) if options.organiser else None
        start_community(community, organiser=organiser)
    except (TagUnusable, RhythmNotUnderstood, NotUnderstood) as error:
        sys.stderr.write(f"goodtalk community add: {error}\n")
        return 1
    print(f"{community}: {rhythm}")  # noqa: T201
    return 0


def _community(options: argparse.Namespace) -> Community:
    tag = usable_tag(options.tag)
    community = Community(tag=tag, **{"name": f"#{tag}", **dict(_fields(options))})
    try:
        community.full_clean(exclude=["tag", "tag_key"])
    except ValidationError as error:
        name, errors = next(iter(error.message_dict.items()))
        raise NotUnderstood(f"--{name.replace('_', '-')}: {errors[0]}") from error
    return community


def _fields(options: argparse.Namespace) -> Iterator[tuple[str, Any]]:
    """What was said; the model has a default for the rest."""
    if options.name is not None:
        yield "name", plain_line(options.name)
    if options.rhythm is not None:
        yield "rule", parse_rule(options.rhythm)
    if options.at is not None:
        yield "at", _clock(options.at)
    if options.minutes is not None:
        yield "minutes", _number(options.minutes)
    if options.since is not None:
        yield "since", _date(options.since)
    for name in ("zone", "accent"):
        if getattr(options, name) is not None:
            yield name, getattr(options, name)
    if options.may_post is not None:
        yield "may_post", _who(options.may_post)


def _clock(text: str) -> time:
    try:
        moment = time.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo:
        raise NotUnderstood("--at is a time on the clock such as 13:00.")
    return moment


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 4:
        raise NotUnderstood("--minutes is a whole number from 1 to 1440.")
    return int(text)


def _date(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not FIRST.date() <= day <= LAST.date():
        raise NotUnderstood("--since is a date such as 2026-11-27.")
    return day


def _who(text: str) -> str:
    if text not in Community.MayPost.values:
        raise NotUnderstood(f"--may-post is one of {_choices()}.")
    return text


def _check_email(text: str) -> None:
    try:
        validate_email(text)
    except ValidationError:
        raise NotUnderstood("--organiser is an e-mail address.") from None


def _choices() -> str:
    return ", ".join(Community.MayPost.values)
