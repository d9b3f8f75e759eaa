"""When we last talked about this: past hours that a theme resembles, by the rare words they share.

The rule. An hour's words are those of its theme and its questions, cut short (shared_words.py). A
word weighs the more, the fewer of the community's past hours have it: log(1 + hours / hours with
it). A theme resembles an hour that has words worth at least half of the theme's whole weight, one
of them rare: in three hours at most, or in a twentieth of them. Words that no hour has weigh most,
so that a theme of news resembles nothing. Of several, those nearest come first, then the latest.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from goodtalk.chats.filing.shared_words import words_of
from goodtalk.chats.models import Chat, Post, Question
from goodtalk.communities.models import Community

SHOWN = 3
PROMISES_SHOWN = 3
ENOUGH = 0.5  # of the theme's weight
RARE = 3
RARE_SHARE = 20  # a word in one hour of so many is rare


@dataclass
class EarlierHour:
    """A past hour on something like it, and what somebody promised in it."""

    chat: Chat
    promises: list[Post] = field(default_factory=list)


class PastHours:
    """The words of a community's past hours. Two queries."""

    def __init__(self, community: Community, *, but: Chat | None = None) -> None:
        past = community.chats.past()
        if but is not None:
            past = past.exclude(pk=but.pk).filter(starts_at__lt=but.starts_at)
        themes = past.order_by("-starts_at", "-pk").values_list("pk", "theme")
        self.words = {pk: set(_words_of(theme)) for pk, theme in themes}
        asked = Question.objects.filter(chat__community=community, chat__closed_at__isnull=False)
        for pk, text in asked.order_by().values_list("chat", "text"):
            if pk in self.words:
                self.words[pk] |= _words_of(text)
        self.hours_with: Counter[str] = Counter()
        for words in self.words.values():
            self.hours_with.update(words)

    def like(self, theme: str) -> list[int]:
        """The numbers of those that a theme resembles, the nearest first."""
        weights = {word: self._weight(word) for word in _words_of(theme)}
        enough, near = ENOUGH * sum(weights.values()), []
        for pk, words in self.words.items():
            shared = weights.keys() & words
            weight = sum(weights[word] for word in shared)
            if weight >= enough and any(map(self._is_rare, shared)):
                near.append((weight, pk))
        near.sort(key=lambda one: -one[0])  # stable: of equals, the latest
        return [pk for _weight, pk in near[:SHOWN]]

    def _weight(self, word: str) -> float:
        return math.log(1 + len(self.words) / (self.hours_with[word] or 0.5))

    def _is_rare(self, word: str) -> bool:
        return self.hours_with[word] <= max(RARE, len(self.words) / RARE_SHARE)


def earlier_hours(
    community: Community, themes: Iterable[str], *, but: Chat | None = None
) -> list[list[EarlierHour]]:
    """For each theme the past hours that it resembles, with their open promises.

    With `but`, an hour of its own, only those before it. Two queries, however many themes; four
    where any of them resembles something.
    """
    past = PastHours(community, but=but)
    found = [past.like(theme) for theme in themes]
    numbers = {pk for those in found for pk in those}
    chats = Chat.objects.select_related("community").in_bulk(numbers)
    promised = _promises(numbers)
    return [
        [EarlierHour(chats[pk], promised[pk]) for pk in those if pk in chats] for those in found
    ]


def _promises(chats: set[int]) -> dict[int, list[Post]]:
    """The first promises of these hours that everybody may read. One query."""
    promised: defaultdict[int, list[Post]] = defaultdict(list)
    posts = Post.objects.visible().authored().filter(chat__in=chats, kind=Post.Kind.PROMISE)
    for post in posts.for_reading().order_by("published_at", "pk"):
        if len(promised[post.chat_id or 0]) < PROMISES_SHOWN:
            promised[post.chat_id or 0].append(post)
    return promised


# A page of themes, and each look at a lobby, asks for the same thousands again.
_words_of = lru_cache(maxsize=10_000)(words_of)
