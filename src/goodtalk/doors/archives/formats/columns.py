"""Which column of a spreadsheet says what, by the names that the tools of ten years gave them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from goodtalk.doors.archives.entries import BadCell, WrongFile, quoted
from goodtalk.doors.archives.files.hints import NO_HINTS, Hints
from goodtalk.doors.archives.files.rows import MAX_COLUMNS

# Where a file has several, the first of these counts: an id kept as text before one that a
# spreadsheet may have rounded. Names are compared without case, spaces, dots or dashes; and where
# a file has no other column of that name, createdAt is as good as created_at.
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id_str", "status_id", "tweet_id", "status_id_str", "tweetid", "id"),
    "text": (
        "full_text",
        "text",
        "tweet_text",
        "tweet",
        "rawcontent",
        "content",
        "status_text",
        "renderedcontent",
    ),
    # TAGS has the local time too, in a column `time`: no time zone, so of no use.
    "published": (
        "created_at",
        "tweet_utc_date",
        "tweet_created_at",
        "timestamp",
        "datetime",
        "date",
        "created",
        "published",
        "published_at",
    ),
    "author_id": (
        "from_user_id_str",
        "user_id_str",
        "author_id",
        "user_id",
        "from_user_id",
        "userid",
    ),
    "handle": (
        "from_user",
        "screen_name",
        "user_screen_name",
        "author_username",
        "username",
        "user_username",
        "handle",
        "author_handle",
        "author",
    ),
    "name": ("from_user_name", "author_name", "user_name", "display_name", "displayname", "name"),
    "url": ("status_url", "tweet_url", "permalink", "permanent_url", "link", "url"),
    "reply_to": (
        "in_reply_to_status_id_str",
        "in_reply_to_status_id",
        "reply_to_status_id",
        "referenced_tweets_replied_to_id",
        "in_reply_to_tweet_id",
        "in_reply_to_id",
        "reply_to_sid",
    ),
    "conversation": ("conversation_id_str", "conversation_id"),
    "is_share": ("is_retweet", "retweet", "is_rt"),
    "share_of": (
        "retweet_status_id",
        "retweeted_status_id_str",
        "retweeted_status_id",
        "referenced_tweets_retweeted_id",
        "retweet_id",
    ),
    "tags": ("hashtags", "hashtag", "entities_hashtags"),
    "entities": ("entities_str",),
    "links": ("urls_expanded_url", "expanded_urls"),
    "language": ("lang", "tweet_lang", "language"),  # TAGS' user_lang is that of the author's menus
    "protected": ("protected", "user_protected", "author_protected", "is_private", "private"),
    "visibility": ("visibility", "status_visibility", "scope", "privacy"),
}
# What some tools tell beside the text; a row has these cells where its file has any of the columns.
BESIDE: dict[str, tuple[str, ...]] = {
    "short": ("urls_t_co",),  # those that the links are the whole of
    "urls": ("entities_urls",),
    "media": ("attachments_media",),
    "media_keys": ("attachments_media_keys",),
    "pairs": ("links",),  # each with its short one
    "wholes": ("urls", "outlinks"),  # in the order of the short ones in the text
    "pictures": ("ext_media_url", "media_url", "media_urls", "photos", "image_link", "media"),
    "picture_short": ("ext_media_t_co", "media_t_co"),
    "picture_kinds": ("media_type",),
    "picture_text": ("ext_alt_text", "media_alt_text"),
    "quote": (
        "quoted_status_id_str",
        "quoted_status_id",
        "referenced_tweets_quoted_id",
        "quoted_tweet_id",
    ),
    "quote_url": ("quoted_status_permalink", "quote_url"),
}
# What tells more of a row in the files of some tools; a row has it where it says anything.
BY_TOOL: dict[str, tuple[str, ...]] = {
    "uri": ("uri", "status_uri"),  # the name of a post among the servers of the fediverse
    "warning": ("spoiler_text", "content_warning"),
    "boosted": ("reblog", "reblog_id", "reblog_of_id"),
    # Whether it repeats, quotes or answers; and, of what it repeats or quotes, id, author, words.
    "kind": ("tweet_type", "sourcetweet_type"),
    "other": ("retweet_or_quote_id", "reweet_or_quote_id", "sourcetweet_id"),  # so twarc spelt it
    "other_handle": ("retweet_screen_name", "retweet_or_quote_screen_name"),
    "other_text": ("retweet_text", "sourcetweet_text"),
    # Objects in a cell: whoever said it, what it repeats, what it quotes.
    "user_cell": ("user",),
    "repeated_cell": ("retweeted_tweet", "retweeted_status"),
    "quoted_cell": ("quoted_tweet", "quoted_status"),
}
_TEXTS = ("full_text", "text", "tweet_text")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
MAX_NAMED = 20  # columns that a message names
_SAYS_NOTHING = dict.fromkeys(NAMES, "")
_SAYS_NOTHING_BESIDE = _SAYS_NOTHING | dict.fromkeys(BESIDE, "")
_YES = frozenset({"true", "t", "1", "yes"})
EMPTY = frozenset({"", "NA", "N/A", "NaN", "nan", "None", "NULL", "null"})


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row each thing stands."""

    width: int
    places: dict[str, int]
    other_texts: tuple[int, ...] = ()  # where it stands in some files, when it is not there
    blank: dict[str, str] = field(default_factory=_SAYS_NOTHING.copy)  # a row that says nothing
    joined: dict[str, tuple[int, ...]] = field(default_factory=dict)  # what stands in several

    @classmethod
    def of(cls, header: Sequence[str], hints: Hints = NO_HINTS) -> Self:
        """Read a header. Raises WrongFile, naming what no column can be found for.

        What the hints say counts more than what the names tell; and where they say whose posts
        these are, no column has to.
        """
        if len(header) > MAX_COLUMNS:
            raise WrongFile(f"The file has {len(header):,} columns; posts have never had so many.")
        chosen = _chosen(header, hints.columns)
        places = places_in(header) | {what: found[0] for what, found in chosen.items()}
        joined = {what: found for what, found in chosen.items() if len(found) > 1}
        texts = [place for place, name in enumerate(header) if _bare(name) in _TEXTS]
        others = tuple(place for place in texts if place != places.get("text"))
        others = () if "text" in hints.columns else others
        tells_more = not (BESIDE | BY_TOOL).keys().isdisjoint(places)
        blank = _SAYS_NOTHING_BESIDE if tells_more else _SAYS_NOTHING
        columns = cls(len(header), places, others, blank, joined)
        missing = columns.missing()
        if hints.owner:
            missing = [words for words in missing if words != "the author"]
        if missing:
            raise WrongFile(
                f"The first line of the file names no column for {_listed(missing)} of a post; "
                "if one has it, say which with --map (in the browser, below the file)."
            )
        return columns

    def missing(self) -> list[str]:
        """What a file must have and this one has not, in words."""
        has = self.places.keys()
        wanted = (
            ("the text", has & {"text"}),
            ("the date", has & {"published"}),
            ("the author", has & {"author_id", "handle", "url"}),
            ("the id", has & {"id", "url"}),
        )
        return [words for words, found in wanted if not found]

    def named(self, cells: Sequence[str]) -> dict[str, str]:
        """What a row says, by name; empty where it says nothing, in any way of saying so.

        A row that breaks off says nothing in the columns it has not got. Raises BadCell for one
        that has more cells than there are columns, for then nothing is in its place.
        """
        if len(cells) != self.width:
            if any(cells[self.width :]):
                raise BadCell(f"{len(cells)} cells where the first line names {self.width}")
            cells = [*cells, *[""] * (self.width - len(cells))]
        row = self.blank.copy()
        for what, place in self.places.items():
            if (cell := cells[place]) and (cell := cell.strip()) not in EMPTY:
                row[what] = cell
        for what in self.joined:
            row[what] = self.cell(cells, what)
        if not row["text"] and self.other_texts:
            row["text"] = next(filter(None, (cells[one].strip() for one in self.other_texts)), "")
        return row

    def cell(self, cells: Sequence[str], what: str) -> str:
        """One thing that a row says, of however many columns; empty where it breaks off before."""
        places = self.joined.get(what) or (self.places[what],)
        found = (cells[place].strip() for place in places if place < len(cells))
        return " ".join(each for each in found if each not in EMPTY)


