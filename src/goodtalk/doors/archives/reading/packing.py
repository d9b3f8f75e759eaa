"""What was read of an archive as bytes: to wait on the disc, and to go to another process.

In Python's `marshal`, the quickest there is. Only this program reads what it has written.
"""

import marshal
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from goodtalk.chats.arriving.beforehand import Beforehand
from goodtalk.chats.arriving.enclosing import as_data, read_enclosed
from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.receive import Told
from goodtalk.chats.filing.foretold import Foretold
from goodtalk.doors.archives.entries import BadRow, Entry, LeftOut
from goodtalk.doors.archives.reading.batches import Batch, Mended, Progress, Step

REMEMBERED = 5000  # authors; few people say most
_AUTHOR, _POST = ([field.name for field in fields(kind)] for kind in (Author, IncomingPost))
_author_values, _post_values = attrgetter(*_AUTHOR), attrgetter(*_POST)
_AUTHOR_PLACE, _PUBLISHED_PLACE = _POST.index("author"), _POST.index("published")
_ENCLOSED_PLACE = _POST.index("enclosed")
NETWORK_PLACE, URI_PLACE = _POST.index("network"), _POST.index("uri")
Values = list[Any]


class Rows:
    """Posts as plain values and back; one object for one author, as far as they are remembered."""

    def __init__(self) -> None:
        self._authors: dict[tuple[Any, ...], Author] = {}

    def pack(self, post: IncomingPost) -> Values:
        """A post by itself, but for its moment."""
        values: Values = list(_post_values(post))
        values[_AUTHOR_PLACE] = _author_values(post.author)
        values[_PUBLISHED_PLACE] = None
        values[_ENCLOSED_PLACE] = as_data(post.enclosed)
        return values

    def unpack(self, values: Values, at: float) -> IncomingPost:
        """The post that was packed."""
        return _post(values, self._author(values[_AUTHOR_PLACE]), at)

    def _author(self, values: tuple[Any, ...]) -> Author:
        author = self._authors.get(values)
        if author is None:
            if len(self._authors) >= REMEMBERED:
                self._authors.clear()
            author = self._authors[values] = Author(*values)
        return author


def pack_step(step: Step) -> bytes:
    """A step of the reading, on its way to another process."""
    if isinstance(step, Batch):
        return marshal.dumps(("batch", _batch_values(step)))
    return marshal.dumps((type(step).__name__.lower(), tuple(step)))


def unpack_step(data: bytes) -> Step:
    """The step that was packed."""
    kind, values = marshal.loads(data)  # noqa: S302 - we wrote it ourselves
    if kind == "batch":
        return _batch(*values)
    return Progress(*values) if kind == "progress" else Mended(*values)


def _batch_values(batch: Batch) -> tuple[Any, ...]:
    """Each author once; the posts say which of them it was."""
    authors: dict[int, int] = {}
    posts = [
        (line, _values(post, authors.setdefault(id(post.author), len(authors))))
        for line, post in batch.entries
    ]
    doubtful = [
        (line, _values(post, authors.setdefault(id(post.author), len(authors))))
        for line, post in batch.doubtful
    ]
    everybody = [post.author for _, post in (*batch.entries, *batch.doubtful)]
    by_place = {authors[id(author)]: author for author in everybody}
    named = [_author_values(by_place[place]) for place in range(len(by_place))]
    bad_rows = list(map(tuple, batch.bad_rows))
    told = [list(map(tuple, each)) for each in batch.told]
    left_out = list(map(tuple, batch.left_out))
    return batch.rows, batch.outside, left_out, bad_rows, named, posts, doubtful, told


def _batch(
    rows: int,
    outside: dict[str, int],
    left_out: Sequence[tuple[int, str, str]],
    bad_rows: Sequence[tuple[int, str]],
    named: Sequence[tuple[Any, ...]],
    posts: Sequence[tuple[int, Values]],
    doubtful: Sequence[tuple[int, Values]],
    told: tuple[Sequence[tuple[Any, ...]], Sequence[tuple[Any, ...]]],
) -> Batch:
    authors = [Author(*values) for values in named]

    def entry(line: int, values: Values) -> Entry:
        return Entry(line, _post(values, authors[values[_AUTHOR_PLACE]], values[_PUBLISHED_PLACE]))

    return Batch(
        rows,
        outside,
        [LeftOut(*row) for row in left_out],
        [BadRow(*row) for row in bad_rows],
        [entry(*row) for row in posts],
        [entry(*row) for row in doubtful],
        Told([Beforehand(*each) for each in told[0]], [Foretold(*each) for each in told[1]]),
    )


def _values(post: IncomingPost, author: int) -> Values:
    values: Values = list(_post_values(post))
    values[_AUTHOR_PLACE] = author
    values[_PUBLISHED_PLACE] = post.published.timestamp()  # a float holds microseconds till 2242
    values[_ENCLOSED_PLACE] = as_data(post.enclosed)
    return values


def _post(values: Values, author: Author, at: float) -> IncomingPost:
    values[_AUTHOR_PLACE] = author
    values[_PUBLISHED_PLACE] = datetime.fromtimestamp(at, UTC)
    values[_ENCLOSED_PLACE] = read_enclosed(values[_ENCLOSED_PLACE])
    return IncomingPost(*values)
