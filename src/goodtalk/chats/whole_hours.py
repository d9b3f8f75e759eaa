"""An old hour that an archive brings all at once gets its questions before it is written."""

from collections.abc import Iterable, Sequence

from goodtalk.chats.askings import Asked
from goodtalk.chats.filing import Sheet, file_as_a_whole
from goodtalk.chats.models import Chat, Post, Question
from goodtalk.chats.old_questions import (
    marks_of_prompt,
    question_values,
    questions_asked,
    said_by,
    theme_said,
)


def file_whole_hour(chat: Chat, posts: Sequence[Post]) -> bool:
    """Give a locked chat in which nothing was its questions, and file what is about to be written.

    The same as rebuild_questions and refile_chat afterwards, without reading the posts again.
    Whether it got questions or a theme, which is for its log. Two queries at most.
    """
    said = [said_by(post) for post in posts if post.is_visible and not post.is_share]
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
    posts: Iterable[Post], questions: Iterable[Question], asked: Iterable[Asked]
) -> None:
    by_id = {post.pk: post for post in posts}
    for question, one in zip(questions, asked, strict=True):
        for prompt in one.said:
            for name, value in marks_of_prompt(question).items():
                setattr(by_id[prompt.post], name, value)
