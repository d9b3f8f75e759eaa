"""Puts a participant's question on the run sheet; it changes, and is forgotten, with their post."""

import re
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from goodtalk.chats.filing.filing import says_a_question
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

# A word; of scripts that do not part their words, a letter.
_UNPARTED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_UNPARTED}]|[^\W{_UNPARTED}]++")
_GREETED, _LABELLED = r"[@＠][\w.@-]++", r"q(?:uestion)?\s?:"  # @ann@fedi.example; Q:
# Both, and what is left of a label. Possessive, because posts are hostile.
_BEFORE = re.compile(rf"\A(?:{_GREETED}|{_LABELLED}|[\s:.,\-–—])*+", re.IGNORECASE)
_OF_ITS_OWN = re.compile(rf"\A(?:{_GREETED}|\s)*+{_LABELLED}", re.IGNORECASE)


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


def is_question_of_its_own(text: str) -> bool:
    """Whether its author says so: Q: Does anybody grit at night?"""
    return says_a_question(text) and _OF_ITS_OWN.match(text) is not None


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

    Not where the desk has had its own say on it since, nor where the hour has gone on past it. One
    that was asked already, and was edited while its post was away, says what the post says now.
    """
    if post.is_visible:
        _say_again(chat, post, now=now)
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


def reword_promoted(chat: Chat, post: Post, before: str, *, now: datetime) -> None:
    """The question of a post that its author has edited follows it: `before` are its old words.

    It says what promoting the post would make of it now. Where the desk has reworded it meanwhile,
    the desk's words stay, unless one of them is among those that its author has taken out: then no
    part of it can be told from the old post, and the question is the author's again. What the room
    may not see yet, because the edit waits for a look, does not stand in a question that is out.
    Also in the sheets that the desk's log keeps. The chat is locked.
    """
    old, new = asked_in(before, chat.community), asked_in(post.text, chat.community)
    gone = _words_in(before) - _words_in(post.text)

    def follow(text: str) -> str:
        return new if text == old or gone & _words_in(text) else text

    changed = [
        question for question in chat.questions.filter(promoted_from=post)
        if follow(question.text) != question.text
    ]  # fmt: skip
    for question in changed:
        is_shown = question.is_released or chat.is_over
        _put(chat, question, new if post.is_visible or not is_shown else "")
    _change_saves(chat, [post], lambda text: follow(text) or FORGOTTEN)
    if changed:
        lay_out(chat)
        append_event(chat, "run_sheet.edited", {}, at=now)
    if not post.is_visible:
        skip_promoted(chat, post, by=None, now=now)


def forget_promoted(
    chat: Chat, posts: Collection[Post], *, now: datetime, taken_back_by: str = "participant"
) -> None:
    """The words of posts that are taken back go from the run sheet of their locked chat too.

    What was not asked yet comes off it; where it was, an ellipsis stands with its answers. And they
    go from the sheets that the desk's log keeps for taking a save back (desk/kept_sheets.py). The
    log keeps `taken_back_by`: their author, or what desk/who_did.py has words for.
    """
    keys = {post.pk for post in posts}
    promoted = chat.questions.exclude(promoted_from=None).order_by("-number")
    questions = [one for one in promoted if one.promoted_from_id in keys]
    for question in questions:  # the last one first: those after one that is taken out close up
        _put(chat, question, "")
    _change_saves(chat, posts, lambda text: FORGOTTEN)
    if questions:
        lay_out(chat)
        append_event(chat, "run_sheet.edited", {"by": taken_back_by}, at=now)


def _put(chat: Chat, question: Question, text: str) -> None:
    """Other words. Of one that has none left: see forget_promoted()."""
    if text or question.is_released or chat.is_over:
        question.text = text or FORGOTTEN
        question.save(update_fields=["text"])
    else:
        take_out(chat, question)


def _say_again(chat: Chat, post: Post, *, now: datetime) -> None:
    """Where an ellipsis stands for words that had to wait for a look, they can be read now."""
    waited = chat.questions.filter(promoted_from=post, text=FORGOTTEN)
    if (text := asked_in(post.text, chat.community)) and waited.update(text=text):
        append_event(chat, "run_sheet.edited", {}, at=now)


def _words_in(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _change_saves(chat: Chat, posts: Collection[Post], change: Callable[[str], str]) -> None:
    keys = {post.pk for post in posts}
    for line in chat.desk_lines.filter(kind="run_sheet.edited"):
        corrected = [post for post in posts if _change_corrected(line.before, post, change)]
        rows = line.before.get("sheet", {}).get("rows", [])
        theirs = [row for row in rows if keys & {*row[4:5]} and change(row[0]) != row[0]]
        for row in theirs:
            row[0] = change(row[0])
        if corrected or theirs:
            line.save(update_fields=["before"])


def _change_corrected(before: dict[str, Any], post: Post, change: Callable[[str], str]) -> bool:
    """What a person corrected was said in the post that asked. Whether this line had it so."""
    number = post.question.number if post.is_prompt and post.question else 0
    pair = before.get("corrected", {}).get("words", {}).get(str(number))
    if not pair or change(pair[0]) == pair[0]:
        return False
    pair[0] = change(pair[0])
    return True
