"""Who asked what in an hour of which only the posts are left: the chair's Q1, Q2 …"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from goodtalk.chats.filing.labels import read_label
from goodtalk.chats.filing.numbered import MAX_NUMBER as MAX_NUMBER
from goodtalk.chats.filing.numbered import numbered_in
from goodtalk.chats.filing.telling import FEWEST_TOLD, Numbering, who_told
from goodtalk.chats.filing.written import has_question_mark

MAX_QUESTION_CHARACTERS = 500
ASKED_AGAIN = 0.6  # so many words in common, and two posts ask the same question


class Said(NamedTuple):
    """As much of a post as is needed to see whether it asks a question."""

    post: int  # its number
    author: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Asking:
    """A post that may put a question to the room."""

    number: int  # 0: "the last question"
    part: str  # "a" and "b" of Q1a, Q1b
    text: str
    repeats: str  # whose words these are; empty: of whoever says them
    said: Said

    @property
    def asks(self) -> bool:
        return has_question_mark(self.text)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the hour: its words, its moment, and the posts that put it."""

    number: int
    text: str
    at: datetime
    said: tuple[Said, ...]
    is_listed: bool = False  # with others in one post, perhaps long before its turn came
    is_repeated: bool = False  # by others, and the post that asked is not here


def askings_in(said: Said) -> list[Asking]:
    """What a post asks or repeats; several where it lists them."""
    return [Asking(*each, said) for each in numbered_in(said.text)]


def find_questions(posts: Iterable[Said]) -> list[Asked]:
    """The questions of an hour, in their order, by whoever chaired it.

    Participants who label their answers Q1 come after the question; retweets by hand ask nothing
    (leave out what is marked as one); announcements have no words of their own; a chair asks more
    than one question, or tells people what to answer.
    """
    said = sorted(posts, key=lambda one: one.at)
    askings: list[Asking] = []
    lists: list[list[Asking]] = []
    repeats: list[Asking] = []
    for these in map(askings_in, said):
        if any(one.repeats for one in these):
            repeats += these
        elif len(these) > 1:
            lists.append(these)
        else:
            askings += these
    by_number: dict[int, list[Asking]] = defaultdict(list)
    for asking in askings:
        by_number[asking.number].append(asking)
    last = by_number.pop(0, [])
    numbered = [one for one in askings if one.number]
    chairs = _chairs(by_number.values()) or _tellers(numbered, said)
    each = (_asked(these, chairs) for these in by_number.values())
    questions = sorted(filter(None, each), key=lambda one: one.number)
    questions += _the_last(last, questions, chairs)
    if lists:
        questions += _listed(lists, {one.number for one in questions}, chairs, _answers(said))
    questions += _repeated(repeats, {one.number for one in questions})
    return sorted(questions, key=lambda one: one.number)


def _chairs(by_number: Iterable[Sequence[Asking]]) -> set[str]:
    """Who was the first to say more than one number, and really asked something with one."""
    firsts = [these[0] for these in by_number]
    counts = Counter(one.said.author for one in firsts)
    asked = {one.said.author for one in firsts if one.asks}
    return {author for author in asked if counts[author] > 1}


def _tellers(askings: Iterable[Asking], said: Iterable[Said]) -> set[str]:
    """Who chaired an hour in which nobody asks."""
    numbered = [Numbering(one.said.author, one.number, one.said.at) for one in askings]
    if len({one.number for one in numbered}) < FEWEST_TOLD:
        return set()
    return who_told(numbered, _answers(said))


def _answers(said: Iterable[Said]) -> list[Numbering]:
    """What is labelled with A: questions are not."""
    labelled = ((one, read_label(one.text)) for one in said)
    return [
        Numbering(one.author, label.number, one.at)
        for one, label in labelled
        if label and label.letter == "A"
    ]


def _asked(askings: Sequence[Asking], chairs: Collection[str]) -> Asked | None:
    """The question of one number; without a chair's, the first post if it asks."""
    by_chair = [one for one in askings if one.said.author in chairs]
    first = by_chair[0] if by_chair else askings[0]
    if not by_chair and not first.asks:
        return None
    parts = {first.part: first}
    same = [first]
    for one in by_chair:
        if one.said.author == first.said.author and first.part and one.part:
            parts.setdefault(one.part, one)
            same.append(one)
        elif _is_same(one, first):
            same.append(one)
    text = " ".join(_worded(one, several=len(parts) > 1) for one in parts.values())
    said = tuple(dict.fromkeys(one.said for one in same))
    return Asked(first.number, _shortened(text), first.said.at, said)


def _worded(asking: Asking, *, several: bool) -> str:
    return f"({asking.part}) {asking.text}" if several else asking.text


def _the_last(
    askings: Iterable[Asking], questions: Sequence[Asked], chairs: Collection[str]
) -> list[Asked]:
    """What a chair called the last question, without a number: it has the next one."""
    if not questions:
        return []
    number, after = questions[-1].number + 1, questions[-1].at
    for one in askings:
        if one.said.author in chairs and one.asks and one.said.at > after:
            return [Asked(number, _shortened(one.text), one.said.at, (one.said,))]
    return []


def _listed(
    lists: Iterable[Sequence[Asking]],
    asked: Set[int],
    chairs: Collection[str],
    answers: Iterable[Numbering],
) -> Iterator[Asked]:
    """Questions that only a list of several asks, by a chair; or by anybody before the answers.

    A chair may show all of them beforehand. Of such a list, as far as the others were asked in
    their turn, that was left out which nobody answered.
    """
    answered: dict[int, datetime] = {}
    for answer in answers:
        answered.setdefault(answer.number, answer.at)
    known = set(asked)
    for these in lists:
        numbers, post = {one.number for one in these}, these[0].said
        came_late = any(answered.get(number, post.at) < post.at for number in numbers)
        is_by_chair = post.author in chairs or not (chairs or came_late)
        if not is_by_chair or 2 * sum(one.asks for one in these) <= len(these):
            continue
        is_all_new = numbers.isdisjoint(known)
        for one in these:
            if is_all_new or one.number in answered.keys() - known:
                prompts = (post,) if is_all_new and one is these[0] else ()
                yield Asked(one.number, _shortened(one.text), post.at, prompts, is_listed=True)
        known |= numbers if is_all_new else numbers & answered.keys()


def _repeated(repeats: Iterable[Asking], asked: Set[int]) -> Iterator[Asked]:
    """Questions of which only the words are here, in what people repeat of somebody else.

    It may be a participant whom they repeat. A chair is repeated with several questions, or by
    several people with the same.
    """
    by_number: dict[int, list[Asking]] = defaultdict(list)
    numbers: dict[str, set[int]] = defaultdict(set)
    for one in repeats:
        if one.number and one.asks and not one.text.endswith(("…", "...")):
            by_number[one.number].append(one)
            numbers[one.repeats].add(one.number)
    for number, these in by_number.items():
        if number in asked:
            continue
        by_chair = [one for one in these if len(numbers[one.repeats]) > 1]
        first = by_chair[0] if by_chair else these[0]
        people = {one.said.author for one in these if one.repeats == first.repeats}
        if by_chair or len(people) > 1:
            yield Asked(number, _shortened(first.text), first.said.at, (), is_repeated=True)


def _is_same(one: Asking, other: Asking) -> bool:
    mine, theirs = set(_words(one.text)), set(_words(other.text))
    return len(mine & theirs) >= ASKED_AGAIN * max(len(mine | theirs), 1)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _shortened(text: str) -> str:
    if len(text) <= MAX_QUESTION_CHARACTERS:
        return text
    return text[: MAX_QUESTION_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"
