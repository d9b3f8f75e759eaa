"""The words of a question in an old hour go with the post that asked it."""

from datetime import datetime

from goodtalk.chats.filing.old_questions import reworded_by_people
from goodtalk.chats.filing.unasked import text_without_words
from goodtalk.chats.log import append_event
from goodtalk.chats.models import Chat, Post


def forget_asked(chat: Chat, post: Post, *, now: datetime) -> None:
    """Take a withdrawn post's words out of the question that an archive's locked chat has of it.

    Where another post asks the same, they stay, and what somebody at the desk corrected. Of an hour
    that was held here the question is the run sheet's own.
    """
    if not (chat.is_rebuilt and post.is_prompt and post.question):
        return
    if post.question.number in reworded_by_people(chat):
        return  # what stands there is theirs
    if chat.posts.visible().filter(question=post.question, is_prompt=True).exists():
        return
    question = post.question
    question.text = text_without_words(question.number)
    question.save(update_fields=["text"])
    append_event(chat, "run_sheet.edited", {"by": "participant"}, at=now)
