"""The rehearsal as a process of its own, which ends when whoever started it does."""

import os
import signal
import sys
import threading
from datetime import timedelta
from pathlib import Path

from goodtalk.site.claims import CannotServe
from goodtalk.site.command_line import fail
from goodtalk.site.database import set_up


def end_with_parent() -> None:
    """Stop when the other end of our standard input is closed; the kernel does that too."""

    def wait() -> None:
        while os.read(0, 1024):  # not sys.stdin: its lock would be missed when Python ends
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()


def main(written: str, bind: str, speed: str, lobby_seconds: str, hand: str) -> None:
    """Hold the rehearsal of an hour that was written down."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches us too; the parent decides
    end_with_parent()
    set_up()
    from goodtalk.site.rehearsal.stage import hold  # needs Django to be set up

    lobby, by_hand = timedelta(seconds=int(lobby_seconds)), hand == "by-hand"
    try:
        hold(Path(written), bind, speed=float(speed), lobby=lobby, by_hand=by_hand)
    except CannotServe as error:
        sys.exit(fail("replay", str(error)))


if __name__ == "__main__":
    main(*sys.argv[1:])
