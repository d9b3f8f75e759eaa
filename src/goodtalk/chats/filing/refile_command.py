"""`goodtalk refile`: files the posts of old hours again, from the command line."""

import argparse
import sys
from collections.abc import Sequence

from django.db import DatabaseError
from django.utils import timezone

from goodtalk.chats.addresses import read_hour
from goodtalk.chats.filing.refiling import file_chat_again
from goodtalk.chats.models import Chat
from goodtalk.communities.models import Community


class NotFound(Exception):
    """There is nothing of the kind to file. `str()` is one sentence for people."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--community", metavar="TAG", required=True, help="whose hours")
    parser.add_argument(
        "--chat", metavar="YYYY-MM-DD[-N]", help="one hour alone, as in its address (default: all)"
    )


def run(options: argparse.Namespace) -> int:
    """File again, an hour a transaction. Returns the exit code: 0, or 1 when it could not be done.
    """
    try:
        chats = wanted(options.community, options.chat)
        changed = refile(chats)
    except NotFound as error:
        return _fail(str(error))
    except DatabaseError as error:
        return _fail(f"The database failed ({error}). Whole hours are done or not; start it again.")
    print(f"Chats: {len(chats):,}, posts filed differently: {changed:,}.")  # noqa: T201
    return 0


def wanted(tag: str, address: str | None) -> Sequence[Chat]:
    """The hours that were asked for, earliest first. Raises NotFound."""
    community = Community.objects.tagged(tag).first()
    if community is None:
        raise NotFound(f"There is no community #{tag.lstrip('#')} here.")
    chats = community.chats.order_by("starts_at")
    if address is None:
        return list(chats)
    hour = read_hour(address)
    found = list(chats.filter(day=hour.day, part=hour.part)) if hour else []
    if not found:
        raise NotFound(f"#{community.tag} has no chat {address}.")
    return found


def refile(chats: Sequence[Chat]) -> int:
    """File them one after the other, and show on a terminal how far it is. How many posts changed.
    """
    changed = 0
    for number, chat in enumerate(chats, 1):
        _show(f"{chat.address}: {number:,} of {len(chats):,}")
        changed += file_chat_again(chat, now=timezone.now())
    _show("")
    return changed


def _show(words: str) -> None:
    """One line that keeps changing; nothing where stderr is no terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{words}")
        sys.stderr.flush()


def _fail(sentence: str) -> int:
    _show("")
    sys.stderr.write(f"goodtalk refile: {sentence}\n")
    return 1
