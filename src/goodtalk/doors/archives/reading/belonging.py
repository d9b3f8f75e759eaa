"""Which posts without the tag belong to a chat: what was said to it, and nothing private beside it.

Decided for the posts of an hour together, when all of them have been read; see docs/importing.md.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from datetime import datetime

from goodtalk.chats.arriving.enclosing import as_data
from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.filing.behind_warnings import words_that_tell
from goodtalk.chats.filing.labels import read_label
from goodtalk.doors.archives.reading.survey import Survey

MAX_CARRIED = 20_000  # posts of one hour that are remembered from batch to batch

# Whom a post begins by naming: the names, with or without a host, also behind a retweet's mark.
_ADDRESSED = re.compile(
    r"\A[\s.]*(?:RT\b:?\s*[\"'“”‘’«]?)?((?:[@＠][\w.@-]+[\s,:;]*)+)", re.IGNORECASE
)
_NAME = re.compile(r"[@＠]([\w.-]+(?:@[\w.-]+)?)")

Moments = frozenset[datetime]  # when the hours began in whose time something was said


class Talk:
    """What is known of the hours at hand: who took part with the tag, and what was said in them."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._people: dict[datetime, set[str]] = defaultdict(set)
        self._said: dict[str, Moments] = {}

    def sort_out(self, posts: Sequence[IncomingPost], unsure: Set[int]) -> set[int]:
        """Which of the posts at the places that are unsure belong to an hour. Learns of all."""
        for place, post in enumerate(posts):
            if place not in unsure:
                self._hear(post)
        taken = {place for place in unsure if self._is_said_to_the_hour(posts[place])}
        rest = unsure - taken
        below = self._below(posts, taken, rest)
        above = self._above(posts, rest - below)
        return taken | below | above

    def goes_on(self, earlier: IncomingPost, later: IncomingPost) -> bool:
        """Whether an hour of the one is an hour of the other, and not too much is known of it."""
        hours = self._survey.hours
        same = hours.around(earlier.published) & hours.around(later.published)
        return bool(same) and len(self._said) < MAX_CARRIED

    def _hear(self, post: IncomingPost) -> None:
        around = self._survey.hours.around(post.published)
        self._said[post.uri] = around
        if self._survey.has_tag(post):
            for hour in around:
                self._people[hour] |= names_of(post.author)

    def _is_said_to_the_hour(self, post: IncomingPost) -> bool:
        """Said within the hour, by somebody who takes part or with a label; to nobody else.

        Who takes part and labels the answer says enough: in the archive of one account, those
        whom it speaks to are not there.
        """
        hours = self._survey.hours.within(post.published)
        if not hours:
            return False
        people = {name for hour in hours for name in self._people[hour]}
        takes_part = not people.isdisjoint(names_of(post.author))
        has_label = read_label(words_that_tell(post.text, as_data(post.enclosed))) is not None
        if takes_part == has_label:
            return takes_part
        named = addressed_in(post.text)
        if not named:
            return not answered_by(post)
        return not named.isdisjoint(people | {self._survey.tag})

    def _below(
        self, posts: Sequence[IncomingPost], taken: Iterable[int], rest: Set[int]
    ) -> set[int]:
        """What answers something of the hour, and what answers that."""
        answers: dict[str, list[int]] = defaultdict(list)
        for place in rest:
            if uri := answered_by(posts[place]):
                answers[uri].append(place)
        found: set[int] = set()
        for place in taken:
            self._said[posts[place].uri] = self._survey.hours.around(posts[place].published)
        waiting = [uri for uri in answers if uri in self._said]
        while waiting:
            uri = waiting.pop()
            for place in answers.pop(uri, ()):
                around = self._survey.hours.around(posts[place].published)
                if around & self._said[uri]:
                    found.add(place)
                    self._said[posts[place].uri] = around
                    waiting.append(posts[place].uri)
        return found

    def _above(self, posts: Sequence[IncomingPost], rest: Set[int]) -> set[int]:
        """What something of the hour answers, and what that answers; not what else hangs there."""
        by_uri = {posts[place].uri: place for place in rest}
        found: set[int] = set()
        for post in posts if by_uri else ():
            around = self._said.get(post.uri)
            while around and (place := by_uri.get(answered_by(post))) is not None:
                post = posts[place]
                around = around & self._survey.hours.around(post.published)
                if place in found or not around:
                    break
                found.add(place)
        return found


def answered_by(post: IncomingPost) -> str:
    """The uri of what a post answers, or boosts without words of its own; empty if nothing."""
    if post.is_share and not post.in_reply_to and post.text.startswith(("http://", "https://")):
        return post.text
    return post.in_reply_to


def addressed_in(text: str) -> set[str]:
    """Whom it begins by naming."""
    match = _ADDRESSED.match(text)
    return {name.casefold().rstrip(".-") for name in _NAME.findall(match[1])} if match else set()


def names_of(author: Author) -> set[str]:
    """What people call an author: by the handle, with and without its host; or the uri itself."""
    handle = author.handle.lstrip("@＠").casefold()
    return {handle, handle.partition("@")[0], author.uri} - {""}
