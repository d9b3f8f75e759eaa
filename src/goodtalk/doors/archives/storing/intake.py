"""Hands what an archive yields to `receive_posts`, some at a time, and counts what comes of it."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple, Self

from django.db import transaction
from django.db.models import Count

from goodtalk.chats.arriving.among import among
from goodtalk.chats.arriving.beforehand import tell_beforehand
from goodtalk.chats.arriving.calling import Calling
from goodtalk.chats.arriving.drafts import AnyPost
from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.chats.arriving.receive import Receipt, Told, receive_posts
from goodtalk.chats.arriving.wording import Wording
from goodtalk.chats.filing.filing import refile_chat
from goodtalk.chats.filing.old_questions import rebuild_questions
from goodtalk.chats.log import lock_chat
from goodtalk.chats.models import Chat, Question
from goodtalk.communities.models import Community
from goodtalk.doors.archives.entries import NO_TAG, BadRow, Entry
from goodtalk.doors.archives.formats.recorded import NO_HOURS, Hours, RecordedHour
from goodtalk.doors.archives.reading.batches import Batch
from goodtalk.doors.archives.report import ChatFigures, DistinctNames, ImportReport
from goodtalk.doors.archives.storing.authors import Authors
from goodtalk.doors.archives.storing.bringing_hours import bring_hours, stays_as_recorded
from goodtalk.doors.archives.storing.giving_way import GivingWay
from goodtalk.doors.archives.storing.known_hours import tied_here

Teller = Callable[[int, int], None]  # of so many, so many are done
Noter = Callable[[Sequence[AnyPost]], None]  # of posts that were here already


class Hour(NamedTuple):
    """As much of a chat as has to be remembered to the end: an archive may have hundreds."""

    number: int
    address: str  # 2014-03-14
    is_rebuilt: bool
    starts_at: datetime
    ends_at: datetime

    @classmethod
    def of(cls, chat: Chat) -> Self:
        """The hour of a chat."""
        return cls(chat.pk, chat.address, chat.is_rebuilt, chat.starts_at, chat.ends_at)


class Intake:
    """One run over the rows of an archive."""

    def __init__(self, community: Community, now: datetime, recorded: Hours = NO_HOURS) -> None:
        """`recorded`: the hours as the archive itself tells of them, if it is a record."""
        self.community = community
        self.now = now
        self.recorded = recorded
        self.report = ImportReport()
        self.known = {chat.pk: Hour.of(chat) for chat in community.chats.all()}
        self.hours: dict[str, Hour] = {}  # in which the archive has posts, by their address
        self._way = GivingWay()
        self.note_known: Noter = lambda _posts: None  # hears which posts were here already
        self._people = DistinctNames()
        self._authors = Authors(community, now)
        self._calling = Calling()
        self._wording = Wording(community)
        self._whole: set[int] = set()  # chats of which everything came at once, filed by now
        self._new_by_chat: Counter[str] = Counter()  # new posts by their chat's address

    def take(self, batch: Batch) -> None:
        """Hand in the posts of a batch, in one transaction or, where that would keep an hour that
        is on waiting, several; count its other rows.
        """
        self.report.read += batch.rows
        for row in batch.bad_rows:
            self.report.skip_invalid(row)
        self._decide(batch)
        self.report.skip_outside(batch.outside, batch.left_out)
        for piece in self._way.pieces(batch, self.community.rhythm):
            self._take(piece)

    def _take(self, batch: Batch) -> None:
        posts = self._authors.settle(batch.entries)
        for before, after in self._authors.renamed.items():
            self._people.rename(before, after)
        receipts = self.receive(posts, batch.told) if posts else []
        self._note_whole(receipts)
        self.note_known([one.row for one in receipts if one.outcome == "duplicate" and one.row])
        for entry, receipt in zip(batch.entries, receipts, strict=True):
            self._count(entry, receipt)
        self._people.add(
            post.author.uri for post, receipt in zip(posts, receipts, strict=True) if receipt.row
        )

    def finish(self, tell: Teller = lambda _done, _in_all: None) -> ImportReport:
        """Give the chats that were met their questions, and sum up. `tell` hears how far it is."""
        self._calling.keep()
        self.bring_the_rest()
        for done, (address, hour) in enumerate(sorted(self.hours.items()), 1):
            with self._way.after():
                figures = ChatFigures(address, self._new_by_chat[address], self.questions_of(hour))
            self.report.by_chat.append(figures)
            tell(done, len(self.hours))
        self.report.questions = sum(each.questions for each in self.report.by_chat)
        self.report.chats = len(self.hours)
        self.report.people = len(self._people)
        self.report.bad_rows.sort(key=attrgetter("line"))  # those of one line as they came
        return self.report

    def receive(self, posts: Sequence[IncomingPost], told: Told) -> list[Receipt]:
        """Store posts, remember the chats that this made, and what it tells of people."""
        self._authors.make_known(self.now)
        self.bring_hours_of(posts)
        receipts = receive_posts(
            self.community,
            posts,
            now=self.now,
            rebuild=True,
            told=told,
            calling=self._calling,
        )
        self._authors.remember_former()
        for receipt in receipts:
            if receipt.moved_to:
                self.known.setdefault(receipt.moved_to.pk, Hour.of(receipt.moved_to))
            chat_id = receipt.row.chat_id if receipt.outcome == "stored" and receipt.row else None
            if chat_id and chat_id not in self.known and receipt.post and receipt.post.chat:
                self.known[chat_id] = Hour.of(receipt.post.chat)
        self._know_others(receipts)
        return receipts

    def _know_others(self, receipts: Iterable[Receipt]) -> None:
        """Know the chats that another import has made meanwhile. One query where there are any."""
        rows = [receipt.row for receipt in receipts if receipt.row]
        if unknown := {row.chat_id for row in rows if row.chat_id} - self.known.keys():
            found = self.community.chats.filter(pk__in=unknown)
            self.known |= {chat.pk: Hour.of(chat) for chat in found}

    def bring_hours_of(self, posts: Sequence[IncomingPost]) -> None:
        """Have the hours here in which a record says that these were said."""
        named = {post.recorded[0] for post in posts if post.recorded}
        bring_hours(self.community, _some(self.recorded, named), now=self.now)

    def bring_the_rest(self) -> None:
        """The hours of a record in which nothing was said, and those to come."""
        rest = _some(self.recorded, self.recorded.keys() - self.hours.keys())
        alone = [hour for hour in rest if hour.comes_alone]
        for chat in bring_hours(self.community, alone, now=self.now):
            self.hours[chat.address] = Hour.of(chat)

    def hour_of(self, receipt: Receipt) -> Hour | None:
        """Where the post stands; None between times, and in another community."""
        return self.known.get(receipt.row.chat_id or 0) if receipt.row else None

    def questions_of(self, hour: Hour) -> int:
        """Let a chat be read by question. Returns how many it has."""
        if hour.number in self._whole:
            return self._counted[hour.number]
        recorded = self.recorded.get(hour.address)
        if recorded and stays_as_recorded(hour.number, recorded, now=self.now):
            return Question.objects.filter(chat=hour.number).count()
        return find_questions_again(hour.number, now=self.now)

    @cached_property
    def _counted(self) -> Counter[int]:
        """How many questions those chats have; asked for once, when all is stored."""
        questions = Question.objects.filter(among("chat", self._whole)).order_by()
        counted = questions.values_list("chat").annotate(Count("pk"))
        return Counter(dict(counted))

    def _decide(self, batch: Batch) -> None:
        """Take of the doubtful posts what is tied to posts that earlier imports have brought."""
        taken = tied_here(self.community, [post for _, post in batch.doubtful])
        told = list(batch.told.posts)
        for entry in batch.doubtful:
            if entry.post.uri not in taken:
                batch.leave_out(entry, NO_TAG)
                continue
            place = bisect_right(batch.entries, entry.post.published, key=_published)
            batch.entries.insert(place, entry)
            told.insert(place, tell_beforehand(entry.post, self._wording, self.now))
        batch.told = batch.told._replace(posts=told)

    def _note_whole(self, receipts: Iterable[Receipt]) -> None:
        """An hour whose log began with these posts was filed with them; later ones change that."""
        rows = [(receipt.seq, receipt.row) for receipt in receipts if receipt.row]
        self._whole -= {row.chat_id for _, row in rows}
        self._whole |= {row.chat_id for seq, row in rows if seq == 1 and row.chat_id}

    def _count(self, entry: Entry, receipt: Receipt) -> None:
        if receipt.row is None:
            self.report.skip_invalid(BadRow(entry.line, receipt.reason))
            return
        hour = self.hour_of(receipt)
        address = hour.address if hour else ""
        if receipt.outcome == "stored":
            self.report.stored += 1
            self._new_by_chat[address] += 1
        else:
            self.report.skip_duplicate(entry)
            self.report.completed += receipt.completed
        if hour is not None:
            self.hours.setdefault(address, hour)


def _some(hours: Hours, addresses: Iterable[str]) -> list[RecordedHour]:
    return [hours[address] for address in sorted(addresses) if address in hours]


def _published(entry: Entry) -> datetime:
    return entry.post.published


@transaction.atomic
def find_questions_again(chat_id: int, *, now: datetime) -> int:
    """Give a chat from an archive its questions, and file its posts to them. How many it has."""
    chat = lock_chat(chat_id)
    count = rebuild_questions(chat, now=now)
    if chat.is_rebuilt:
        refile_chat(chat)
    return count
