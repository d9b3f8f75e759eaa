"""The draft of a recap: nearly written when the hour ends, and nothing in it that nobody said.

Every sentence names the posts it rests on, or counts all of them. docs/recaps.md has the rules.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from goodtalk.chats.models import Chat, Post, PostQuerySet, Question
from goodtalk.chats.reading.reading import readable

BEST = 3  # answers to each question
LONGEST_LIST = 12  # links, newcomers, ideas, promises


def draft_recap(chat: Chat) -> str:
    """What the hour's posts give for a recap, as Markdown with marks. Seven queries at most."""
    said = readable(chat).authored().filter(account__hides_from_search=False)
    if not said.exists():
        return _("Nobody took part this time.") + "\n"
    marked = _by_kind(said)
    ideas, promises = marked[Post.Kind.IDEA], marked[Post.Kind.PROMISE]
    questions = list(chat.questions.exclude(released_at=None))
    best = best_answers(said.exclude(pk__in=[post.pk for post in (*ideas, *promises)]), questions)
    parts = [
        _("[[people]] took part and wrote [[posts]]. Here for the first time: [[newcomers]]."),
        *(_section(f"{one}: {one.text}", best[one.pk]) for one in questions),
        _section(_("Ideas"), ideas),
        _section(_("Promises"), promises),
        _listed(_("Links"), (f"[[name {post.pk}]]: [[links {post.pk}]]" for post in _links(said))),
        _newcomers(chat, said),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def best_answers(
    said: PostQuerySet, questions: Iterable[Question], *, most: int = BEST
) -> dict[int, list[Post]]:
    """A few answers to each question, of different people, in the order they were given. One query.

    First those in the spotlight, then those with most thanks and replies by others, then those
    whose question is certain, then the longest.
    """
    by_others = ~Q(replies__account__person=F("account__person"))
    seen = Q(replies__withdrawn_at=None, replies__set_aside_at=None, replies__held_at=None)
    answers = said.filter(question__in=[one.pk for one in questions], is_prompt=False)
    answers = answers.annotate(
        answered=Count("replies", filter=by_others & seen & Q(replies__same_as=None))
    )
    best: defaultdict[int, list[Post]] = defaultdict(list)
    for post in sorted(answers.select_related("account"), key=_worth, reverse=True):
        chosen = best[post.question_id or 0]
        people = {one.account.person_id for one in chosen}
        if len(chosen) < most and post.account.person_id not in people:
            chosen.append(post)
    for chosen in best.values():
        chosen.sort(key=lambda post: (post.published_at, post.pk))
    return best


def _worth(post: Post) -> tuple[bool, int, bool, int, int]:
    answered: int = post.answered  # type: ignore[attr-defined]
    return (
        post.spotlit_at is not None, post.thanks_count + answered, post.is_certain,
        len(post.text), -post.pk,
    )  # fmt: skip


def _by_kind(said: PostQuerySet) -> dict[str, list[Post]]:
    """What the desk marked as ideas and promises. One query."""
    kinds = [Post.Kind.IDEA, Post.Kind.PROMISE]
    marked: dict[str, list[Post]] = {kind: [] for kind in kinds}
    for post in said.filter(kind__in=kinds).order_by("published_at", "pk"):
        marked[post.kind].append(post)
    return {kind: posts[:LONGEST_LIST] for kind, posts in marked.items()}


def _links(said: PostQuerySet) -> list[Post]:
    """The first post with each page that somebody pointed to. One query."""
    known: set[str] = set()
    first: list[Post] = []
    for post in said.exclude(links=[]).order_by("published_at", "pk"):
        if len(first) < LONGEST_LIST and not known.issuperset(post.links):
            known.update(post.links)
            first.append(post)
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


def _section(title: str, posts: Iterable[Post]) -> str:
    """A heading with quotes; nothing without any."""
    quotes = [f"[[quote {post.pk}]]" for post in posts]
    return "\n\n".join([_heading(title), *quotes]) if quotes else ""


def _listed(title: str, items: Iterator[str]) -> str:
    lines = [f"- {item}" for item in items]
    return "\n".join([f"{_heading(title)}\n", *lines]) if lines else ""


def _heading(title: str) -> str:
    return f"## {' '.join(title.split())}"
