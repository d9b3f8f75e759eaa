"""Hostile and broken files, to be looked at, or imported one after the other with the real command.

`python -m tests.doors.archives.hostile FOLDER [NAME…]` writes them all, or those of that name: some
12 GB. `python -m tests.doors.archives.hostile --import [NAME…]` imports each, as `goodtalk import`
does, into a new SQLite data folder, and prints what came of it; it exits with 1 if anything was not
as it should be.
"""

import sys
from collections.abc import Collection
from pathlib import Path

from tests.doors.archives.hostile.every import EVERY
from tests.doors.archives.hostile.hostile import Hostile
from tests.doors.archives.hostile.seeing import HEADING, see_each


def main(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help"):
        print(__doc__)  # noqa: T201
        return 2
    wanted = _named(words[1:])
    if words[0] != "--import":
        folder = Path(words[0])
        folder.mkdir(parents=True, exist_ok=True)
        for each in wanted:
            each.make(folder / each.name)
        return 0
    print(HEADING)  # noqa: T201
    wrong = 0
    for seen in see_each(wanted):
        print(seen, flush=True)  # noqa: T201
        wrong += not seen.is_as_told
    told = f"{len(wanted)} files, of which {wrong} did not do as they should."
    print(told)  # noqa: T201
    return int(wrong > 0)


def _named(names: Collection[str]) -> list[Hostile]:
    return [each for each in EVERY if not names or each.name in names]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
