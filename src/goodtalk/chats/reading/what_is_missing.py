"""What an hour from an archive lacks, counted by the rules that docs/participant.md says."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from goodtalk.chats.arriving.among import among
from goodtalk.chats.arriving.enclosing import Data
from goodtalk.chats.arriving.retweets import BEGINNING
from goodtalk.chats.arriving.said import find_links
from goodtalk.chats.models import Chat, Post

GAP = timedelta(minutes=10)
ANSWERS_THAT_TELL = 20  # with fewer, that none is answered again means nothing
WORDS_COMPARED = 40  # characters from the beginning, by which a retweet finds its original

_CUT_SHORT = re.compile(r"(?:…|\.\.\.)\s*(?:https?://t\.co/\w+\s*)?\Z")
_LAST_SHORT_LINK = re.compile(r"(?:^|\s)https?://t\.co/\w+\s*\Z")
_SHORT_LINK = re.compile(r"https?://t\.co/\w+")
_PICTURE = re.compile(
    r"pic\.twitter\.com/\w+|pbs\.twimg\.com/|(?:twitter|x)\.com/\w+/status/\d+/(?:photo|video)/"
)
_RETWEET = re.compile(  # a boost names the server too
    rf"\s*+{BEGINNING}(\w++(?:@[\w.-]*+\w)?+)[:\s]\s*+(.*)\Z", re.DOTALL | re.IGNORECASE
)
ENOUGH_WORDS = 20  # characters; so much is not said twice by chance


class Gap(NamedTuple):
    """A time within the hour in which nothing is kept, between two posts."""

    begins: datetime
    ends: datetime

    @property
    def minutes(self) -> int:
        """Whole minutes."""
        return int((self.ends - self.begins).total_seconds() // 60)


@dataclass(frozen=True)
class Missing:
    """How much of each kind is not there."""

    cut_short: int = 0  # posts whose end is gone
    only_retweeted: int = 0  # posts of which only a retweet is there
    unanswerable: int = 0  # replies to something that is not there
    unquotable: int = 0  # posts that quote something that is not there
    pictures: int = 0  # posts with a picture or film that is not kept
    unknown_links: int = 0  # posts that end in a short address of which nobody knows more
    gaps: Sequence[Gap] = ()
    is_flat: bool = False  # it may be known only which post began each conversation

    def __bool__(self) -> bool:
        counts = (
            self.cut_short, self.only_retweeted, self.unanswerable, self.unquotable,
            self.pictures, self.unknown_links, self.gaps, self.is_flat,
        )
        return any(counts)


class _Row(NamedTuple):
    pk: int
    text: str
    links: list[str]
    handle: str
    is_share: bool
    parent: int | None
    in_reply_to: str
    published_at: datetime
    enclosed: Data | None


def what_is_missing(chat: Chat) -> Missing:
    """What the archives of an hour did not hold, counted from what can be read. One query, and
    one more where something is quoted.

    Nothing is said of an hour that was held here.
    """
    if not chat.is_rebuilt:
        return Missing()
    rows = chat.posts.visible().order_by("published_at", "pk").values_list(
        "pk", "text", "links", "account__handle", "is_share", "parent", "in_reply_to",
        "published_at", "enclosed",
    )
    said = [_Row(*row) for row in rows]
    own = [row for row in said if not row.is_share]
    pictures = [_picture(row) for row in own]
    return Missing(
        cut_short=sum(_is_cut_short(row.text) for row in own),
        only_retweeted=len(_only_retweeted(said)),
        unanswerable=sum(bool(row.in_reply_to) and row.parent is None for row in own),
        unquotable=_unquotable(own),
        pictures=pictures.count("picture"),
        unknown_links=pictures.count("unknown"),
        gaps=_gaps(chat, [row.published_at for row in said]),
        is_flat=_is_flat(own),
    )


def _is_cut_short(text: str) -> bool:
    return bool(_CUT_SHORT.search(text))


def _picture(row: _Row) -> str:
    """Whether a post shows a "picture", ends in an "unknown" short address, or neither.

    The networks put a picture's address last. Where the archive says where the other addresses
    lead, one that it does not explain is the picture's; where it explains none, nobody knows.
    """
    if any(one.get("is_gone") for one in (row.enclosed or {}).get("pictures", ())):
        return "picture"
    if _PICTURE.search(row.text) or any(_PICTURE.search(link) for link in row.links):
        return "picture"
    if _is_cut_short(row.text) or not _LAST_SHORT_LINK.search(row.text):
        return ""
    explained = sum(not _SHORT_LINK.match(link) for link in row.links)
    if not explained and (row.enclosed or {}).get("quote"):
        return ""
    plain = sum(not _SHORT_LINK.match(found.value) for found in find_links(row.text))
    if explained - plain <= 0:
        return "unknown"
    return "picture" if explained - plain < len(_SHORT_LINK.findall(row.text)) else ""


def _unquotable(own: Iterable[_Row]) -> int:
    """How many posts quote what is not here at all. One query where any quotes."""
    quotes = [quote for row in own if row.enclosed and (quote := row.enclosed.get("quote"))]
    if not quotes:
        return 0
    here = set(Post.objects.filter(among("uri", set(quotes))).values_list("uri", flat=True))
    return sum(quote not in here for quote in quotes)


def _only_retweeted(said: Iterable[_Row]) -> set[tuple[str, str]]:
    """Whose words are known only because somebody repeated them, each once.

    People may be called otherwise by now: the words alone tell too, if there are enough of them.
    """
    here: dict[str, set[str]] = defaultdict(set)
    repeated = set()
    for row in said:
        if not row.is_share:
            here[_plain(row.handle)].add(_beginning(row.text))
        elif found := _repeated(row.text):
            repeated.add((_plain(found[1]), _beginning(found[2])))
    whole = set().union(*here.values())
    return {
        (who, words)
        for who, words in repeated
        if not _is_among(words, here[who])
        and not (len(words) >= ENOUGH_WORDS and _is_among(words, whole))
    }


def _repeated(text: str) -> re.Match[str] | None:
    """Whom a retweet repeats and what; of a retweet of a retweet, the first."""
    found, inner = None, _RETWEET.match(text)
    while inner:
        found, inner = inner, _RETWEET.match(inner[2])
    return found


def _is_among(words: str, said: set[str]) -> bool:
    """A retweet may be cut earlier than what it repeats."""
    if words in said or len(words) >= WORDS_COMPARED:
        return words in said
    return any(each.startswith(words) for each in said)


def _plain(handle: str) -> str:
    return handle.removeprefix("@").partition("@")[0].lower()


def _beginning(text: str) -> str:
    words = " ".join(_SHORT_LINK.sub("", text).split()).rstrip("….\"”").rstrip()
    return words[:WORDS_COMPARED].lower()


def _gaps(chat: Chat, times: Sequence[datetime]) -> tuple[Gap, ...]:
    """Times within the hour without a post for more than ten minutes, between two posts in it."""
    within = [time for time in times if chat.starts_at <= time <= chat.ends_at]
    return tuple(Gap(one, two) for one, two in pairwise(within) if two - one > GAP)


def _is_flat(own: Sequence[_Row]) -> bool:
    """Whether many posts answer and none of them is answered: then only beginnings are known."""
    answers = {row.pk for row in own if row.parent is not None}
    return len(answers) >= ANSWERS_THAT_TELL and not any(row.parent in answers for row in own)
