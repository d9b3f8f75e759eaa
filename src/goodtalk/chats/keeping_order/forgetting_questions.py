"""The words of a question in an old hour go with the post that asked it."""

from datetime import datetime

from goodtalk.chats.filing.unasked import text_without_words
from goodtalk.chats.log import append_event
from goodtalk.chats.models import Chat, Post


def forget_asked(chat: Chat, post: Post, *, now: datetime) -> None:
    """Take a withdrawn post's words out of the question that an archive's locked chat has of it.

    Where somebody else's post asks the same, or the same person's other one, they stay. Of an hour
    that was held here the question is the run sheet's own.
    """
    if not (chat.is_rebuilt and post.is_prompt and post.question):
        return
    if chat.posts.visible().filter(question=post.question, is_prompt=True).exists():
        return
    question = post.question
    question.text = text_without_words(question.number)
    question.save(update_fields=["text"])
    append_event(chat, "run_sheet.edited", {}, at=now)
