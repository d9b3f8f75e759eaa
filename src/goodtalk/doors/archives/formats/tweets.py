"""One tweet as JSON, of whatever age of Twitter's, as the cells of a row that csv_posts reads."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from goodtalk.chats.arriving.incoming import Enclosed, IncomingPost, Poll
from goodtalk.doors.archives.entries import BadCell
from goodtalk.doors.archives.files.hints import Owner
from goodtalk.doors.archives.files.private import refuse_private
from goodtalk.doors.archives.formats.columns import NAMES
from goodtalk.doors.archives.formats.csv_posts import post_in, unescaped
from goodtalk.doors.archives.formats.entities import (
    Led,
    Medium,
    Told,
    media_by_key,
    media_in,
    objects_in,
    told_beside,
    urls_in,
)
from goodtalk.doors.archives.formats.polls import poll_in

Json = Mapping[str, Any]
Cells = dict[str, str]
# "users.12", "tweets.34", "media.3_5" or "polls.6" of a page; {} for what it has not got.
Lookup = Callable[[str], Json]

_SHARED = re.compile(r"RT @\w{1,20}: ", re.ASCII)
_TEXTS = frozenset({"text", "full_text", "rawContent"})
_SECOND = frozenset({"author_id", "referenced_tweets", "conversation_id", "edit_history_tweet_ids"})


class Beside(NamedTuple):
    """What a tweet tells beside its text."""

    urls: Sequence[Led] = ()
    media: Sequence[Medium] = ()
    quote: str = ""  # the number of the tweet that it quotes
    may_quote: bool = False  # though it does not say so
    poll: Poll | None = None

    def told(self, text: str, tweet: str) -> Told:
        """All of it, of the tweet of that text and number."""
        urls, media, quote, may_quote, poll = self
        told = told_beside(
            text, urls=urls, media=media, tweet=tweet, quote=quote, may_quote=may_quote
        )
        if poll:
            told = told._replace(enclosed=replace(told.enclosed or Enclosed(), poll=poll))
        return told


def nothing_known(_key: str) -> Json:
    """For tweets that stand by themselves."""
    return {}


def tweet_post(
    tweet: Any, *, last_year: int, owner: Owner | None = None, lookup: Lookup = nothing_known
) -> IncomingPost:
    """The post that a tweet is. `owner` is its author where it names none. Raises BadCell,
    and WrongFile for what was not said in public.
    """
    if not isinstance(tweet, dict):
        raise BadCell("no tweet, but a list or a single word")
    refuse_private(tweet)
    if not is_tweet(tweet):
        raise BadCell("no tweet, but something else that Twitter said")
    if is_replaced(tweet):
        raise BadCell("an older version of a tweet that its author then edited")
    is_second = _SECOND & tweet.keys() and "user" not in tweet
    if "rawContent" in tweet:
        cells, beside = _scraped(tweet)
    else:
        cells, beside = _second(tweet, lookup) if is_second else _first(tweet)
    if owner and not (cells["author_id"] or cells["handle"]):
        cells |= owner.cells()
    told = beside.told(unescaped(cells["text"]), cells["id"])
    return post_in(dict.fromkeys(NAMES, "") | cells, last_year=last_year, told=told)


def is_tweet(record: Json) -> bool:
    """Whether an object has what makes a tweet."""
    return bool(record.keys() & {"id", "id_str"} and record.keys() & _TEXTS)


def is_replaced(tweet: Json) -> bool:
    """Whether its author put another version in its place; each version has an id of its own."""
    info = _dict(tweet.get("edit_info"))
    history = (
        tweet.get("edit_history_tweet_ids")
        or _dict(info.get("initial")).get("editTweetIds")
        or _dict(_dict(info.get("edit")).get("editControlInitial")).get("editTweetIds")
    )
    if not isinstance(history, list) or not history:
        return False
    return word(tweet, "id_str", "id") in map(str, history[:-1])


def word(record: Json, *keys: str) -> str:
    """The first of these that says anything; numbers are said in digits, without rounding."""
    for key in keys:
        value = record.get(key)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return ""


def _first(tweet: Json) -> tuple[Cells, Beside]:
    """Version 1.1 of the interface, and the archives that people get of their own accounts."""
    shared = _dict(tweet.get("retweeted_status"))
    text, entities = _whole(tweet)
    if shared:
        whole, entities = _whole(shared)
        text = _share(text, whole, word(_dict(shared.get("user")), "screen_name"))
    return _cells_of_first(tweet, text, entities), _beside_first(shared or tweet, entities)


def _cells_of_first(tweet: Json, text: str, entities: Json) -> Cells:
    user, shared = _dict(tweet.get("user")), _dict(tweet.get("retweeted_status"))
    return {
        "id": word(tweet, "id_str", "id"),
        "text": text,
        "published": word(tweet, "created_at"),
        "author_id": word(user, "id_str", "id") or word(tweet, "user_id_str", "user_id"),
        "handle": word(user, "screen_name") or word(tweet, "screen_name"),
        "name": word(user, "name"),
        "reply_to": word(tweet, "in_reply_to_status_id_str", "in_reply_to_status_id"),
        "share_of": word(shared, "id_str", "id"),
        "tags": " ".join(_each(entities, "hashtags", "text")),
        "language": word(tweet, "lang"),
        "protected": "true" if user.get("protected") is True else "",
    }


def _beside_first(tweet: Json, entities: Json) -> Beside:
    """Of several pictures, the entities have the first alone; the extended ones have them all."""
    extended = _dict(tweet.get("extended_tweet"))
    all_media = _dict(extended.get("extended_entities") or tweet.get("extended_entities"))
    link = _dict(tweet.get("quoted_status_permalink"))
    permalink = {"url": link.get("url"), "expanded_url": link.get("expanded")}
    urls = dict.fromkeys((*urls_in(entities.get("urls")), *urls_in([permalink])))
    return Beside(
        list(urls),
        list(media_in(all_media.get("media") or entities.get("media"))),
        word(tweet, "quoted_status_id_str", "quoted_status_id"),
        may_quote="is_quote_status" not in tweet,
    )


def _whole(tweet: Json) -> tuple[str, Json]:
    """The text, whole where the record has it whole, and what is in it."""
    extended = _dict(tweet.get("extended_tweet"))
    text = word(extended, "full_text") or word(tweet, "full_text", "text")
    return text, _dict(extended.get("entities") or tweet.get("entities"))


def _second(tweet: Json, lookup: Lookup) -> tuple[Cells, Beside]:
    """Version 2 of the interface, where a page or, flattened, the tweet itself names people."""
    author = word(tweet, "author_id")
    user = _dict(tweet.get("author")) or lookup(f"users.{author}")
    text, entities = _note(tweet)
    said = tweet
    shared, replied = _referenced(tweet, "retweeted"), _referenced(tweet, "replied_to")
    if share_of := word(shared, "id"):
        original = shared if "text" in shared else lookup(f"tweets.{share_of}")
        whole, in_whole = _note(original)
        text, entities, said = _share(text, whole, ""), in_whole or entities, original or tweet
    cells = {
        "id": word(tweet, "id"),
        "text": text,
        "published": word(tweet, "created_at"),
        "author_id": author or word(user, "id"),
        "handle": word(user, "username"),
        "name": word(user, "name"),
        "reply_to": word(replied, "id"),
        "conversation": word(tweet, "conversation_id"),
        "share_of": share_of,
        "tags": " ".join(_each(entities, "hashtags", "tag")),
        "language": word(tweet, "lang"),
        "protected": "true" if user.get("protected") is True else "",
    }
    return cells, _beside_second(said, entities, lookup)


def _beside_second(tweet: Json, entities: Json, lookup: Lookup) -> Beside:
    """Of a long tweet, the pages of its pictures are among the addresses of the short text."""
    attached, urls = _dict(tweet.get("attachments")), entities.get("urls")
    pages = [*objects_in(_dict(tweet.get("entities")).get("urls")), *objects_in(urls)]
    flat = {word(each, "media_key"): each for each in objects_in(attached.get("media"))}
    return Beside(
        list(urls_in(urls)),
        list(
            media_by_key(
                attached.get("media_keys") or list(flat),
                pages,
                lambda key: flat.get(key) or lookup(f"media.{key}"),
            )
        ),
        word(_referenced(tweet, "quoted"), "id"),
        poll=poll_in(tweet, attached, lookup),
    )


def _scraped(tweet: Json) -> tuple[Cells, Beside]:
    """As snscrape saved it."""
    user, shared = _dict(tweet.get("user")), _dict(tweet.get("retweetedTweet"))
    text, tags = word(tweet, "rawContent"), tweet.get("hashtags")
    if shared:
        sharer = word(_dict(shared.get("user")), "username")
        text = _share(text, word(shared, "rawContent"), sharer)
    said = shared or tweet
    beside = Beside(
        [Led(word(each, "tcourl"), word(each, "url")) for each in objects_in(tweet.get("links"))],
        list(media_in(said.get("media"))),
        word(_dict(said.get("quotedTweet")), "id"),
    )
    cells = {
        "id": word(tweet, "id"),
        "text": text,
        "published": word(tweet, "date"),
        "author_id": word(user, "id"),
        "handle": word(user, "username"),
        "name": word(user, "displayname"),
        "reply_to": word(tweet, "inReplyToTweetId"),
        "conversation": word(tweet, "conversationId"),
        "share_of": word(shared, "id"),
        "tags": " ".join(each for each in _list(tags) if isinstance(each, str)),
        "language": word(tweet, "lang"),
        "protected": "true" if user.get("protected") is True else "",
    }
    return cells, beside


def _note(tweet: Json) -> tuple[str, Json]:
    """The same as _whole; long tweets of 2023 are called notes."""
    note = _dict(tweet.get("note_tweet"))
    text = word(note, "text") or word(tweet, "text")
    return text, _dict(note.get("entities") or tweet.get("entities"))


def _share(text: str, whole: str, handle: str) -> str:
    """A retweet with all the words of what it repeats: by itself it is cut short."""
    match = _SHARED.match(text)
    beginning = match[0] if match else f"RT @{handle}: " if handle else ""
    return beginning + whole if whole and beginning else text


def _referenced(tweet: Json, kind: str) -> Json:
    found = tweet.get("referenced_tweets")
    for each in found if isinstance(found, list) else []:
        if isinstance(each, dict) and each.get("type") == kind:
            return each
    return {}


def _each(entities: Json, kind: str, key: str) -> Iterator[str]:
    found = entities.get(kind)
    for each in found if isinstance(found, list) else []:
        if isinstance(each, dict) and isinstance(each.get(key), str):
            yield each[key]


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
