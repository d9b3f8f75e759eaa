"""How far the figures of `benchmarks.filing` depend on which third of the answers is hidden.

`python -m benchmarks.filing_spread [HASHES]`. The chats that the rules were not tuned on, again and
again, each time with a third hidden by another hash. Nothing is chosen by these figures.
"""

import statistics
import sys
from collections.abc import Sequence

from django.conf import settings

from benchmarks.filing import EVERY, FOLDER, Result, is_tuned, with_hidden
from benchmarks.labelled_chats import labelled_chats
from goodtalk.site.database import bring_up_to_date

HASHES = 8
AIM, AIM_WITHOUT_DOUBT = 0.8, 0.9


def main(words: Sequence[str]) -> None:
    """A line for each round, then the mean and how many rounds reach the aim."""
    hashes = int(words[0]) if words else HASHES
    bring_up_to_date(settings.DATA)
    chats = [chat for chat in labelled_chats(FOLDER) if not is_tuned(chat.name)]
    right, sure = [], []
    for number in range(hashes):
        salt = str(number or "")  # the first is the one that benchmarks.filing hides by
        for third in range(EVERY):
            results = [one for chat in chats for one in with_hidden(chat, third, salt)]
            right.append(_share(results))
            sure.append(_share([one for one in results if one.is_certain]))
            print(
                f"hash {number + 1}, round {third + 1}: {len(results)} hidden, "
                f"right {right[-1]:.1%}, of those without doubt {sure[-1]:.1%}"
            )
    _sum("right", right, AIM)
    _sum("right of those without doubt", sure, AIM_WITHOUT_DOUBT)


def _share(results: Sequence[Result]) -> float:
    return sum(one.is_right for one in results) / len(results)


def _sum(name: str, shares: Sequence[float], aim: float) -> None:
    reached = sum(one >= aim for one in shares)
    print(
        f"{name}: {statistics.fmean(shares):.1%} in the mean, {min(shares):.0%} to "
        f"{max(shares):.0%}; {reached} of {len(shares)} rounds reach {aim:.0%}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