def places_in(header: Sequence[str]) -> dict[str, int]:
    """The place of everything that the names in a header tell."""
    by_name: dict[str, int] = {}
    for bare in (_bare, _apart):
        for place, name in enumerate(header):
            by_name.setdefault(bare(name), place)
    found = {
        what: next((by_name[name] for name in names if name in by_name), None)
        for what, names in (NAMES | BESIDE | BY_TOOL).items()
    }
    return {what: place for what, place in found.items() if place is not None}


def says_yes(cell: str) -> bool:
    """Whether a cell is one of the words for yes."""
    return cell != "" and cell.lower() in _YES


def _chosen(
    header: Sequence[str], columns: Mapping[str, str]
) -> dict[str, tuple[int, ...]]:
    """The places of the columns that somebody named, exactly or nearly. Raises WrongFile."""
    exactly = {name: place for place, name in reversed([*enumerate(header)])}
    nearly = {_bare(name): place for place, name in reversed([*enumerate(header)])}
    places = {}
    for what, named in columns.items():
        is_one = named in exactly or _bare(named) in nearly or "+" not in named
        found = []
        for name in [named] if is_one else [part.strip() for part in named.split("+")]:
            place = exactly.get(name, nearly.get(_bare(name)))
            if place is None:
                known = ", ".join(quoted(each) for each in header[:MAX_NAMED])
                raise WrongFile(f"The file has no column {quoted(name)}; its columns are {known}.")
            found.append(place)
        places[what] = tuple(found)
    return places


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")


def _apart(name: str) -> str:
    return _bare(_CAMEL.sub("_", name))


def _listed(words: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
