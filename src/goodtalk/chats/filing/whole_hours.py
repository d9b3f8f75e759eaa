"""An old hour that an archive brings all at once gets its questions before it is written."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from goodtalk.chats.arriving.drafts import Draft
from goodtalk.chats.filing.askings import Asked, Said
from goodtalk.chats.filing.behind_warnings import words_that_tell
from goodtalk.chats.filing.filing import Sheet, file_as_a_whole
from goodtalk.chats.filing.old_questions import (
    MARKS_OF_PROMPT,
    question_values,
    questions_asked,
)
from goodtalk.chats.filing.themes import theme_of, theme_said
from goodtalk.chats.models import Chat, Post, Question

# Plain text, which other processes understand and databases take as it is.
_KINDS: dict[str, str] = {kind: kind.value for kind in Post.Kind}
_WAYS: dict[str, str] = {way: way.value for way in Post.FiledBy}


class Filed(NamedTuple):
    """Where a post of the hour belongs."""

    number: int  # of its question; 0: none
    filed_by: str
    is_certain: bool
    kind: str
    is_prompt: bool


class Decision(NamedTuple):
    """What becomes of an hour: its questions, what it was about, and where each post belongs."""

    asked: list[Asked]
    theme: str  # as it was said; empty: nobody said
    filed: list[Filed]


def decide(chat: Chat, posts: Sequence[Draft]) -> Decision:
    """Find the questions of a chat in which nothing was, and file its posts. No queries.

    The same as rebuild_questions and refile_chat afterwards, without reading the posts again. The
    posts keep traces of it: the questions have no rows yet, and go by their numbers.
    """
    shown = [post for post in posts if post.is_visible and not post.is_share]
    said = [
        Said(p.id, str(p.account_id), words_that_tell(p.text, p.enclosed), p.published_at)
        for p in shown
    ]
    said.sort(key=lambda one: (one.at, one.post))
    asked = questions_asked(chat, said)
    _mark_prompts(posts, asked)
    questions = [Question(id=v["number"], chat=chat, **v) for v in question_values(chat, asked)]
    file_as_a_whole(chat, Sheet(chat, questions), posts)
    filed = [
        Filed(
            post.question_id or 0,
            _WAYS[post.filed_by],
            post.is_certain,
            _KINDS[post.kind],
            post.is_prompt,
        )
        for post in posts
    ]
    return Decision(asked, theme_said(said, asked), filed)


def carry_out(chat: Chat, posts: Sequence[Draft], decision: Decision) -> bool:
    """Give a locked chat its questions, and the posts that are about to be written their places.

    Whether it got questions or a theme, which is for its log. Two queries at most.
    """
    values = question_values(chat, decision.asked)
    questions = Question.objects.bulk_create([Question(chat=chat, **each) for each in values])
    if theme := theme_of(decision.theme, chat.community):
        chat.theme = theme
        chat.save(update_fields=["theme"])
    numbered = {question.number: question.pk for question in questions}
    for post, (number, filed_by, is_certain, kind, is_prompt) in zip(
        posts, decision.filed, strict=True
    ):
        post.question_id = numbered.get(number)
        post.filed_by, post.is_certain, post.is_prompt = filed_by, is_certain, is_prompt
        if number or is_prompt or post.kind != Post.Kind.INTRODUCTION:  # a first hello is one
            post.kind = kind
    return bool(questions or theme)


def _mark_prompts(posts: Iterable[Draft], asked: Iterable[Asked]) -> None:
    by_id = {post.pk: post for post in posts}
    for one in asked:
        for prompt in one.said:
            post = by_id[prompt.post]
            post.question_id = one.number
            for name, value in MARKS_OF_PROMPT.items():
                setattr(post, name, value)
