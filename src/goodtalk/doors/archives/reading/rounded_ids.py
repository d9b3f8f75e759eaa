"""Ids that different posts of one file share, because a spreadsheet has rounded them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from goodtalk.chats.arriving.conflicts import Traits
from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.doors.archives.files.scratch_tables import scratch_database

# A spreadsheet keeps 15 digits of 18, and three to six of a number that it has shown as 4.44E+17.
# Only these make one id of many. Of a hundred thousand tweets one has such an id by itself.
ZEROS = "00000"


class SharedIds:
    """Which ids those are, in flat memory, however many: a scratch file keeps them."""

    def __init__(self, posts: Iterable[IncomingPost]) -> None:
        self._scratch = scratch_database()
        self._scratch.execute(
            "CREATE TABLE post (uri TEXT PRIMARY KEY, at REAL, author TEXT, is_share INTEGER, "
            "beginning TEXT, is_shared INTEGER DEFAULT 0) WITHOUT ROWID"
        )
        with self._scratch:
            for post in posts:
                self._note(post)

    def __contains__(self, uri: str) -> bool:
        if not uri.endswith(ZEROS):
            return False
        found = self._scratch.execute("SELECT is_shared FROM post WHERE uri = ?", [uri]).fetchone()
        return bool(found and found[0])

    def _note(self, post: IncomingPost) -> None:
        found = self._scratch.execute(
            "SELECT at, author, is_share, beginning, is_shared FROM post WHERE uri = ?", [post.uri]
        ).fetchone()
        traits = Traits.of(post)
        if found is None:
            row = (post.uri, traits.at.timestamp(), *traits[1:])
            self._scratch.execute("INSERT INTO post VALUES (?, ?, ?, ?, ?, 0)", row)
            return
        at, *rest, is_shared = found
        first = Traits(datetime.fromtimestamp(at, UTC), *rest)
        if not is_shared and traits.are_of_another(first):
            self._scratch.execute("UPDATE post SET is_shared = 1 WHERE uri = ?", [post.uri])


def may_be_rounded(network: str, uri: str) -> bool:
    """Whether an id looks as rounded ones do."""
    return uri.endswith(ZEROS) and network == "twitter"
