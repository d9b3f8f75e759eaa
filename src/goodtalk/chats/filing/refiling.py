"""Files a chat again when the rules have improved, and tells its log what has changed."""

from datetime import datetime
from typing import Any

from django.db import transaction

from goodtalk.chats.filing.filing import refile_posts
from goodtalk.chats.filing.old_questions import rebuild_questions
from goodtalk.chats.log import Happening, append_events, lock_chat
from goodtalk.chats.models import Chat


@transaction.atomic
def file_chat_again(chat: Chat, *, now: datetime) -> int:
    """Find a rebuilt chat's questions again and file its posts. How many are filed differently.

    Chats that were held here keep their questions; what a person decided stays. The log has a
    post.refiled for each of these posts. Safe to repeat: a second time nothing changes. Two
    queries more than rebuild_questions, refile_posts and append_events take.
    """
    chat = lock_chat(chat.pk)
    before = _filings(chat)
    rebuild_questions(chat, now=now, found_by="command")
    chat.refresh_from_db(fields=["last_seq"])  # that wrote to the log too
    refile_posts(chat)
    changed = [pk for pk, filing in _filings(chat).items() if before.get(pk) != filing]
    append_events(chat, [Happening("post.refiled", {"post": pk}) for pk in changed], at=now)
    return len(changed)


def _filings(chat: Chat) -> dict[int, tuple[Any, ...]]:
    """How each post that everybody can read is filed, in the order in which they were said.

    By the question's number: an equal question in a new row is the same to readers.
    """
    posts = chat.posts.visible().order_by("published_at", "pk")
    rows = posts.values_list("pk", "question__number", "filed_by", "is_certain")
    return {pk: tuple(filing) for pk, *filing in rows}
