"""Which number goes with which handle, by the rows of one archive that have both, or by tweets."""

from collections.abc import Iterable

from goodtalk.chats.arriving.incoming import Author
from goodtalk.doors.archives.files.scratch_tables import scratch_database

NUMBER = "twitter:user:"


class Ties:
    """In flat memory, however many people there are: a scratch file keeps them."""

    def __init__(self) -> None:
        self._scratch = scratch_database()
        self._scratch.execute(
            "CREATE TABLE tie (name TEXT PRIMARY KEY, other TEXT) WITHOUT ROWID"
        )
        self._scratch.execute(
            "CREATE TABLE by_tweet (name TEXT PRIMARY KEY, other TEXT) WITHOUT ROWID"
        )

    def learn(self, authors: Iterable[Author]) -> tuple[dict[str, str], set[str]]:
        """Note who has both; later ones count more.

        Returns the numbers of those of whom the handle was not known, by handle, and the numbers
        of those who had another handle.
        """
        both = {
            f"twitter:{author.handle.lower()}": author
            for author in authors
            if author.handle and author.uri.startswith(NUMBER)
        }
        fresh = {
            handle: author.uri for handle, author in both.items() if not self.number_of(handle)
        }
        pairs = [(handle, author.uri) for handle, author in both.items()]
        pairs += [(author.uri, author.handle) for author in both.values()]
        before = {author.uri: self.handle_of(author.uri) for author in both.values()}
        self._scratch.executemany("INSERT OR REPLACE INTO tie VALUES (?, ?)", pairs)
        return fresh, {uri for uri, last in before.items() if last and last != self.handle_of(uri)}

    def tie(self, handle: str, other: str) -> None:
        """Note that whoever has this handle is known by another name, as a tweet has told."""
        pairs = [(handle, other)] + ([(other, handle)] if other.startswith(NUMBER) else [])
        self._scratch.executemany("INSERT OR REPLACE INTO by_tweet VALUES (?, ?)", pairs)

    def tied(self, name: str) -> str:
        """By which other name a tweet has told that they are known; empty if none has."""
        return self._other(name, "by_tweet")

    def number_of(self, handle: str) -> str:
        """The uri by number of whoever is known by such a uri by handle; empty if nobody is."""
        return self._other(handle)

    def handle_of(self, number: str) -> str:
        """The handle that somebody last had; empty if it is not known."""
        return self._other(number)

    def _other(self, name: str, table: str = "tie") -> str:
        row = self._scratch.execute(f"SELECT other FROM {table} WHERE name = ?", [name])  # noqa: S608
        found = row.fetchone()
        return str(found[0]) if found else ""
