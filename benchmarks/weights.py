"""Whether other weights than those in chats/weighing.py would file more answers of unseen chats.

`python -m benchmarks.weights [FOLDER]`. A logistic regression in plain Python on the chats that
the weights may come from, and only on these: the most likely weights, held near those that stand.
Each chat in turn is also judged by the weights that the others give.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from math import exp, log
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from django.conf import settings
from django.db import transaction

from benchmarks.filing import EVERY, FOLDER, filed, is_tuned
from benchmarks.labelled_chats import OldChat, labelled_chats
from goodtalk.chats.filing import weighing
from goodtalk.chats.filing.evidence import Evidence
from goodtalk.chats.models import Chat, Post
from goodtalk.site.database import bring_up_to_date

FITTED = ("THEN", "NEAR", "AGAINST", "ANSWERED", "ANSWERED_NEXT_TO_IT", "WORDS", "LONG")
KEPT = "KIN"  # too few answers have it to tell
SALTS = ("", "a", "b", "c")  # so many ways to hide a third, three times each
DRAWN = 20.0  # how strongly each weight is held where it stands: there are few answers
STEPS = 40
ENOUGH = 1e-4


class Choice(NamedTuple):
    """One hidden answer: what each question has of each rule, and which one it answered."""

    chat: str
    rules: list[list[float]]
    given: list[float]  # by the weight that is kept
    right: int


def main(words: Sequence[str]) -> None:
    """Print the weights, how well those do that stand, and fitted ones on chats unseen."""
    folder = Path(words[0]) if words else FOLDER
    if not folder.is_dir():
        sys.exit(f"The labelled chats are not in {folder}: name their folder.")
    bring_up_to_date(settings.DATA)
    tuned = [old for old in labelled_chats(folder) if is_tuned(old.name)]
    choices = [one for old in tuned for one in choices_of(old)]
    for name, stands, weight in zip(FITTED, _standing(), fitted(choices), strict=True):
        print(f"{name:20} {stands:6.2f} {weight:6.2f}")
    parts = {name: [one for one in choices if one.chat == name] for name in _names(choices)}
    _line("as they stand", [(_standing(), part) for part in parts.values()])
    others = [
        (fitted([one for one in choices if one.chat != name]), part)
        for name, part in parts.items()
    ]
    _line("fitted to the others", others)


def choices_of(old: OldChat) -> Iterator[Choice]:
    """All that the rules say about the hidden answers of a chat, in every round."""
    for salt in SALTS:
        for third in range(EVERY):
            with transaction.atomic():
                chat, hidden = filed(old, third, salt)
                found = list(_choices(old.name, chat, hidden))
                transaction.set_rollback(True)
            yield from found


def _choices(name: str, chat: Chat, hidden: dict[str, int]) -> Iterator[Choice]:
    questions = list(chat.questions.all())
    posts = list(chat.posts.order_by("published_at", "pk"))
    evidence = Evidence(questions, posts)
    numbers = [question.number for question in questions]
    for post in posts:
        truth = hidden.get(post.uri)
        if truth in numbers and post.filed_by == Post.FiledBy.TIME:
            columns = [_alone(evidence, post, numbers, rule) for rule in FITTED]
            given = _alone(evidence, post, numbers, KEPT)
            kept = getattr(weighing, KEPT)
            rules = [list(row) for row in zip(*columns, strict=True)]
            yield Choice(name, rules, [kept * one for one in given], numbers.index(truth))


def _alone(
    evidence: Evidence, post: Post, numbers: Iterable[int], rule: str
) -> list[float]:
    """What a rule says by itself: the sums are linear, so its weight is 1 and all others are 0."""
    weights: dict[str, Any] = {each: float(each == rule) for each in (*FITTED, KEPT)}
    with patch.multiple(weighing, **weights):
        sums = evidence.sums(post)
    return [sums[number] for number in numbers]


def fitted(choices: Sequence[Choice]) -> list[float]:
    """The most likely weights, by Newton's method."""
    weights = _standing()
    for _ in range(STEPS):
        slope, bend = _slope_and_bend(choices, weights)
        step = _solved(bend, slope)
        weights = [weight + each for weight, each in zip(weights, step, strict=True)]
        if max(map(abs, step)) < ENOUGH:
            break
    return weights


def _standing() -> list[float]:
    return [getattr(weighing, name) for name in FITTED]


def _names(choices: Iterable[Choice]) -> list[str]:
    return sorted({one.chat for one in choices})


def _line(name: str, parts: Iterable[tuple[Sequence[float], Sequence[Choice]]]) -> None:
    """The share right, and the mean surprise at what was right."""
    right, surprise, whole = 0, 0.0, 0
    for weights, choices in parts:
        for one in choices:
            shares = _shares(one, weights)
            right += shares[one.right] == max(shares)
            surprise -= log(shares[one.right])
            whole += 1
    print(f"{name:20} {100 * right / whole:.1f} % right, {surprise / whole:.3f} nats an answer")


def _shares(choice: Choice, weights: Sequence[float]) -> list[float]:
    sums = [
        given + sum(weight * each for weight, each in zip(weights, rule, strict=True))
        for given, rule in zip(choice.given, choice.rules, strict=True)
    ]
    powers = [exp(each - max(sums)) for each in sums]
    whole = sum(powers)
    return [each / whole for each in powers]


def _slope_and_bend(
    choices: Sequence[Choice], weights: Sequence[float]
) -> tuple[list[float], list[list[float]]]:
    """The first and second derivatives of the likelihood; each answer counts once, not per salt."""
    size = range(len(weights))
    slope = [DRAWN * (old - new) for old, new in zip(_standing(), weights, strict=True)]
    bend = [[DRAWN * (row == column) for column in size] for row in size]
    for choice in choices:
        shares = _shares(choice, weights)
        mean = [
            sum(share * rule[n] for share, rule in zip(shares, choice.rules, strict=True))
            for n in size
        ]
        for row in size:
            slope[row] += (choice.rules[choice.right][row] - mean[row]) / len(SALTS)
        for share, rule in zip(shares, choice.rules, strict=True):
            apart = [each - usual for each, usual in zip(rule, mean, strict=True)]
            for row in size:
                part = share * apart[row] / len(SALTS)
                for column in size:
                    bend[row][column] += part * apart[column]
    return slope, bend


def _solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Gauss and Jordan's elimination; the matrix is positive definite."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for n, pivot in enumerate(rows):
        pivot[:] = [each / pivot[n] for each in pivot]
        for row in rows:
            if row is not pivot:
                factor = row[n]
                row[:] = [each - factor * its for each, its in zip(row, pivot, strict=True)]
    return [row[-1] for row in rows]


if __name__ == "__main__":
    main(sys.argv[1:])
