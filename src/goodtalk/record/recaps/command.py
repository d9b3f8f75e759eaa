"""`goodtalk recap`: the draft of an hour's recap, or its publication, from the command line."""

import argparse
import sys
from pathlib import Path

from django.db import DatabaseError
from django.utils import timezone

from goodtalk.chats.filing.refile_command import NotFound, wanted
from goodtalk.chats.models import Chat
from goodtalk.record.recaps.drafting import draft_recap
from goodtalk.record.recaps.forms import RecapForm
from goodtalk.record.recaps.publishing import (
    HourNotOver,
    publish_recap,
    take_recap_back,
)


class CannotPublish(Exception):
    """The text is no recap of this hour. `str()` is one sentence for people."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--community", metavar="TAG", required=True, help="whose hour")
    parser.add_argument(
        "--chat", metavar="YYYY-MM-DD[-N]", required=True, help="the hour, as in its address"
    )
    done = parser.add_mutually_exclusive_group()
    done.add_argument(
        "--publish", metavar="FILE", help="publish this text; - reads it from standard input"
    )
    done.add_argument("--take-back", action="store_true", help="hide the recap again")


def run(options: argparse.Namespace) -> int:
    """Print the draft, publish a text, or take it back. Returns the exit code."""
    try:
        [chat] = wanted(options.community, options.chat)
        if options.take_back:
            take_recap_back(chat, by=None, now=timezone.now())
        elif options.publish is not None:
            _publish(chat, _read(options.publish))
            print(chat.recap_url())  # noqa: T201
        else:
            sys.stdout.write(draft_recap(chat))
    except (NotFound, CannotPublish) as error:
        return _fail(str(error))
    except HourNotOver:
        return _fail("A recap can be published once the hour is over.")
    except DatabaseError as error:
        return _fail(f"The database failed ({error}).")
    except (OSError, UnicodeDecodeError) as error:
        return _fail(f"{options.publish} cannot be read ({error}).")
    return 0


def _publish(chat: Chat, text: str) -> None:
    """As the page does it, after whatever was kept last."""
    form = RecapForm({"text": text}, chat=chat)
    if not form.is_valid():
        raise CannotPublish(" ".join(str(one) for each in form.errors.values() for one in each))
    publish_recap(chat, form.cleaned_data["text"], after=None, by=None, now=timezone.now())


def _read(name: str) -> str:
    """Raises OSError, UnicodeDecodeError: whatever the terminal's language, it has to be UTF-8."""
    return (sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()).decode("utf-8")


def _fail(sentence: str) -> int:
    sys.stderr.write(f"goodtalk recap: {sentence}\n")
    return 1
