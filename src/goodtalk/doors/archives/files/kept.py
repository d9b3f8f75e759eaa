"""What a first look through a file remembers for the second, in flat memory."""

from collections.abc import Iterable

from goodtalk.doors.archives.files.scratch_tables import scratch_database


class Kept:
    """Texts by their names, however many: a scratch file keeps them. The last of a name counts."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._scratch = scratch_database()
        self._scratch.execute("CREATE TABLE kept (name BLOB PRIMARY KEY, text BLOB) WITHOUT ROWID")
        rows = ((_bytes(name), _bytes(text)) for name, text in pairs)
        with self._scratch:
            self._scratch.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", rows)

    def __call__(self, name: str) -> str:
        """The text of that name; empty where there is none."""
        asked = self._scratch.execute("SELECT text FROM kept WHERE name = ?", [_bytes(name)])
        found = asked.fetchone()
        return bytes(found[0]).decode("utf-8", "surrogatepass") if found else ""


def _bytes(text: str) -> bytes:
    """Files are hostile: SQLite takes no halves of surrogate pairs as text."""
    return text.encode("utf-8", "surrogatepass")
