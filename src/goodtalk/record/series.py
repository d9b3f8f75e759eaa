"""What an export takes out: a community's hours and what was said in them, row by row."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from goodtalk.chats.addresses import Hour
from goodtalk.chats.models import Chat, Post, Question
from goodtalk.chats.outgoing import for_programs
from goodtalk.communities.models import Community

CHATS_AT_ONCE, POSTS_AT_ONCE = 100, 500


@dataclass
class Taken:
    """How much has been taken out so far."""

    chats: int = 0
    posts: int = 0


class Series:
    """A community with all of its hours, or one of them. Only what everybody may read.

    Rows are fetched as they are asked for, so that ten years take no more memory than a day.
    """

    def __init__(
        self,
        community: Community,
        hour: Hour | None = None,
        watch: Callable[[Taken], None] = lambda taken: None,
    ) -> None:
        self.community = community
        self.hour = hour
        self.taken = Taken()
        self._watch = watch

    def chats(self) -> Iterator[Chat]:
        """The hours, earliest first. A query, and one more for the questions of each hundred."""
        questions = Question.objects.select_related("promoted_from__account")
        chats = self.community.chats.select_related("chair").prefetch_related(
            Prefetch("questions", questions)
        )
        if self.hour:
            chats = chats.filter(day=self.hour.day, part=self.hour.part)
        for chat in chats.order_by("day", "part").iterator(chunk_size=CHATS_AT_ONCE):
            self.taken.chats += 1
            self._watch(self.taken)
            yield chat

    def posts_of(self, chat: Chat) -> Iterator[Post]:
        """What was said in an hour, earliest first. One query."""
        return self._posts(chat=chat)

    def between(self) -> Iterator[Post]:
        """What was said under the tag at other times; nothing when one hour is taken out alone."""
        return iter(()) if self.hour else self._posts(community=self.community, chat=None)

    def _posts(self, **where: Any) -> Iterator[Post]:
        posts = for_programs(Post.objects.visible().filter(**where))
        for post in posts.order_by("published_at", "pk").iterator(chunk_size=POSTS_AT_ONCE):
            self.taken.posts += 1
            self._watch(self.taken)
            yield post
