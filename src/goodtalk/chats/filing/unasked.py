"""The questions of an hour of which only the answers are left: their labels tell their numbers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils.translation import gettext

from goodtalk.chats.filing.askings import Asked, Said
from goodtalk.chats.filing.labels import read_label

MOST_WITHOUT_WORDS = 12  # above that, "A13" is rather something else
FEWEST_LABELS = 3  # fewer in an hour are no labels
TWICE = 2  # a number that so many say is a question
FIRST_ANSWER_AFTER = timedelta(minutes=2)  # so long after the question, in hours that have it
FIRST_QUESTION_AFTER = timedelta(minutes=8)  # by then hosts have welcomed everybody


def with_unasked(asked: Sequence[Asked], said: Iterable[Said], starts_at: datetime) -> list[Asked]:
    """The questions that were found, and those that only labelled answers tell of.

    Where hardly any question was found, the archive lacks the chair's posts: then one labelled
    answer is enough for a number that follows on, and what lies between two numbers was asked too.
    """
    answered = _answered(said)
    known = {one.number: one for one in asked}
    if sum(map(len, answered.values())) < FEWEST_LABELS or len({*answered, *known}) < 2:
        return list(asked)
    is_lacking = 2 * len(known) <= len(answered)
    numbers = _numbers(known, answered, is_lacking=is_lacking)
    if is_lacking and numbers:
        numbers = list(range(1, max(numbers) + 1))
    return _timed(numbers, known, answered, starts_at)


def text_without_words(number: int) -> str:
    """What a question says whose words nobody has any more."""
    return gettext("Question %(number)d (its words are not in the archive)") % {"number": number}


def _answered(said: Iterable[Said]) -> dict[int, list[datetime]]:
    """When each number was answered, in order."""
    found: dict[int, list[datetime]] = defaultdict(list)
    for one in said:
        label = read_label(one.text)
        if label and label.letter != "Q" and label.number <= MOST_WITHOUT_WORDS:
            found[label.number].append(one.at)
    return {number: sorted(moments) for number, moments in found.items()}


def _numbers(
    known: Mapping[int, Asked], answered: Mapping[int, Sequence[datetime]], *, is_lacking: bool
) -> list[int]:
    """Those that were asked, as far as the labels can be trusted."""
    numbers: list[int] = []
    for number in sorted({*known, *answered}):
        follows = number <= (numbers[-1] if numbers else 2) + 2
        times = len(answered.get(number, ()))
        if number in known or times >= TWICE or (is_lacking and follows):
            numbers.append(number)
    return numbers


def _timed(
    numbers: Sequence[int],
    known: Mapping[int, Asked],
    answered: Mapping[int, Sequence[datetime]],
    starts_at: datetime,
) -> list[Asked]:
    """Each with its moment: shortly before its first answer; without one, between its neighbours.

    So are those that a list foretold, which were not asked before it, and those that somebody
    has repeated, which were asked by then.

    A question is not asked before the one whose number is lower, so that a slip of the pen does
    not move it. The first waits for no answer: many have none of the labels that tell.
    """
    moments: dict[int, datetime] = {}
    last = starts_at
    for number in numbers:
        times = answered.get(number, ())
        one = known.get(number)
        is_timed = one and not (one.is_listed or one.is_repeated or _comes_late(one, times))
        if one and is_timed:
            moments[number] = one.at
        elif times:
            first = next((at for at in times if at >= last), times[0])
            moments[number] = max(first - FIRST_ANSWER_AFTER, min(last, first))
            if number == 1:
                moments[number] = min(moments[number], starts_at + FIRST_QUESTION_AFTER)
            if one and one.is_listed:
                moments[number] = max(moments[number], min(one.at, first))
            elif one and one.is_repeated:
                moments[number] = min(moments[number], one.at)
        elif one and one.is_repeated:
            moments[number] = one.at
        last = max(last, moments.get(number, last))
    for number in numbers:
        if number not in moments:
            before = moments.get(number - 1, starts_at)
            if number in known:
                before = max(before, known[number].at)
            later = (moments[each] for each in numbers if each > number and each in moments)
            after = next(later, before)
            before = min(before, after)
            moments[number] = before + (after - before) / 2
    return [
        replace(known[number], at=moments[number])
        if number in known
        else Asked(number, text_without_words(number), moments[number], ())
        for number in numbers
    ]


def _comes_late(asked: Asked, answered: Sequence[datetime]) -> bool:
    """Whether it was answered before: then somebody repeated it, and who asked it is not here."""
    before = sum(at < asked.at for at in answered)
    return before >= TWICE and 2 * before >= len(answered)
