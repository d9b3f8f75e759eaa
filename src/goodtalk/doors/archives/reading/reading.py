"""Reads an archive and makes of it what can be made without the database."""

from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from datetime import datetime

from goodtalk.chats.arriving.beforehand import tell_beforehand
from goodtalk.chats.arriving.conflicts import OF_ANOTHER
from goodtalk.chats.arriving.incoming import READABLE, IncomingPost
from goodtalk.chats.arriving.placing import slot_at
from goodtalk.chats.arriving.receive import Told
from goodtalk.chats.arriving.wording import Wording
from goodtalk.chats.filing.foretold import Foretold
from goodtalk.communities.models import Community
from goodtalk.communities.rhythm import Slot
from goodtalk.doors.archives.entries import (
    NO_CHAT,
    NOT_PUBLIC,
    TAKEN_BACK,
    BadRow,
    Entry,
)
from goodtalk.doors.archives.files.opening import Archive
from goodtalk.doors.archives.formats.csv_posts import CsvFormat
from goodtalk.doors.archives.formats.formats import find_format
from goodtalk.doors.archives.formats.goodtalk import GoodtalkFormat
from goodtalk.doors.archives.formats.recorded import Hours
from goodtalk.doors.archives.formats.search_numbers import (
    has_search_numbers,
    without_search_numbers,
)
from goodtalk.doors.archives.reading.batches import (
    LOOKING,
    STORING,
    Batch,
    Mended,
    Progress,
    Step,
)
from goodtalk.doors.archives.reading.belonging import Talk
from goodtalk.doors.archives.reading.deleted import Deleted
from goodtalk.doors.archives.reading.halves import Found, Halves
from goodtalk.doors.archives.reading.other_tags import OtherTags
from goodtalk.doors.archives.reading.real_moments import at_real_moments
from goodtalk.doors.archives.reading.rounded_ids import SharedIds, may_be_rounded
from goodtalk.doors.archives.reading.scratch import Scratch
from goodtalk.doors.archives.reading.survey import Survey

