"""A first look through an archive, so that a file that breaks off is refused before it begins."""

import re
from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.chats.arriving.placing import SPILL_MINUTES, slot_at
from goodtalk.chats.models import LOBBY_MINUTES
from goodtalk.communities.hashtags import fold_tag
from goodtalk.communities.models import Community
from goodtalk.communities.rhythm import Slot
from goodtalk.doors.archives.reading.rounded_ids import ZEROS

LEAD, SPILL = timedelta(minutes=LOBBY_MINUTES), timedelta(minutes=SPILL_MINUTES)

# Twitter's older interfaces cut texts at 140 characters, and the tag with them.
_CUT_SHORT = re.compile(r"…(?:\s?https?://\S{1,100})?\s*\Z")


class Hours:
    """When a community met, with the talk before and after: which moments belong to its chats."""

    def __init__(self) -> None:
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []

    def add(self, slot: Slot) -> None:
        """Note that it met then. Two hours that overlap are both kept."""
        self.add_stretch(slot.starts_at - LEAD, slot.ends_at + SPILL)

    def stretches(self) -> list[tuple[datetime, datetime]]:
        """From when till when each was, with the talk before and after."""
        return list(zip(self._starts, self._ends, strict=True))

    def add_stretch(self, start: datetime, end: datetime) -> None:
        """Note one of those."""
        place = bisect_right(self._starts, start)
        if place and self._starts[place - 1] == start:
            self._ends[place - 1] = max(end, self._ends[place - 1])
        else:
            self._starts.insert(place, start)
            self._ends.insert(place, end)

    def cover(self, moment: datetime) -> bool:
        """Whether something said at this moment was said in one of them."""
        place = bisect_right(self._starts, moment)
        return any(moment <= end for end in self._ends[max(place - 2, 0) : place])

    def around(self, moment: datetime) -> frozenset[datetime]:
        """The beginnings of those in which it was said, talk before and after included."""
        place = bisect_right(self._starts, moment)
        near = range(max(place - 2, 0), place)
        return frozenset(self._starts[each] for each in near if moment <= self._ends[each])

    def within(self, moment: datetime) -> frozenset[datetime]:
        """The same without the talk before and after."""
        place = bisect_right(self._starts, moment - LEAD)
        near = range(max(place - 2, 0), place)
        return frozenset(
            self._starts[each] for each in near if moment < self._ends[each] - SPILL
        )

    def part(self, earlier: datetime, later: datetime) -> bool:
        """Whether another hour begins between two moments, or the hour is over by the later."""
        place = bisect_right(self._starts, later)
        return place != bisect_right(self._starts, earlier) or not self.cover(later)


class Seen(NamedTuple):
    """What a survey of a part of a file has seen, in plain values."""

    hours: list[tuple[float, float]]
    tagged: int
    tagless: int
    rounded: int


class Survey:
    """What a first reading tells: whose file this is, and in which hours there was talk.

    A post is said to the community when it has its tag, or when its text is cut short in a file in
    which most whole posts have the tag. It may be when it was said near an hour that the community
    held, here or by the posts with the tag in this file, for in the heat of it people forget the
    tag: belonging.py tells. Nothing of this depends on the order of the rows.
    """

    def __init__(self, community: Community) -> None:
        """Asks the database which hours were held here; nothing that comes after it does."""
        self.tag, self._rhythm = community.tag_key, community.rhythm
        self.hours = Hours()
        for chat in community.chats.only("day", "starts_at", "ends_at"):
            self.hours.add(Slot(chat.day, chat.starts_at, chat.ends_at))
        self._tagged = self._tagless = 0
        self.rounded = 0  # posts under an id that a spreadsheet may have rounded
        self.is_of_our_record = False  # the file itself says that it is this community's

    def note(self, post: IncomingPost) -> None:
        """Look at one post of the file."""
        if self.has_tag(post):
            self._tagged += 1
            if not self.hours.cover(post.published):
                self._note_slot(post.published)
        elif not _CUT_SHORT.search(post.text):
            self._tagless += 1
        if post.uri.endswith(ZEROS):
            self.rounded += 1

    def seen(self) -> Seen:
        """What it has seen, for another survey of the same file."""
        hours = [(one.timestamp(), end.timestamp()) for one, end in self.hours.stretches()]
        return Seen(hours, self._tagged, self._tagless, self.rounded)

    def learn(self, seen: Seen) -> None:
        """Know what another survey has seen in the rest of the file."""
        for start, end in seen.hours:
            self.hours.add_stretch(
                datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)
            )
        self._tagged += seen.tagged
        self._tagless += seen.tagless
        self.rounded += seen.rounded

    def is_said_to_us(self, post: IncomingPost) -> bool:
        """Whether the post was surely said to this community, whenever that was.

        What a community exported was, if it is the same one: where the file does not say, some of
        it has the tag then.
        """
        if post.recorded:
            return self.is_of_our_record or self._tagged > 0
        return self.has_tag(post) or (
            self._tagged > self._tagless and _CUT_SHORT.search(post.text) is not None
        )

    def may_be_said_to_us(self, post: IncomingPost) -> bool:
        """Whether it was said in the time of a chat, of which it may be a part."""
        return self.hours.cover(post.published)

    def parts(self, earlier: IncomingPost, later: IncomingPost) -> bool:
        """Whether the later post is surely not of the same hour as the earlier one."""
        return self.hours.part(earlier.published, later.published)

    def has_tag(self, post: IncomingPost) -> bool:
        """Whether it has the community's tag, in its text or beside it."""
        tag = self.tag
        return any([fold_tag(each) == tag for each in post.tags])  # noqa: C419 - three at most

    def _note_slot(self, moment: datetime) -> None:
        slot = slot_at(self._rhythm, moment)
        if slot is not None:
            self.hours.add(slot)
