"""How a post finds its question: by label, by what it replies to, by the question then open."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from goodtalk.chats.arriving.drafts import FILED, AnyPost, Draft
from goodtalk.chats.arriving.writing import update_rows
from goodtalk.chats.filing.behind_warnings import words_that_tell
from goodtalk.chats.filing.evidence import Evidence, is_chosen
from goodtalk.chats.filing.labels import read_label
from goodtalk.chats.filing.repeating import only_repeats_question
from goodtalk.chats.filing.written import has_question_mark
from goodtalk.chats.models import Chat, Post, Question

BY = Post.FiledBy
_READ = (
    *FILED, "id", "chat_id", "account_id", "network", "text", "enclosed", "published_at",
    "in_reply_to", "parent_id", "same_as_id", "is_share", "is_prompt", "is_kind_decided",
    "held_at", "set_aside_at", "withdrawn_at",
)
_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Filing:
    """Where a post belongs, how that was found, and whether it is beyond doubt."""

    question: Question | None
    by: Post.FiledBy
    certain: bool


class Sheet:
    """A chat's questions, ready to be asked where a post belongs. One query, if not given."""

    def __init__(self, chat: Chat | None, questions: Sequence[Question] | None = None) -> None:
        self.chat = chat
        if questions is None:
            questions = list(chat.questions.all()) if chat else []
        self.questions = questions
        self._by_number = {question.number: question for question in self.questions}
        self._by_pk = {question.pk: question for question in self.questions}

    def numbered(self, number: int | None) -> Question | None:
        """The question of that number, if the chat has it."""
        return self._by_number.get(number) if number else None

    def with_pk(self, pk: int | None) -> Question | None:
        """The question of this row, if it is the chat's."""
        return self._by_pk.get(pk) if pk else None

    def open_at(self, moment: datetime) -> Question | None:
        """The last question asked by then; none once the wrap-up has begun or the hour is over.

        A question that the chair puts to the room after that opens it again.
        """
        chat = self.chat
        if chat is None or not self.questions or moment >= (chat.closed_at or chat.ends_at):
            return None
        wrapped_up_at = chat.wrapped_up_at
        if wrapped_up_at and wrapped_up_at > moment:
            wrapped_up_at = None
        asked = [one for one in self.questions if one.released_at and one.released_at <= moment]
        return last_asked(asked, wrapped_up_at)


def sheets_of(chats: Mapping[int, Chat]) -> dict[int, Sheet]:
    """The sheets of these chats, which are given by their numbers. One query for all of them."""
    by_chat: dict[int, list[Question]] = {pk: [] for pk in chats}
    for question in Question.objects.filter(chat__in=chats) if chats else ():
        question.chat = chats[question.chat_id]
        by_chat[question.chat_id].append(question)
    return {pk: Sheet(chat, by_chat[pk]) for pk, chat in chats.items()}


def last_asked(released: Iterable[Question], wrapped_up_at: datetime | None) -> Question | None:
    """The released question that the room is at, unless the wrap-up began after it."""
    last = max(released, key=lambda one: (one.released_at, one.number), default=None)
    if last and last.released_at and wrapped_up_at and last.released_at <= wrapped_up_at:
        return None
    return last


def file_post(
    sheet: Sheet,
    *,
    text: str,
    published: datetime,
    parent: AnyPost | None,
    chosen: int | None = None,
) -> Filing:
    """Where a post belongs, by the words that tell.

    `chosen` is the question that its author picked at the door.
    """
    label = read_label(text) if sheet.questions else None
    for number in (label.number if label else None, chosen):
        if question := sheet.numbered(number):
            return Filing(question, BY.LABEL, True)
    if parent is not None and parent.chat_id == (sheet.chat.id if sheet.chat else None):
        is_certain = parent.is_certain or parent.question_id is None
        return Filing(sheet.with_pk(parent.question_id), BY.REPLY, is_certain)
    return Filing(sheet.open_at(published), BY.TIME, False)


def kind_of(text: str, filing: Filing, *, is_reply: bool, is_first: bool) -> Post.Kind:
    """What somebody does by saying it, as far as a program can tell."""
    if filing.by == BY.LABEL:
        return Post.Kind.TALK if only_repeats_question(text) else Post.Kind.ANSWER
    if says_a_question(text):
        return Post.Kind.QUESTION
    if is_reply:
        return Post.Kind.TALK
    if filing.question is not None:
        return Post.Kind.ANSWER
    return Post.Kind.INTRODUCTION if is_first else Post.Kind.TALK


