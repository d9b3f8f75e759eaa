"""How often talk is taken for an answer, in hours in which it can be told apart.

`python -m benchmarks.talk [FOLDER]`. Nobody has sorted these posts by hand. What is surely talk:
what is said before the first question is asked, in chats whose chair's posts are there (welcome,
introductions, "I am ready"), and the chair's own posts that ask nothing and have no label. What
hardly ever answers: thanks. Everything else without a label is counted too, as it may be either.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction

from benchmarks.filing import FOLDER, filed, is_tuned
from benchmarks.labelled_chats import OldChat, labelled_chats
from goodtalk.chats.filing.labels import read_label
from goodtalk.chats.models import Chat, Post
from goodtalk.site.database import bring_up_to_date

NOBODY_HIDDEN = -1  # no answer is in this third: every label stays
THANKS = re.compile(r"\b(?:thanks?|thank you|good ?night|great chat|see you)\b", re.IGNORECASE)
LONGEST_THANKS = 120  # characters; a longer post may thank and answer
SORTS = ("before Q1", "the chair's", "thanks", "other")


def main(words: Sequence[str]) -> None:
    """File every chat whose questions are there, and print a line for each sort of talk."""
    folder = Path(words[0]) if words else FOLDER
    if not folder.is_dir():
        sys.exit(f"The labelled chats are not in {folder}: name their folder.")
    bring_up_to_date(settings.DATA)
    counts = Counter(
        (is_tuned(old.name), *each) for old in labelled_chats(folder) for each in talk_in(old)
    )
    for tuned, name in ((True, "tuned on"), (False, "not tuned on")):
        print(f"{name:14}{'posts':>7}{'filed':>8}{'sure':>8}")
        for sort in SORTS:
            _line(sort, {key[2:]: n for key, n in counts.items() if key[:2] == (tuned, sort)})


def talk_in(old: OldChat) -> list[tuple[str, bool, bool]]:
    """For each post without a label its sort, whether it is filed, and whether without doubt."""
    with transaction.atomic():
        chat, _ = filed(old, NOBODY_HIDDEN)
        found = list(_talk(chat))
        transaction.set_rollback(True)
    return found


def _talk(chat: Chat) -> Iterator[tuple[str, bool, bool]]:
    posts = list(chat.posts.order_by("published_at", "pk"))
    prompts = [post for post in posts if post.is_prompt]
    if len({post.question_id for post in prompts}) < 2:
        return  # without the chair's posts, nobody knows when the first question was asked
    chairs = {post.account_id for post in prompts}
    for post in posts:
        if not post.is_prompt and read_label(post.text) is None:
            is_before = post.published_at < prompts[0].published_at
            sort = _sort(post, is_before=is_before, is_chair=post.account_id in chairs)
            is_filed = post.question_id is not None
            yield sort, is_filed, is_filed and post.is_certain


def _sort(post: Post, *, is_before: bool, is_chair: bool) -> str:
    if is_before:
        return "before Q1"
    if is_chair:
        return "the chair's"
    is_thanks = len(post.text) <= LONGEST_THANKS and THANKS.search(post.text)
    return "thanks" if is_thanks else "other"


def _line(name: str, counts: dict[tuple[bool, bool], int]) -> None:
    whole = sum(counts.values())
    as_answer = sum(n for (is_filed, _), n in counts.items() if is_filed)
    sure = sum(n for (_, is_sure), n in counts.items() if is_sure)
    if whole:
        print(f"{name:14}{whole:7}{100 * as_answer / whole:6.0f} %{100 * sure / whole:6.0f} %")


if __name__ == "__main__":
    main(sys.argv[1:])
