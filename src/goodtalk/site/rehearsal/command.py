"""`goodtalk replay`: an old hour played in a private room, the way a chair learns the desk."""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from goodtalk.chats.addresses import read_hour
from goodtalk.chats.arriving.sanitising import is_storable
from goodtalk.chats.models import Chat
from goodtalk.communities.hashtags import fold_tag
from goodtalk.site.command_line import fail
from goodtalk.site.demo.command import speed
from goodtalk.site.rehearsal.old_hour import take_down, write_down

OWN = "GOODTALK_"  # a rehearsal has no setting of the server's: no database, no mail, no address


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--community", metavar="TAG", required=True, help="whose hour it is")
    parser.add_argument(
        "--chat", metavar="YYYY-MM-DD[-N]", required=True, help="the hour, as in its address"
    )
    parser.add_argument(
        "--speed", metavar="N", type=speed, default=1.0,
        help="let it pass N times as fast, at most 60 (default: 1)",
    )
    parser.add_argument(
        "--lobby", metavar="SECONDS", type=seconds, default=20,
        help="how long before it begins, to sign in and find the desk (default: 20)",
    )
    parser.add_argument(
        "--by-hand", action="store_true",
        help="the questions wait for you to release them, and the talk waits with them",
    )
    parser.add_argument(
        "--port", type=port, default=0, help="where to listen on this machine (default: any)"
    )


def run(options: argparse.Namespace) -> int:
    """Rehearse until Ctrl-C, which is the exit code 130; then everything of it is gone."""
    chat = _found(options.community, options.chat)
    if chat is None:
        hour = f"#{options.community.lstrip('#')} {options.chat}"
        return fail("replay", f"there is no hour {hour} here that is over.")
    old = take_down(chat)
    if not old.script.lines:
        return fail("replay", f"nothing that was said in {chat} can be read.")
    with tempfile.TemporaryDirectory(prefix="goodtalk-rehearsal-") as folder:
        written = Path(folder) / "hour.json"
        write_down(old, written)
        return _rehearse(written, options)


def seconds(text: str) -> int:
    """Up to an hour. Raises argparse.ArgumentTypeError."""
    if not (text.isascii() and text.isdecimal() and int(text[:6]) <= 3600):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds up to 3600")
    return int(text)


def port(text: str) -> int:
    """A port of this machine. Raises argparse.ArgumentTypeError."""
    if not (text.isascii() and text.isdecimal() and int(text[:6]) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port")
    return int(text)


def _found(tag: str, hour: str) -> Chat | None:
    address = read_hour(hour)
    if address is None or not is_storable(tag):
        return None
    chats = Chat.objects.at(fold_tag(tag), address.day, address.part)
    return chats.exclude(closed_at=None).select_related("community").first()


def _rehearse(written: Path, options: argparse.Namespace) -> int:
    """The stage as a child, which ends when its standard input does. Its exit code."""
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
    hand = "by-hand" if options.by_hand else "by-itself"
    bind = f"127.0.0.1:{options.port}"  # this machine alone: a rehearsal is nobody else's
    stage = subprocess.Popen(  # noqa: S603 - ourselves
        [
            sys.executable, "-m", "goodtalk.site.rehearsal.child",
            str(written), bind, str(options.speed), str(options.lobby), hand,
        ],
        env=theirs | {"GOODTALK_DATA": str(written.parent / "data")}, stdin=subprocess.PIPE,
    )
    signal.signal(signal.SIGTERM, lambda *_: stage.terminate())
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script may have it ignored
    try:
        return 0 if stage.wait() == 0 else 1
    finally:
        if stage.stdin is not None:
            stage.stdin.close()
        stage.wait()
