"""`goodtalk source`: where posts with our tags are looked for."""

import argparse
import os
import sys

from django.conf import settings
from django.utils import timezone

from goodtalk.chats.arriving.sanitising import is_storable
from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.gathering.coverage import light_of
from goodtalk.doors.fediverse.gathering.models import Source
from goodtalk.doors.fediverse.gathering.sources import (
    KINDS,
    WORDS,
    CannotAdd,
    add_source,
    remove_source,
)


class CannotDo(Exception):
    """Nothing was changed. `str()` is one sentence for people."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    added = what.add_parser("add", help="look for posts there too")
    added.add_argument("kind", metavar="KIND", choices=KINDS, help="timeline, relay or tag")
    added.add_argument("address", metavar="ADDRESS", help="of the server, or of who is followed")
    added.add_argument("--community", metavar="TAG", help="for this one alone (default: for all)")
    added.add_argument(
        "--token", metavar="TOKEN", default="", help="where a timeline wants one; - asks for it"
    )
    added.add_argument(
        "--as-mastodon", action="store_true", help="a relay that knows Mastodon's way alone"
    )
    what.add_parser("list", help="every source, and how it is")
    removed = what.add_parser("remove", help="look there no more; what came from there stays")
    removed.add_argument("number", metavar="NUMBER", type=int, help="as it is listed")


def run(options: argparse.Namespace) -> int:
    """Do it. Returns the exit code: 0, or 1 when it could not be done."""
    try:
        {"add": _add, "list": _list, "remove": _remove}[options.what](options)
    except (CannotAdd, CannotDo) as error:
        sys.stderr.write(f"goodtalk source {options.what}: {error}\n")
        return 1
    return 0


def _add(options: argparse.Namespace) -> None:
    if not settings.ORIGIN:
        raise CannotDo("This server has no public address yet; set GOODTALK_ORIGIN first.")
    source = add_source(
        KINDS[options.kind],
        options.address,
        community=_community(options.community),
        now=timezone.now(),
        token=_token(options.token),
        as_mastodon=options.as_mastodon,
    )
    _say(_line(source))


def _token(given: str) -> str:
    """A token in the words of a command is seen by everybody on the machine, and kept."""
    token = input() if given == "-" else given or os.environ.get("GOODTALK_SOURCE_TOKEN", "")
    token = token.strip()
    if len(token) > 500 or not token.isascii() or not token.isprintable():
        raise CannotDo("That is no token.")
    return token


def _list(_options: argparse.Namespace) -> None:
    for source in Source.objects.select_related("community").order_by("pk"):
        _say(_line(source))


def _remove(options: argparse.Namespace) -> None:
    source = Source.objects.filter(pk=options.number).first()
    if source is None:
        raise CannotDo(f"There is no source {options.number}; `goodtalk source list` has them.")
    remove_source(source, now=timezone.now())


def _community(tag: str | None) -> Community | None:
    if tag is None:
        return None
    community = Community.objects.tagged(tag).first() if is_storable(tag) else None
    if community is None:
        raise CannotDo(
            f"There is no community #{tag.lstrip('#')} here; `goodtalk community add` makes one."
        )
    return community


def _line(source: Source) -> str:
    """Number, kind, address, whose it is, and how it is."""
    whose = str(source.community) if source.community else "all communities"
    light = light_of(source, now=timezone.now())
    kind = WORDS[Source.Kind(source.kind)]
    return "\t".join([str(source.pk), kind, source.address, whose, f"{light.word}: {light.why}"])


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
