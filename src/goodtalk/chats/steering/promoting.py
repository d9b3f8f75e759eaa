"""Puts a participant's question on the run sheet; it is forgotten together with their post."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction

from goodtalk.chats.filing.labels import find_label
from goodtalk.chats.log import append_event
from goodtalk.chats.models import Chat, Post, Question
from goodtalk.chats.steering.conductor import lock_live
from goodtalk.chats.steering.run_sheet import lay_out
from goodtalk.chats.steering.steering import NothingAsked, is_passed, put_next, take_out
from goodtalk.communities.hashtags import find_hashtags, fold_tag
from goodtalk.communities.models import Community, User

LONGEST = 500  # characters of a question
FORGOTTEN = "…"  # what stands where a question was asked whose author took it back

# Greetings, "Q:", and what is left of a label. Possessive, because posts are hostile.
_BEFORE = re.compile(r"\A(?:[@＠][\w.@-]++|q(?:uestion)?\s?:|[\s:.,\-–—])*+", re.IGNORECASE)


@transaction.atomic
def promote_question(post: Post, *, by: User | None, now: datetime) -> Question:
    """Put a participant's question on the run sheet, next; whoever asked it is named there.

    Safe to call twice. Raises ChatNotLive, SheetIsFull, NothingAsked (also for a post that
    cannot be read any more).
    """
    chat = lock_live(post.chat_id or 0)
    post = chat.posts.select_related("account").get(pk=post.pk)
    already = chat.questions.filter(promoted_from=post).first()
    if already is not None:
        return already
    text = asked_in(post.text, chat.community) if post.is_visible else ""
    if not text:
        raise NothingAsked(post)
    question = put_next(chat, text, None, promoted_from=post)
    append_event(chat, "question.promoted", {"question": question.pk}, at=now, by=by)
    return question


def asked_in(text: str, community: Community) -> str:
    """The words of a post as a question: without its label, the chat's tag, and whom it greets."""
    for found in reversed(find_hashtags(text)):
        if fold_tag(found.value) == community.tag_key:
            text = f"{text[:found.start]} {text[found.end:]}"
    if label := find_label(text):
        text = f"{text[:label.start]} {text[label.end:]}"
    return " ".join(_BEFORE.sub("", text).split())[:LONGEST]


def skip_promoted(chat: Chat, post: Post, *, by: User | None, now: datetime) -> None:
    """The question of a post that leaves the room for now is not asked meanwhile.

    The chat is locked. What the desk has skipped already stays the desk's own skip.
    """
    if not chat.is_live:
        return
    question = chat.questions.filter(
        promoted_from=post, released_at=None, skipped_at=None
    ).first()
    if question is not None:
        question.skipped_at = now
        question.save(update_fields=["skipped_at"])
        lay_out(chat)
        data = {"question": question.pk, "with": post.pk}
        append_event(chat, "question.skipped", data, at=now, by=by)


def bring_promoted_back(chat: Chat, post: Post, *, by: User | None, now: datetime) -> None:
    """The question of a post that is in the room again is to be asked again, if that can be.

    Not where the desk has had its own say on it since, nor where the hour has gone on past it.
    """
    question = chat.questions.filter(promoted_from=post, skipped_at__isnull=False).first()
    if question is None or not chat.is_live or not post.is_visible or is_passed(chat, question):
        return
    skips = chat.events.filter(kind="question.skipped", data__question=question.pk)
    last = skips.order_by("-seq").first()
    if last is not None and last.data.get("with") == post.pk:
        question.skipped_at = None
        question.save(update_fields=["skipped_at"])
        lay_out(chat)
        append_event(chat, "question.restored", {"question": question.pk}, at=now, by=by)


def forget_promoted(chat: Chat, post: Post, *, now: datetime) -> None:
    """The words of a post that is taken back go from the run sheet of its locked chat too.

    What was not asked yet comes off it; where it was, an ellipsis stands with its answers. And they
    go from the sheets that the desk's log keeps for taking a save back (desk/kept_sheets.py).
    """
    questions = list(chat.questions.filter(promoted_from=post))
    for question in questions:
        if question.is_released or chat.is_over:
            question.text = FORGOTTEN
            question.save(update_fields=["text"])
        else:
            take_out(chat, question)
    _forget_in_saves(chat, post)
    if questions:
        lay_out(chat)
        append_event(chat, "run_sheet.edited", {}, at=now)


def _forget_in_saves(chat: Chat, post: Post) -> None:
    for line in chat.desk_lines.filter(kind="run_sheet.edited"):
        if _forget_corrected(line.before, post):
            line.save(update_fields=["before"])
        rows = line.before.get("sheet", {}).get("rows", [])
        theirs = [row for row in rows if row[4:5] == [post.pk]]
        for row in theirs:
            row[0] = FORGOTTEN
        if theirs:
            line.save(update_fields=["before"])


def _forget_corrected(before: dict[str, Any], post: Post) -> bool:
    """What a person corrected was said in the post that asked. Whether it was in this line."""
    number = post.question.number if post.is_prompt and post.question else 0
    pair = before.get("corrected", {}).get("words", {}).get(str(number))
    if pair:
        pair[0] = FORGOTTEN
    return bool(pair)
