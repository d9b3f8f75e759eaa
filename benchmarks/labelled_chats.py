"""Real chats whose people labelled their answers, read as far as the filing report needs them."""

import csv
import html
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from goodtalk.chats.filing.labels import Label, find_label, read_label

FILES = {
    "ngss": "ngsschat-2021-a.csv", "07": "grailbird-2014_07.js", "days": "grailbird-chat-days.js"
}
FEWEST_ANSWERS = 8  # a chat of which less is left says nothing about a rule
PAUSE = timedelta(minutes=45)  # between two labelled answers: another chat
BEFORE, AFTER = timedelta(minutes=20), timedelta(minutes=30)  # talk around the answers
DATES = ("%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%d %H:%M:%S %z", "%a %b %d %H:%M:%S %z %Y")


class Tweet(NamedTuple):
    """As much of one as is filed. `reply_to` is a tweet's number, or nothing."""

    number: str
    author: str
    text: str
    at: datetime
    reply_to: str


class OldChat(NamedTuple):
    """An hour: its name in the report, and all that was said around its labelled answers."""

    name: str
    tweets: tuple[Tweet, ...]

    @property
    def starts_at(self) -> datetime:
        """The half hour before its first labelled answer."""
        return _half_hour(self._answers()[0].at)

    @property
    def ends_at(self) -> datetime:
        """The half hour after the last one."""
        return _half_hour(self._answers()[-1].at) + timedelta(minutes=30)

    def _answers(self) -> list[Tweet]:
        return [tweet for tweet in self.tweets if is_answer(read_label(tweet.text))]


def labelled_chats(folder: Path) -> Iterator[OldChat]:
    """Every chat of the files in which enough answers have their label, in order."""
    for short, name in FILES.items():
        tweets = sorted(_tweets(folder / name), key=lambda one: (one.at, one.number))
        for first, last, answers in _runs(tweets):
            if answers >= FEWEST_ANSWERS:
                around = (one for one in tweets if first - BEFORE <= one.at <= last + AFTER)
                yield OldChat(f"{short} {first:%Y-%m-%d}", tuple(around))


def is_answer(label: Label | None) -> bool:
    """Whether it answers: Q is what chairs write too."""
    return label is not None and label.letter != "Q"


def without_label(text: str) -> str:
    """The text as somebody would have written it who does not label."""
    while found := find_label(text):
        text = text[: found.start] + text[found.end :].lstrip(" .:)-–—")
    return text


def _runs(tweets: Iterable[Tweet]) -> Iterator[tuple[datetime, datetime, int]]:
    """From the first to the last labelled answer of a chat, and how many there are."""
    moments: list[datetime] = []
    for tweet in tweets:
        if is_answer(read_label(tweet.text)):
            if moments and tweet.at - moments[-1] > PAUSE:
                yield moments[0], moments[-1], len(moments)
                moments = []
            moments.append(tweet.at)
    if moments:
        yield moments[0], moments[-1], len(moments)


def _tweets(path: Path) -> Iterable[Tweet]:
    found = _from_csv(path) if path.suffix == ".csv" else _from_grailbird(path)
    return {tweet.number: tweet for tweet in found}.values()


def _from_csv(path: Path) -> Iterator[Tweet]:
    """The only thing that tells of a reply is the tweet that began the conversation."""
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            began = row["conversation_id"] if row["conversation_id"] != row["id"] else ""
            text, at = html.unescape(row["text"]), _moment(row["created_at"])
            yield Tweet(row["id"], row["author_id"], text, at, began)


def _from_grailbird(path: Path) -> Iterator[Tweet]:
    """A retweet's text repeats another's label: what was retweeted is read in its place."""
    content = path.read_text(encoding="utf-8")
    for record in json.loads(content[content.index("[") :]):
        said: dict[str, Any] = record.get("retweeted_status") or record
        yield Tweet(
            said["id_str"],
            said["user"]["id_str"],
            html.unescape(said["text"]),
            _moment(said["created_at"]),
            said.get("in_reply_to_status_id_str") or "",
        )


def _moment(written: str) -> datetime:
    for form in DATES:
        try:
            return datetime.strptime(written, form).astimezone(UTC)
        except ValueError:
            continue
    raise ValueError(written)


def _half_hour(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)
