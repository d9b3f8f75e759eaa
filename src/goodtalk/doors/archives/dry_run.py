"""An import that stores nothing and reports what storing would have come to."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

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
from goodtalk.doors.archives.intake import Intake
from goodtalk.doors.archives.report import DistinctNames


class DryRun(Intake):
    """Stores each batch and takes it back at once, so that a live hour never waits for long.

    What one batch has to know of those before it is therefore kept here: which posts would be
    stored by now, and which of them ask a question.
    """

    def __init__(self, community: Community, now: datetime) -> None:
        super().__init__(community, now)
        self._stored = DistinctNames()
        self._said: dict[str, list[Said]] = defaultdict(list)  # by the chat's address

    def receive(self, posts: Sequence[IncomingPost], told: Told) -> list[Receipt]:
        """What would become of these posts."""
        with transaction.atomic():
            receipts = receive_posts(
                self.community, posts, now=self.now, rebuild=True, told=told
            )
            transaction.set_rollback(True)
        for receipt in receipts:
            if receipt.outcome != "stored" or receipt.row is None:
                continue
            if receipt.row.uri in self._stored:
                receipt.outcome = "duplicate"
                receipt.row.chat_id = None  # it was counted when the first of them came
            elif receipt.post:
                self._note(receipt.post)
        return receipts

    def chat_of(self, receipt: Receipt) -> Chat | None:
        """A chat that is not kept has a number that another one will have."""
        if receipt.outcome == "stored" and receipt.post:
            return receipt.post.chat
        return super().chat_of(receipt)

    def questions_of(self, chat: Chat) -> int:
        """How many the chat would have."""
        if not chat.is_rebuilt:
            return int(chat.questions.count())
        before = asked_before(chat) if chat.pk in self.known_chats else []
        return len(questions_asked(chat, [*before, *self._said[chat.address]]))

    def _note(self, post: Post) -> None:
        self._stored.add([post.uri])
        said = said_by(post)
        if post.chat and not post.is_share and tells_of_questions(said):
            self._said[post.chat.address].append(said)
