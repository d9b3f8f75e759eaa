"""`goodtalk thanks`: whether a community thanks in public for posts in the spotlight."""

import argparse
import sys

from django.utils import timezone

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.outbox.thanks import choose_thanks, gives_thanks


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("how", metavar="HOW", nargs="?", choices=["public", "none"],
                        help="public or none (default: say how it is)")  # fmt: skip
    parser.add_argument("--community", metavar="TAG", required=True, help="whose choice it is")


def run(options: argparse.Namespace) -> int:
    """Choose, and say how it is. Returns the exit code: 0, or 1 without such a community."""
    community = Community.objects.tagged(options.community).first()
    if community is None:
        sys.stderr.write(f"goodtalk thanks: There is no community {options.community}.\n")
        return 1
    if options.how is not None:
        choose_thanks(community, wanted=options.how == "public", now=timezone.now())
    how = "in public" if gives_thanks(community) else "nobody in public"
    sys.stdout.write(f"{community} thanks {how}.\n")
    return 0
