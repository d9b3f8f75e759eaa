"""Gives an hour that came from an archive its questions back, from the posts that asked them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from goodtalk.chats.filing.askings import Asked, Said, askings_in, find_questions
from goodtalk.chats.filing.behind_warnings import words_that_tell
from goodtalk.chats.filing.labels import read_label
from goodtalk.chats.filing.themes import theme_of, theme_said
from goodtalk.chats.filing.unasked import with_unasked
from goodtalk.chats.log import Happening, append_events, lock_chat
from goodtalk.chats.models import Chat, ChatEvent, Post, Question

CORRECTED = "corrected"  # in a desk line: what a person corrected, as it was and as it is
OVERRUN = timedelta(minutes=15)  # a question asked later than this belongs to some other chat

# How a post that asked is filed; and one that did after all not, whose place is still to be found.
MARKS_OF_PROMPT = {
    "is_prompt": True,
    "is_certain": True,
    "filed_by": Post.FiledBy.LABEL,
    "kind": Post.Kind.QUESTION,
}
_MARKS_OF_OTHERS = {
    "is_prompt": False,
    "is_certain": False,
    "filed_by": Post.FiledBy.TIME,
    "kind": Post.Kind.TALK,
}


@transaction.atomic
def rebuild_questions(chat: Chat, *, now: datetime, found_by: str = "import") -> int:
    """Make the questions that the chair asked the questions of a rebuilt chat. Returns how many.

    The log keeps what `found_by` says of who did it; desk/who_did.py has the words.

    Chats that were held here keep theirs. The posts that asked are marked and filed to their
    question; whoever calls this files the others again (filing.refile_chat). Safe to repeat: what
    has not changed is not touched; a question that a person has filed posts to stays, and so does
    what a person has corrected.
    """
    chat = lock_chat(chat.pk)
    if not chat.is_rebuilt:
        return int(chat.questions.count())
    said = _said_in(chat)
    asked = questions_asked(chat, said)
    changed = [_write_questions(chat, asked), _mark_prompts(chat, asked)]
    mark = {"by": found_by}
    happenings = [Happening("run_sheet.edited", mark)] if any(changed) else []
    corrected = [each.line.before[CORRECTED] for each in standing_corrections(chat)]
    is_decided = any("theme" in each for each in corrected)
    theme = theme_of(theme_said(said, asked), chat.community)
    if not chat.theme and not is_decided and theme:
        chat.theme = theme
        chat.save(update_fields=["theme"])
        happenings.append(Happening("chat.edited", mark))
    append_events(chat, happenings, at=now)
    return int(chat.questions.count())


def standing_corrections(chat: Chat) -> list[ChatEvent]:
    """What people corrected in a rebuilt hour and did not take back, the first first. One query."""
    corrections = chat.events.filter(line__before__has_key=CORRECTED)
    found = list(corrections.select_related("line", "by").order_by("seq"))
    undone = {each.line.before.get("undoes") for each in found}
    return [one for one in found if one.seq not in undone and "undoes" not in one.line.before]


def reworded_by_people(chat: Chat) -> set[int]:
    """The numbers of questions whose words a person has decided on."""
    corrected = [each.line.before[CORRECTED] for each in standing_corrections(chat)]
    return {int(number) for each in corrected for number in each.get("words", {})}


def said_by(post: Post) -> Said:
    """A post as find_questions() wants it."""
    return Said(
        post.pk,
        post.account.uri,
        words_that_tell(post.text, post.enclosed),
        post.published_at,
    )


def asked_before(chat: Chat) -> list[Said]:
    """What is stored already and tells of questions; to foresee what more of it would make."""
    return [said for said in _said_in(chat) if tells_of_questions(said)]


def questions_asked(chat: Chat, said: Iterable[Said]) -> list[Asked]:
    """The questions that were put to the room in the hour itself, those too that only have answers.
    """
    until = chat.ends_at + OVERRUN
    in_time = [one for one in said if one.at <= until]
    return with_unasked(find_questions(in_time), in_time, chat.starts_at)


def tells_of_questions(said: Said) -> bool:
    """Whether questions_asked() has to know of it: it asks something, or answers by number."""
    return bool(askings_in(said)) or read_label(said.text) is not None


def _said_in(chat: Chat) -> list[Said]:
    """The words of a whole hour, in order: an hour fits into memory."""
    shown = chat.posts.visible().authored().order_by("published_at", "pk")
    rows = shown.values_list("pk", "account__uri", "text", "enclosed", "published_at")
    return [
        Said(pk, author, words_that_tell(text, enclosed), at)
        for pk, author, text, enclosed, at in rows
    ]


def question_values(chat: Chat, asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """What the row of each question holds; its minutes are those until the next one."""
    ends = [*(one.at for one in asked[1:]), chat.ends_at]
    return [
        {
            "number": one.number,
            "text": one.text,
            "minutes": max((until - one.at).total_seconds() / 60, 0.0),
            "due_at": one.at,
            "released_at": one.at,
        }
        for one, until in zip(asked, ends, strict=False)
    ]


def _write_questions(chat: Chat, asked: Sequence[Asked]) -> bool:
    """Bring the rows to what was asked, a number a row. Whether anything was different."""
    rows = {question.number: question for question in chat.questions.all()}
    reworded = reworded_by_people(chat) if rows else set()
    changed = False
    for wanted in question_values(chat, asked):
        number = wanted["number"]
        row = rows.pop(number, None) or Question(chat=chat, number=number)
        if number in reworded:
            wanted["text"] = row.text or wanted["text"]
        if any(getattr(row, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(row, name, value)
            row.save()
            changed = True
    for row in rows.values():
        if row.number in reworded:
            continue
        if not row.posts.filter(filed_by=Post.FiledBy.CHAIR).exists():
            row.delete()
            changed = True
    return changed


def _mark_prompts(chat: Chat, asked: Sequence[Asked]) -> bool:
    """Mark the posts that asked, and no others. Whether any was not marked so."""
    numbers = {said.post: one.number for one in asked for said in one.said}
    questions = {question.number: question for question in chat.questions.all()}
    wrong: dict[int, list[int]] = defaultdict(list)  # posts by the number they should have; 0: none
    posts = chat.posts.filter(Q(pk__in=numbers) | Q(is_prompt=True))
    posts = posts.exclude(filed_by=Post.FiledBy.CHAIR)
    for pk, is_prompt, number in posts.values_list("pk", "is_prompt", "question__number"):
        wanted = numbers.get(pk, 0)
        if (is_prompt, number or 0) != (bool(wanted), wanted):
            wrong[wanted].append(pk)
    for wanted, pks in wrong.items():
        Post.objects.filter(pk__in=pks).update(**_marks(questions.get(wanted)))
    return bool(wrong)


def _marks(question: Question | None) -> dict[str, Any]:
    return {"question": question, **(MARKS_OF_PROMPT if question else _MARKS_OF_OTHERS)}
