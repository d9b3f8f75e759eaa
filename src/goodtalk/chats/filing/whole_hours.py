"""An old hour that an archive brings all at once gets its questions before it is written."""

from collections.abc import Iterable, Sequence

from goodtalk.chats.arriving.drafts import Draft
from goodtalk.chats.filing.askings import Asked, Said
from goodtalk.chats.filing.filing import Sheet, file_as_a_whole
from goodtalk.chats.filing.old_questions import (
    MARKS_OF_PROMPT,
    question_values,
    questions_asked,
    theme_said,
)
from goodtalk.chats.models import Chat, Question


def file_whole_hour(chat: Chat, posts: Sequence[Draft]) -> bool:
    """Give a locked chat in which nothing was its questions, and file what is about to be written.

    The same as rebuild_questions and refile_chat afterwards, without reading the posts again.
    Whether it got questions or a theme, which is for its log. Two queries at most.
    """
    shown = [post for post in posts if post.is_visible and not post.is_share]
    said = [Said(p.id, str(p.account_id), p.text, p.published_at) for p in shown]
    said.sort(key=lambda one: (one.at, one.post))
    asked = questions_asked(chat, said)
    questions = [Question(chat=chat, **values) for values in question_values(chat, asked)]
    Question.objects.bulk_create(questions)
    if theme := theme_said(said, asked):
        chat.theme = theme
        chat.save(update_fields=["theme"])
    _mark_prompts(posts, questions, asked)
    file_as_a_whole(chat, Sheet(chat, questions), posts)
    return bool(questions or theme)


def _mark_prompts(
    posts: Iterable[Draft], questions: Iterable[Question], asked: Iterable[Asked]
) -> None:
    by_id = {post.pk: post for post in posts}
    for question, one in zip(questions, asked, strict=True):
        for prompt in one.said:
            post = by_id[prompt.post]
            post.question_id = question.pk
            for name, value in MARKS_OF_PROMPT.items():
                setattr(post, name, value)