def says_a_question(text: str) -> bool:
    """Whether it asks something, other than in the address of a link."""
    return has_question_mark(text) and has_question_mark(_LINK.sub("", text))


def refile_chat(chat: Chat) -> int:
    """File every post of a chat again; see refile_posts. Returns how many moved."""
    return len(refile_posts(chat))


def refile_posts(chat: Chat) -> list[Draft]:
    """File every post of a chat again, as when its questions have become known. Those that moved.

    Unlike a post that arrives, each is weighed with all that was said before and after it. What a
    person decided stays. Three queries; memory grows with the chat, which is one hour.
    """
    moved = file_as_a_whole(chat, Sheet(chat), _posts_of(chat))
    update_rows(Post, moved, FILED)
    return moved


def file_as_a_whole(chat: Chat, sheet: Sheet, posts: Sequence[Draft]) -> list[Draft]:
    """File all posts of a chat, with all that speaks for each; those that moved, not yet kept."""
    by_id = {post.id: post for post in posts}
    evidence = Evidence(sheet.questions, posts)
    return [
        post
        for post in _replies_last(posts, by_id)
        if post.withdrawn_at is None
        and file_again(post, sheet, by_id.get(post.parent_id or 0), evidence)
    ]


def _posts_of(chat: Chat) -> list[Draft]:
    """In the order in which they were said, with as much as filing reads."""
    rows = chat.posts.order_by("published_at", "pk").values_list(*_READ)
    return [Draft(**dict(zip(_READ, row, strict=True))) for row in rows]


def _replies_last(posts: Iterable[Draft], by_id: Mapping[int, Draft]) -> list[Draft]:
    """Parents before their replies, also where clocks differ between servers."""
    depths: dict[int, int] = {}
    for post in posts:
        line, above = [], by_id.get(post.pk)
        while above is not None and above.pk not in depths:
            line.append(above.pk)
            above = by_id.get(above.parent_id or 0)
        depth = depths[above.pk] if above is not None else -1
        for pk in reversed(line):
            depth += 1
            depths[pk] = depth
    return sorted(posts, key=lambda post: depths[post.pk])


def file_again(
    post: AnyPost, sheet: Sheet, parent: AnyPost | None, evidence: Evidence | None = None
) -> bool:
    """File a post as if it came now, unless a person has. Says whether that changed anything.

    With `evidence`, what neither has a label nor replies to another post is weighed.
    """
    if post.filed_by == BY.CHAIR or post.is_prompt:
        return False
    filing = file_post(
        sheet,
        text=words_that_tell(post.text, post.enclosed),
        published=post.published_at,
        parent=parent,
        chosen=_chosen(post, sheet),
    )
    if filing.by == BY.TIME and evidence is not None:
        filing = _weighed(post, sheet, evidence) or filing
    before = (post.question_id, post.filed_by, post.is_certain)
    now = (filing.question.pk if filing.question else None, filing.by, filing.certain)
    if before != now:
        post.question_id, post.filed_by, post.is_certain = now
    is_hello = post.kind == Post.Kind.INTRODUCTION and filing.question is None
    is_decided = is_hello or post.is_kind_decided
    if not is_decided and post.kind not in (Post.Kind.EXPERIENCE, Post.Kind.IDEA):
        post.kind = kind_of(
            post.text, filing, is_reply=parent is not None, is_first=False
        )
    return before != now


def _weighed(post: AnyPost, sheet: Sheet, evidence: Evidence) -> Filing | None:
    """Where most speaks for; while no question is open, only where much does."""
    found = evidence.weigh(post)
    if found is None or not (found.is_likely or sheet.open_at(post.published_at)):
        return None
    return Filing(sheet.numbered(found.number), BY.TIME, found.is_sure)


def _chosen(post: AnyPost, sheet: Sheet) -> int | None:
    """The question that its author picked before, where no label in the text tells it."""
    if not is_chosen(post):
        return None
    picked = sheet.with_pk(post.question_id)
    return picked.number if picked else None
