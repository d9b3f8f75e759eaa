"""What an import completed in posts that were here before it: kept for a week, then put back."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField

from goodtalk.chats.arriving.among import among
from goodtalk.chats.arriving.completing import Change
from goodtalk.chats.arriving.real_times import loosen_replies, move
from goodtalk.chats.arriving.replies import follow_parent
from goodtalk.chats.arriving.writing import insert_values, update_rows
from goodtalk.chats.filing.filing import Sheet, file_again
from goodtalk.chats.models import Chat, Post
from goodtalk.doors.archives.models import Completion, CompletionQuerySet, FoundAgain, ImportJob

MOVED = {"parent_id", "question_id", "filed_by", "is_certain", "is_prompt"}
FILED = ["question_id", "filed_by", "is_certain", "kind"]


def keeper_of(job: ImportJob) -> Callable[[Sequence[Change]], None]:
    """What writes down, for one import, what was there before. One query each time."""

    def keep(changes: Sequence[Change]) -> None:
        rows = (
            (job.pk, post_id, field, _stored(before), _stored(after))
            for post_id, field, before, after in changes
        )
        insert_values(Completion, ["job_id", "post_id", "field", "before", "after"], rows)

    return keep


def put_back(completions: CompletionQuerySet) -> list[Post]:
    """Give posts back what they had before these completions. Returns those that have changed.

    The caller holds the posts' chat, if they have one. What something else has changed since stays
    as it is; where that was a later import, taking that one back leads to what was before both.
    A post that its author took back stays empty. How they are filed is not touched.
    """
    undone = list(completions.order_by("-pk"))
    there = Post.objects.filter(among("pk", {one.post_id for one in undone}), withdrawn_at=None)
    posts = {post.pk: post for post in there.select_related("question", "parent__question")}
    changed, heirs, moved = {}, _Heirs(undone), set[int]()
    for one in undone:
        post = posts.get(one.post_id)
        if post is None or heirs.take(one):
            continue
        follows = one.field == "kind" and post.pk in moved  # its hour was filed since
        if follows or _stored(getattr(post, one.field)) == one.after:
            if one.field == "chat_id":
                move(post, Chat.objects.filter(pk=one.before or 0).first())
                moved.add(post.pk)
            else:
                setattr(post, one.field, _read(one.field, one.before))
            changed[post.pk] = post
    heirs.keep()
    fields = {one.field for one in undone}
    if "chat_id" in fields:
        fields |= MOVED
    update_rows(Post, list(changed.values()), sorted(fields))
    if "chat_id" in fields:
        update_rows(Post, loosen_replies(changed.values()), ["parent_id"])
    completions.delete()
    return list(changed.values())


def file_anew(chat: Chat, posts: Iterable[Post]) -> list[Post]:
    """File posts of an hour that was held here, and what stands under them. Those that moved."""
    sheet = Sheet(chat)
    moved = [post for post in posts if file_again(post, sheet, post.parent)]
    update_rows(Post, moved, FILED)
    return moved + [below for post in moved for below in follow_parent(chat, post)]


def forget_final(now: datetime) -> None:
    """Forget what was before imports that can be taken back no more. Safe to call at any time."""
    Completion.objects.final(now).delete()
    FoundAgain.objects.final(now).delete()


class _Heirs:
    """What later imports completed in the same posts, where it begins with what is taken back."""

    def __init__(self, undone: Sequence[Completion]) -> None:
        self._later: dict[tuple[int, str], list[Completion]] = defaultdict(list)
        self._changed: set[Completion] = set()
        touched = Completion.objects.filter(among("post_id", {one.post_id for one in undone}))
        for one in touched.exclude(job__in={one.job_id for one in undone}).order_by("pk"):
            self._later[one.post_id, one.field].append(one)

    def take(self, one: Completion) -> bool:
        """Let the next one begin with what was before both. Says whether there is one."""
        later = (other for other in self._later[one.post_id, one.field] if other.pk > one.pk)
        heir = next(later, None)
        if heir is None or heir.before != one.after:
            return False
        heir.before = one.before
        self._changed.add(heir)
        return True

    def keep(self) -> None:
        """Write it."""
        Completion.objects.bulk_update(self._changed, ["before"], batch_size=500)


def _stored(value: Any) -> Any:
    """As JSON can hold it, to the microsecond."""
    return value.isoformat() if isinstance(value, datetime) else value


def _read(field: str, value: Any) -> Any:
    if isinstance(Post._meta.get_field(field.removesuffix("_id")), DateTimeField):
        return datetime.fromisoformat(value)
    return value
