"""How well answers find their question in each labelled chat with weights that the others give.

`python -m benchmarks.filing_crosswise [FOLDER]`. One half of the chats is few: here each chat in
turn is left out, the weights are fitted to all others, and the real product files it with those.
The rules themselves, and what is not a weight, come from the first half alone, as always; nothing
is chosen by these figures, and no weight is kept.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

from django.conf import settings

from benchmarks.filing import FOLDER, score, show
from benchmarks.labelled_chats import labelled_chats
from benchmarks.weights import FITTED, choices_of, fitted
from goodtalk.chats.filing import weighing
from goodtalk.site.database import bring_up_to_date


def main(words: Sequence[str]) -> None:
    """File every chat by the weights of the others, and print the table of `benchmarks.filing`."""
    folder = Path(words[0]) if words else FOLDER
    if not folder.is_dir():
        sys.exit(f"The labelled chats are not in {folder}: name their folder.")
    bring_up_to_date(settings.DATA)
    chats = list(labelled_chats(folder))
    choices = [one for old in chats for one in choices_of(old)]
    scores = []
    for old in chats:
        weights = fitted([one for one in choices if one.chat != old.name])
        with patch.multiple(weighing, **dict(zip(FITTED, weights, strict=True))):
            scores.append(score(old))
    show(scores)


if __name__ == "__main__":
    main(sys.argv[1:])
