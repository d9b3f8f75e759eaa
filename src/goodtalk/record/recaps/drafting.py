"""The draft of a recap: nearly written when the hour ends, and nothing in it that nobody said.

Every sentence names the posts it rests on, or counts all of them. docs/recaps.md has the rules.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import Count, F, Q
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from goodtalk.chats.models import Chat, Post, PostQuerySet, Question
from goodtalk.chats.reading.reading import readable

BEST = 3  # answers to each question
TALK = 0  # instead of a question's key
LONGEST_LIST = 12  # links, newcomers, ideas, promises


def draft_recap(chat: Chat) -> str:
    """What the hour's posts give for a recap, as Markdown with marks. Seven queries at most."""
    said = readable(chat).authored()
    if not said.exists():
        return _("Nobody took part this time.") + "\n"
    marked = _by_kind(said)
    ideas, promises = marked[Post.Kind.IDEA], marked[Post.Kind.PROMISE]
    questions = list(chat.questions.exclude(released_at=None))
    best = best_answers(said.exclude(pk__in=[*ideas, *promises]), questions)
    around = [] if questions else best[TALK]
    newcomers = _newcomers(chat, said)
    parts = [
        _counted(with_newcomers=bool(newcomers)),
        *(_section(f"[[question {one.number}]]", best[one.pk]) for one in questions),
        _section(_("What was said"), around),
        _section(_("Ideas"), ideas),
        _section(_("Promises"), promises),
        _listed(_("Links"), (f"[[name {post}]]: [[links {post}]]" for post in _links(said))),
        newcomers,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def best_answers(
    said: PostQuerySet, questions: Sequence[Question], *, most: int = BEST
) -> dict[int, list[int]]:
    """The numbers of a few answers to each question, of different people, in the order in which
    they were given; where there are no questions, of the talk, as TALK. One query.

    First those in the spotlight, then those with most thanks and replies by others, then those
    whose question is certain, then the longest. Questions are no answers, nor are introductions.
    """
    most = most if questions else most * 2
    by_others = ~Q(replies__account__person=F("account__person"))
    seen = Q(replies__withdrawn_at=None, replies__set_aside_at=None, replies__held_at=None)
    replies = Count("replies", filter=by_others & seen & Q(replies__same_as=None))
    answers = said.filter(is_prompt=False).exclude(kind=Post.Kind.QUESTION)
    if questions:
        answers = answers.exclude(kind=Post.Kind.INTRODUCTION)
        answers = answers.filter(question__in=[one.pk for one in questions])
    worths = answers.annotate(met_with=F("thanks_count") + replies).order_by(
        F("spotlit_at").asc(nulls_last=True), "-met_with", "-is_certain",
        Length("text").desc(), "published_at", "pk",
    )  # fmt: skip
    chosen: defaultdict[int, dict[int, tuple[datetime, int]]] = defaultdict(dict)
    rows = worths.values_list("question", "account__person", "published_at", "pk")
    for question, person, moment, number in rows:
        place = question if questions else TALK
        if len(chosen[place]) < most:
            chosen[place].setdefault(person, (moment, number))
    return defaultdict(
        list,
        {
            question: [number for _moment, number in sorted(those.values())]
            for question, those in chosen.items()
        },
    )


def _counted(*, with_newcomers: bool) -> str:
    whole = _("[[people]] took part and wrote [[posts]].")
    new = _("Here for the first time: [[newcomers]].")
    return f"{whole} {new}" if with_newcomers else whole


def _by_kind(said: PostQuerySet) -> dict[str, list[int]]:
    """What the desk marked as ideas and promises. One query."""
    marked: dict[str, list[int]] = {Post.Kind.IDEA: [], Post.Kind.PROMISE: []}
    posts = said.filter(kind__in=marked).order_by("published_at", "pk")
    for kind, number in posts.values_list("kind", "pk"):
        marked[kind].append(number)
    return {kind: numbers[:LONGEST_LIST] for kind, numbers in marked.items()}


def _links(said: PostQuerySet) -> list[int]:
    """The first post with each page that somebody pointed to. One query."""
    known: set[str] = set()
    first: list[int] = []
    posts = said.exclude(links=[]).order_by("published_at", "pk")
    for number, links in posts.values_list("pk", "links"):
        if len(first) < LONGEST_LIST and not known.issuperset(links):
            known.update(links)
            first.append(number)
    return first


def _newcomers(chat: Chat, said: PostQuerySet) -> str:
    """Those who were here for the first time, each by the first that they said. Two queries."""
    people = set(chat.attendances.newcomers().values_list("person", flat=True))
    first: dict[int, int] = {}
    spoke = said.filter(account__person__in=people).order_by("published_at", "pk")
    for person, number in spoke.values_list("account__person", "pk"):
        first.setdefault(person, number)
    names = [f"[[name {number}]]" for number in first.values()][:LONGEST_LIST]
    if not names:
        return ""
    return f"## {_('New here')}\n\n" + _("Welcome: %s.") % ", ".join(names)


def _section(title: str, posts: Iterable[int]) -> str:
    """A heading with quotes; nothing without any."""
    quotes = [f"[[quote {number}]]" for number in posts]
    return "\n\n".join([_heading(title), *quotes]) if quotes else ""


def _listed(title: str, items: Iterator[str]) -> str:
    lines = [f"- {item}" for item in items]
    return "\n".join([f"{_heading(title)}\n", *lines]) if lines else ""


def _heading(title: str) -> str:
    return f"## {' '.join(title.split())}"
