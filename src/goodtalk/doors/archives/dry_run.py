"""An import that stores nothing and reports what storing would have come to."""

import sqlite3
from collections import defaultdict
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
from goodtalk.doors.archives.bringing_hours import has_its_questions
from goodtalk.doors.archives.intake import Intake
from goodtalk.doors.archives.recorded import NO_HOURS, Hours


class DryRun(Intake):
    """Stores each batch and takes it back at once, so that a live hour never waits for long.

    What one batch has to know of those before it is therefore kept here: which posts would be
    stored by now, and which of them ask a question.
    """

    def __init__(self, community: Community, now: datetime, hours: Hours = NO_HOURS) -> None:
        super().__init__(community, now, hours)
        self._stored = _Stored()
        self._said: dict[str, list[Said]] = defaultdict(list)  # by the chat's address

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

    def chat_of(self, receipt: Receipt) -> Chat | None:
        """A chat that is not kept has a number that another one will have."""
        if receipt.moved_to:
            return receipt.moved_to
        if receipt.outcome == "stored" and receipt.post:
            return receipt.post.chat
        return super().chat_of(receipt)

    def questions_of(self, chat: Chat) -> int:
        """How many the chat would have."""
        hour = self.hours.get(chat.address)
        if hour and chat.pk not in self.known_chats:
            return len(hour.questions)
        if hour and has_its_questions(chat, hour):
            return len(hour.questions)
        if not chat.is_rebuilt:
            return int(chat.questions.count())
        before = asked_before(chat) if chat.pk in self.known_chats else []
        return len(questions_asked(chat, [*before, *self._said[chat.address]]))

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
            self._said[post.chat.address].append(said)


class _Stored:
    """The posts that would be here by now, as far as to tell them from others; on the disc."""

    def __init__(self) -> None:
        self._scratch = sqlite3.connect("")  # SQLite removes it by itself
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