BATCH = 3000  # rows a transaction, or a few more: others wait for so long, memory holds so many
MOST = 8000  # of a very large hour
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
        beside: bool,
    ) -> None:
        """Asks the database what there is to ask. Raises WrongFile.

        `beside`: the steps are another process's. It also foretells the hours, which is more work
        than to file them; and we help it to look through a file that can be divided.
        """
        self._archive = archive
        self._kind = find_format(format_name, archive)
        self._survey = Survey(community)
        self.hours: Hours = {}
        if isinstance(self._kind, GoodtalkFormat):
            self._survey.is_of_our_record = self._kind.is_of(archive, community)
            self.hours = self._kind.hours(archive)
        self._wording = Wording(community)
        self._rhythm = community.rhythm
        self._now = now
        self._beside = beside
        is_sheet = isinstance(self._kind, CsvFormat)
        self._has_search_numbers = is_sheet and has_search_numbers(archive)
        self._halves = Halves.of(archive) if beside and is_sheet else None
        self._talk = Talk(self._survey)
        self._shared: SharedIds | None = None
        self._deleted = Deleted()
        self._other_tags = OtherTags()
        self._unsure: set[int] = set()  # places in the batch at hand
        self._last: IncomingPost | None = None  # of the batch before it
        self._goes_on = False  # whether the next batch has posts of an hour of this one

    def steps(self) -> Generator[Step]:
        """Everything, in order. Raises WrongFile before there is any batch, or never."""
        with closing(Scratch()) as scratch:
            yield from self._look_through(scratch)
            if self._survey.rounded > 1:
                self._shared = SharedIds(scratch.posts_under(may_be_rounded))
            yield from self._batches(scratch)
        yield Mended(dict(self._archive.repairs), self._other_tags.commonest())

    def help(self) -> Iterator[Progress]:
        """Look through the second half, while another process looks through the first.

        Whatever goes wrong, the other one comes to it as well, and says so.
        """
        halves, size = self._halves, self._archive.size
        if halves is None:
            return
        try:
            for number, done in self._noted(halves.second, halves.scratch):
                both = 2 * done - size  # the other one is as far with its half
                yield Progress(LOOKING, 2 * number, max(both, 0), size)
        except Exception:
            halves.tell(None)
        else:
            found = Found(
                halves.scratch.contents, self._survey.seen(), dict(halves.second.repairs)
            )
            halves.tell(found)
        finally:
            halves.close()

    def _look_through(self, scratch: Scratch) -> Iterator[Progress]:
        halves, size = self._halves, self._archive.size
        archive = halves.first if halves else self._archive
        for number, done in self._noted(archive, scratch):
            if not halves or halves.is_read_on:  # as long as it is not, the other one tells
                yield Progress(LOOKING, number, done, size)
        if halves and halves.found:
            found = halves.found
            self._survey.learn(found.seen)
            self._archive.repairs.update(found.repairs)
            scratch.go_on_with(halves.scratch.recognise(found.contents), halves.lines)
        yield Progress(LOOKING, scratch.size, size, size)

    def _noted(self, archive: Archive, scratch: Scratch) -> Iterator[tuple[int, int]]:
        """Look at each row and keep it; how many it has been, and the bytes, now and then."""
        done, note = 0, self._survey.note

        def progress(bytes_read: int) -> None:
            nonlocal done
            done = bytes_read

        archive.progress, archive.deleted = progress, self._deleted.note
        rows = at_real_moments(self._kind.read(archive), archive.repairs)
        rows = without_search_numbers(rows) if self._has_search_numbers else rows
        for number, row in enumerate(scratch.keep(rows), 1):
            if isinstance(row, Entry):
                note(row.post)
            if not number % TOLD_EVERY:
                yield number, done

    def _batches(self, scratch: Scratch) -> Iterator[Step]:
        """Some rows at a time, each batch followed by how far the reading is with it."""
        batch, done, size = Batch(), 0, self._archive.size
        for row in scratch.by_time():
            if batch.rows >= MOST or (batch.rows >= BATCH and self._parts(batch, row)):
                self._goes_on = self._is_of_one_hour(batch, row)
                done += batch.rows
                yield self._told(batch)
                yield Progress(STORING, done, size * done // scratch.size, size)
                batch = Batch()
            self._lay_into(batch, row)
        if batch.rows:
            yield self._told(batch)
        yield Progress(STORING, scratch.size, size, size)

    def _lay_into(self, batch: Batch, row: Entry | BadRow) -> None:
        batch.rows += 1
        if isinstance(row, BadRow):
            batch.bad_rows.append(row)
        elif self._shared and row.post.uri in self._shared:
            batch.bad_rows.append(BadRow(row.line, OF_ANOTHER))
        elif row.post.uri in self._deleted:
            batch.leave_out(row, TAKEN_BACK)
        elif row.post.visibility not in READABLE:
            batch.leave_out(row, NOT_PUBLIC)
        elif self._survey.is_said_to_us(row.post):
            batch.entries.append(row)
        elif self._survey.may_be_said_to_us(row.post):
            self._unsure.add(len(batch.entries))
            batch.entries.append(row)
        else:
            self._other_tags.note(row.post.tags)
            batch.leave_out(row, NO_CHAT)

    def _settle(self, batch: Batch) -> None:
        """Let posts without the tag be doubtful that nothing in the file ties to their hour."""
        posts, unsure = [post for _, post in batch.entries], self._unsure
        self._unsure = set()
        if self._last and posts and not self._talk.goes_on(self._last, posts[0]):
            self._talk = Talk(self._survey)
        self._last = posts[-1] if posts else self._last
        if unsure or self._goes_on:
            doubtful = unsure - self._talk.sort_out(posts, unsure)
            batch.doubtful = [batch.entries[place] for place in sorted(doubtful)]
            batch.entries = [
                row for place, row in enumerate(batch.entries) if place not in doubtful
            ]

    def _parts(self, batch: Batch, row: Entry | BadRow) -> bool:
        """Whether the row is surely not of the hour with which the batch ends."""
        if isinstance(row, BadRow) or not batch.entries:
            return True
        return self._survey.parts(batch.entries[-1].post, row.post)

    def _is_of_one_hour(self, batch: Batch, row: Entry | BadRow) -> bool:
        """Whether the row may have to do with the hour with which the batch ends."""
        if isinstance(row, BadRow) or not batch.entries:
            return False
        return self._talk.goes_on(batch.entries[-1].post, row.post)

    def _told(self, batch: Batch) -> Batch:
        """The batch, with all that can be told of it."""
        self._settle(batch)
        tell, wording, now = tell_beforehand, self._wording, self._now
        told = [tell(post, wording, now) for _, post in batch.entries]
        taken = [
            post
            for (_, post), one in zip(batch.entries, told, strict=True)
            if not one.reason and not post.recorded
        ]
        batch.told = Told(told, list(self._hours_of(taken)) if self._beside else [])
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
