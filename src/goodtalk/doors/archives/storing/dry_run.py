"""An import that stores nothing and reports what storing would have come to."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction

from goodtalk.chats.arriving.conflicts import OF_ANOTHER, Traits
from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.chats.arriving.receive import Receipt, Told, receive_posts
from goodtalk.chats.filing.askings import Said
from goodtalk.chats.filing.old_questions import (
    asked_before,
    questions_asked,
    said_by,
    tells_of_questions,
)
from goodtalk.chats.models import Chat, Post
from goodtalk.communities.models import Community
from goodtalk.doors.archives.files.scratch_tables import scratch_database
from goodtalk.doors.archives.formats.recorded import NO_HOURS, Hours
from goodtalk.doors.archives.storing.bringing_hours import has_its_questions
from goodtalk.doors.archives.storing.intake import Hour, Intake


class DryRun(Intake):
    """Stores each batch and takes it back at once, so that a live hour never waits for long.

    What one batch has to know of those before it is therefore kept here: which posts would be
    stored by now, and which of them ask a question.
    """

    def __init__(self, community: Community, now: datetime, recorded: Hours = NO_HOURS) -> None:
        super().__init__(community, now, recorded)
        self._stored = _Stored()
        self._said = _SaidInHours()

    def receive(self, posts: Sequence[IncomingPost], told: Told) -> list[Receipt]:
        """What would become of these posts."""
        with transaction.atomic():
            self.bring_hours_of(posts)
            receipts = receive_posts(
                self.community, posts, now=self.now, rebuild=True, told=told
            )
            transaction.set_rollback(True)
        for post, receipt in zip(posts, receipts, strict=True):
            if receipt.moved_to and receipt.post:
                self._note_said(receipt.post)
            if receipt.outcome != "stored" or receipt.row is None:
                continue
            if (first := self._stored.get(post.uri)) is None:
                self._note(post, receipt.post)
            elif post.network == "twitter" and Traits.of(post).are_of_another(first):
                receipt.outcome, receipt.reason, receipt.row = "refused", OF_ANOTHER, None
            else:
                receipt.outcome = "duplicate"
                receipt.row.chat_id = None  # it was counted when the first of them came
        return receipts

    def hour_of(self, receipt: Receipt) -> Hour | None:
        """A chat that is not kept has a number that another one will have."""
        if receipt.moved_to:
            return Hour.of(receipt.moved_to)
        if receipt.outcome == "stored" and receipt.post:
            return Hour.of(receipt.post.chat) if receipt.post.chat else None
        return super().hour_of(receipt)

    def questions_of(self, hour: Hour) -> int:
        """How many the chat would have."""
        chat = Chat(id=hour.number, starts_at=hour.starts_at, ends_at=hour.ends_at)
        recorded = self.recorded.get(hour.address)
        if recorded and hour.number not in self.known:
            return len(recorded.questions)
        if recorded and has_its_questions(chat, recorded):
            return len(recorded.questions)
        if not hour.is_rebuilt:
            return int(chat.questions.count())
        before = asked_before(chat) if hour.number in self.known else []
        return len(questions_asked(chat, [*before, *self._said.at(hour.address)]))

    def bring_the_rest(self) -> None:
        """Those that would be here."""
        with transaction.atomic():
            super().bring_the_rest()
            transaction.set_rollback(True)

    def _note(self, incoming: IncomingPost, post: Post | None) -> None:
        self._stored.add(incoming)
        if post:
            self._note_said(post)

    def _note_said(self, post: Post) -> None:
        if post.chat and not post.is_share and tells_of_questions(said := said_by(post)):
            self._said.add(post.chat.address, said)


class _SaidInHours:
    """What tells of the questions of each hour: half of an archive may; on the disc."""

    def __init__(self) -> None:
        self._scratch = scratch_database()
        self._scratch.execute(
            "CREATE TABLE said (hour TEXT, post INTEGER, author TEXT, text TEXT, at REAL)"
        )
        self._scratch.execute("CREATE INDEX said_in ON said (hour)")

    def add(self, hour: str, said: Said) -> None:
        row = (hour, said.post, said.author, said.text, said.at.timestamp())
        self._scratch.execute("INSERT INTO said VALUES (?, ?, ?, ?, ?)", row)

    def at(self, hour: str) -> list[Said]:
        """In the order in which it came."""
        rows = self._scratch.execute(
            "SELECT post, author, text, at FROM said WHERE hour = ? ORDER BY rowid", [hour]
        )
        return [
            Said(post, author, text, datetime.fromtimestamp(at, UTC))
            for post, author, text, at in rows
        ]


class _Stored:
    """The posts that would be here by now, as far as to tell them from others; on the disc."""

    def __init__(self) -> None:
        self._scratch = scratch_database()
        self._scratch.execute(
            "CREATE TABLE post (uri TEXT PRIMARY KEY, at REAL, author TEXT, is_share INTEGER, "
            "beginning TEXT) WITHOUT ROWID"
        )

    def add(self, post: IncomingPost) -> None:
        at, *rest = Traits.of(post)
        row = (post.uri, at.timestamp(), *rest)
        self._scratch.execute("INSERT OR IGNORE INTO post VALUES (?, ?, ?, ?, ?)", row)

    def get(self, uri: str) -> Traits | None:
        found = self._scratch.execute(
            "SELECT at, author, is_share, beginning FROM post WHERE uri = ?", [uri]
        ).fetchone()
        return found and Traits(datetime.fromtimestamp(found[0], UTC), *found[1:])
