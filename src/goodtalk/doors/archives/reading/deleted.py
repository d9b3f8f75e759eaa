"""Tweets of which the same file says that their author has deleted them."""

import sqlite3

from goodtalk.doors.archives.files.scratch_tables import scratch_database


class Deleted:
    """Their uris, however many: a scratch file keeps them, where there are any."""

    def __init__(self) -> None:
        self._scratch: sqlite3.Connection | None = None

    def note(self, uri: str) -> None:
        """Know of one."""
        if self._scratch is None:
            self._scratch = scratch_database()
            self._scratch.execute("CREATE TABLE gone (uri TEXT PRIMARY KEY) WITHOUT ROWID")
        self._scratch.execute("INSERT OR IGNORE INTO gone VALUES (?)", [uri])

    def __contains__(self, uri: str) -> bool:
        if self._scratch is None:
            return False
        found = self._scratch.execute("SELECT 1 FROM gone WHERE uri = ?", [uri])
        return found.fetchone() is not None
