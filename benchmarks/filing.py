"""How many answers find their question by themselves, beside the two simple rules.

`python -m benchmarks.filing [FOLDER]`. The labels of every third answer are taken away before the
real product files the chat; what they said is the truth. Three times, until each was hidden once.
"""

import hashlib
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from benchmarks.labelled_chats import OldChat, is_answer, labelled_chats, without_label
from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.receive import receive_posts
from goodtalk.chats.filing.filing import refile_chat
from goodtalk.chats.filing.labels import read_label
from goodtalk.chats.filing.old_questions import rebuild_questions
from goodtalk.chats.models import Chat, Post, Question
from goodtalk.communities.models import Community
from goodtalk.doors.archives.formats.csv_posts import TWEET
from goodtalk.site.database import bring_up_to_date

FOLDER = Path(os.environ.get("GOODTALK_TEST_DATA", "../shared/data")) / "chats/labelled"
EVERY = 3
AROUND = timedelta(minutes=5)  # the second simple rule looks so far
QUOTED_CHARACTERS = 60  # who repeats so much of an answer repeats its label


class Result(NamedTuple):
    """What became of one answer whose label was hidden."""

    is_right: bool
    is_certain: bool
    by_last_asked: bool
    by_labels_around: bool
    third: int  # the round in which it was hidden


class Score(NamedTuple):
    """A line of the table."""

    name: str
    is_tuned: bool
    results: Sequence[Result]


def main(words: Sequence[str]) -> None:
    """File every chat, and print the table."""
    folder = Path(words[0]) if words else FOLDER
    if not folder.is_dir():
        sys.exit(f"The labelled chats are not in {folder}: name their folder.")
    bring_up_to_date(settings.DATA)
    scores = [score(chat) for chat in labelled_chats(folder)]
    show(scores)


def score(old: OldChat) -> Score:
    """File one chat with the real product, three times: each answer's label is hidden once."""
    results = [one for third in range(EVERY) for one in with_hidden(old, third)]
    return Score(old.name, is_tuned(old.name), results)


def with_hidden(old: OldChat, third: int, salt: str = "") -> list[Result]:
    """One round, taken out of the database again. Another `salt` hides another third."""
    with transaction.atomic():
        results = list(_results(*filed(old, third, salt), third))
        transaction.set_rollback(True)
    return results


def is_tuned(name: str) -> bool:
    """Whether the weights come from this chat; the other half was looked at afterwards."""
    return _hash(name) % 2 == 0


def show(scores: Sequence[Score]) -> None:
    """A line for each chat, then the sums."""
    print(
        f"{'':24}{'hidden':>7}{'right':>7}{'sure':>7}{'right':>7}"
        f"{'last asked':>12}{'labels around':>15}"
    )
    parts = {"tuned on": True, "not tuned on": False}
    for name, tuned in parts.items():
        print(f"\n{name}")
        for one in scores:
            if one.is_tuned is tuned and one.results:
                _line(one.name, one.results)
    for third in range(EVERY):
        _sums(f"round {third + 1}", scores, [third])
    _sums("all three rounds", scores, range(EVERY))


def _sums(name: str, scores: Sequence[Score], rounds: Sequence[int]) -> None:
    """Both halves, and the two together, of the rounds named."""
    print(f"\n{name}")
    parts = {"tuned on": {True}, "not tuned on": {False}, "in all": {True, False}}
    for part, tuned in parts.items():
        halves = [one.results for one in scores if one.is_tuned in tuned]
        _line(part, [each for results in halves for each in results if each.third in rounds])


def _line(name: str, results: Sequence[Result]) -> None:
    sure = [one for one in results if one.is_certain]
    print(
        f"{name:24}{len(results):7}{_share(results, lambda one: one.is_right):>7}"
        f"{_share(results, lambda one: one.is_certain):>7}"
        f"{_share(sure, lambda one: one.is_right):>7}"
        f"{_share(results, lambda one: one.by_last_asked):>12}"
        f"{_share(results, lambda one: one.by_labels_around):>15}"
    )


def _share(results: Sequence[Result], is_so: Callable[[Result], bool]) -> str:
    return f"{100 * sum(map(is_so, results)) / len(results):.0f} %" if results else "–"


def filed(old: OldChat, third: int, salt: str = "") -> tuple[Chat, dict[str, int]]:
    """The chat as the product files it, and the hidden numbers by the posts' addresses.

    Another `salt` hides another third.
    """
    hidden = dict(_hidden(old, third, salt))
    words = [without_label(one.text) for one in old.tweets if one.number in hidden]
    posts = [
        IncomingPost(
            "twitter",
            TWEET + one.number,
            Author(one.author, one.author),
            without_label(one.text) if one.number in hidden else one.text,
            one.at,
            in_reply_to=TWEET + one.reply_to if one.reply_to else "",
        )
        for one in old.tweets
        if one.number in hidden or not _quotes(one.text, words)
    ]
    chat = _make_chat(old)
    now = datetime.now(UTC)
    receive_posts(chat.community, posts, now=now, into=chat)
    rebuild_questions(chat, now=now)
    refile_chat(chat)
    return chat, {TWEET + number: answered for number, answered in hidden.items()}


def _hidden(old: OldChat, third: int, salt: str) -> Iterator[tuple[str, int]]:
    for tweet in old.tweets:
        label = read_label(tweet.text)
        if label and is_answer(label) and _hash(salt + tweet.number) % EVERY == third:
            yield tweet.number, label.number


def _quotes(text: str, words: Iterable[str]) -> bool:
    return any(each[:QUOTED_CHARACTERS] in text for each in words)


def _make_chat(old: OldChat) -> Chat:
    community = Community.objects.create(
        tag="filing",
        name="Filing",
        rule="FREQ=WEEKLY",
        at=time(13),
        zone="UTC",
        minutes=60,
        since=date(2010, 1, 1),
    )
    return Chat.objects.create(
        community=community,
        day=old.starts_at.date(),
        starts_at=old.starts_at,
        ends_at=old.ends_at,
        started_at=old.starts_at,
        closed_at=old.ends_at,
        is_rebuilt=True,
    )


def _results(chat: Chat, hidden: dict[str, int], third: int) -> Iterator[Result]:
    posts = list(chat.posts.select_related("question"))
    prompts = {post.question_id for post in posts if post.is_prompt}
    asked = [question for question in chat.questions.all() if question.pk in prompts]
    for post in posts:
        if number := hidden.get(post.uri):
            yield Result(
                post.question is not None and post.question.number == number,
                post.is_certain,
                _last_asked(asked, post) == number,
                _around(posts, post) == number,
                third,
            )


def _last_asked(asked: Iterable[Question], post: Post) -> int | None:
    """The first simple rule."""
    before = [
        (one.released_at, one.number)
        for one in asked
        if one.released_at and one.released_at <= post.published_at
    ]
    return max(before)[1] if before else None


def _around(posts: Iterable[Post], post: Post) -> int | None:
    """The second: the label that most posts around it have, of several the nearest."""
    near = sorted(
        (abs(one.published_at - post.published_at), label.number)
        for one in posts
        if not one.is_prompt and (label := read_label(one.text))
    )
    counts = Counter(number for distance, number in near if distance <= AROUND)
    return counts.most_common(1)[0][0] if counts else None


def _hash(words: str) -> int:
    return int(hashlib.sha256(words.encode()).hexdigest(), 16)


if __name__ == "__main__":
    main(sys.argv[1:])
