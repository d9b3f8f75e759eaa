"""Reads an archive and makes of it what can be made without the database."""

from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from datetime import datetime

from goodtalk.chats.arriving.beforehand import tell_beforehand
from goodtalk.chats.arriving.incoming import READABLE, IncomingPost
from goodtalk.chats.arriving.placing import slot_at
from goodtalk.chats.arriving.receive import Told
from goodtalk.chats.arriving.wording import Wording
from goodtalk.chats.filing.foretold import Foretold
from goodtalk.communities.models import Community
from goodtalk.communities.rhythm import Slot
from goodtalk.doors.archives.batches import Batch, Mended, Progress, Step
from goodtalk.doors.archives.entries import BadRow, Entry
from goodtalk.doors.archives.formats import find_format
from goodtalk.doors.archives.opening import Archive
from goodtalk.doors.archives.scratch import Scratch
from goodtalk.doors.archives.survey import Survey

BATCH = 3000  # rows a transaction, or a few more: others wait for so long
MOST = 8000  # of a very large hour; memory holds so many
TOLD_EVERY = 1000  # rows


class Reading:
    """One reading of an archive: all of it first, then again what was kept of it, by time."""

    def __init__(
        self,
        archive: Archive,
        community: Community,
        *,
        now: datetime,
        format_name: str,
        foretell: bool,
    ) -> None:
        """Asks the database what there is to ask. Raises WrongFile.

        To `foretell` hours is more work than to file them, and pays where another process does it.
        """
        self._archive = archive
        self._kind = find_format(format_name, archive)
        self._survey = Survey(community)
        self._wording = Wording(community)
        self._rhythm = community.rhythm
        self._now = now
        self._foretell = foretell

    def steps(self) -> Generator[Step]:
        """Everything, in order. Raises WrongFile before there is any batch, or never."""
        scratch = Scratch()
        yield from self._look_through(scratch)
        yield from self._batches(scratch)
        yield Mended(dict(self._archive.repairs))

    def _look_through(self, scratch: Scratch) -> Iterator[Progress]:
        done = number = 0

        def note(bytes_read: int) -> None:
            nonlocal done
            done = bytes_read

        self._archive.progress = note
        size = self._archive.size
        for number, row in enumerate(scratch.keep(self._kind.read(self._archive)), 1):
            if isinstance(row, Entry):
                self._survey.note(row.post)
            if not number % TOLD_EVERY:
                yield Progress("Looking through", number, done, size)
        yield Progress("Looking through", number, size, size)

    def _batches(self, scratch: Scratch) -> Iterator[Step]:
        """Some rows at a time, each batch followed by how far the reading is with it."""
        batch, done, size = Batch(), 0, self._archive.size
        for row in scratch.by_time():
            if batch.rows >= MOST or (batch.rows >= BATCH and self._parts(batch, row)):
                done += batch.rows
                yield self._told(batch)
                yield Progress("Importing", done, size * done // scratch.size, size)
                batch = Batch()
            self._lay_into(batch, row)
        if batch.rows:
            yield self._told(batch)
        yield Progress("Importing", scratch.size, size, size)

    def _lay_into(self, batch: Batch, row: Entry | BadRow) -> None:
        batch.rows += 1
        if isinstance(row, BadRow):
            batch.bad_rows.append(row)
        elif row.post.visibility in READABLE and self._survey.belongs(row.post):
            batch.entries.append(row)
        else:
            batch.outside += 1

    def _parts(self, batch: Batch, row: Entry | BadRow) -> bool:
        """Whether the row is surely not of the hour with which the batch ends."""
        if isinstance(row, BadRow) or not batch.entries:
            return True
        return self._survey.parts(batch.entries[-1].post, row.post)

    def _told(self, batch: Batch) -> Batch:
        """The batch, with all that can be told of it."""
        tell, wording, now = tell_beforehand, self._wording, self._now
        told = [tell(post, wording, now) for _, post in batch.entries]
        taken = [
            post for (_, post), one in zip(batch.entries, told, strict=True) if not one.reason
        ]
        batch.told = Told(told, list(self._hours_of(taken)) if self._foretell else [])
        return batch

    def _hours_of(self, posts: Sequence[IncomingPost]) -> Iterator[Foretold]:
        """Each hour of which there are posts; not where one comes twice and may be completed."""
        by_slot: dict[Slot, list[IncomingPost]] = defaultdict(list)
        slot: Slot | None = None
        for post in posts:
            if slot is None or not slot.starts_at <= post.published < slot.ends_at:
                slot = slot_at(self._rhythm, post.published)
            if slot is not None:
                by_slot[slot].append(post)
        for slot, these in by_slot.items():
            if len({post.uri for post in these}) == len(these):
                yield Foretold.of(slot, these)
