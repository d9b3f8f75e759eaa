"""An import taken back: its posts go, and what it made or completed; everything else stays."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from goodtalk.chats.arriving.among import among
from goodtalk.chats.arriving.real_times import tidy_left
from goodtalk.chats.arriving.speakers import among_us
from goodtalk.chats.arriving.writing import insert_values
from goodtalk.chats.filing.filing import refile_chat
from goodtalk.chats.filing.old_questions import (
    CORRECTED,
    rebuild_questions,
    standing_corrections,
)
from goodtalk.chats.log import Happening, append_events, lock_chat
from goodtalk.chats.made_by_people import made_by_people
from goodtalk.chats.models import (
    Account,
    Attendance,
    Chat,
    ChatEvent,
    Person,
    Post,
    PostQuerySet,
    Thanks,
)
from goodtalk.chats.models.desk_lines import write_line
from goodtalk.chats.steering.promoting import forget_promoted
from goodtalk.doors.archives.imports.completions import file_anew, put_back
from goodtalk.doors.archives.imports.found_again import also_in_others, forget_found, hand_on
from goodtalk.doors.archives.models import Completion, CompletionQuerySet, ImportJob

BATCH = 500  # posts a statement; between times, a transaction

Watcher = Callable[[int, int], None]


def posts_of(job: ImportJob) -> PostQuerySet:
    """The posts that this import stored: an import gives all of them one moment of receipt."""
    posts: PostQuerySet = Post.objects.filter(community=job.community_id, received_at=job.stamp)
    return posts.exclude(among_us("account__"))


def chats_of(job: ImportJob) -> QuerySet[Chat]:
    """The chats in which the import stored posts, and those that it brought; earliest first.

    Reads the community's posts once: for each chat anew, it would take a minute in a large archive.
    """
    stored = Q(among("pk", _by_chat(posts_of(job))))
    brought = Exists(_bringing(job).filter(chat=OuterRef("pk")))
    chats = Chat.objects.filter(stored | brought, community=job.community_id)
    return chats.select_related("community")


def posts_by_chat(job: ImportJob, chats: Collection[Chat]) -> dict[int, int]:
    """How many posts the import stored in each of these. One query."""
    return _by_chat(posts_of(job).filter(among("chat", [chat.pk for chat in chats])))


def _by_chat(posts: PostQuerySet) -> dict[int, int]:
    counted = posts.exclude(chat=None).order_by().values_list("chat").annotate(Count("pk"))
    return dict(counted)


def _bringing(job: ImportJob) -> QuerySet[ChatEvent]:
    """What the logs have of hours that it brought: a record's; others are made for their posts."""
    moments = [job.stamp] if job.stamp else []
    return ChatEvent.objects.filter(seq=1, kind="chat.planned", at__in=moments)


@dataclass(frozen=True)
class StayingHour:
    """An hour in which nothing would be left but what people here have made of it."""

    chat: Chat
    made: list[str]  # in words


def hours_that_would_stay(job: ImportJob) -> list[StayingHour]:
    """Those that would, were the import taken back now, earliest first. Reads the posts twice."""
    chats = list(chats_of(job).order_by("starts_at"))
    going = _by_chat(posts_of(job).filter(withdrawn_at=None))
    there = Post.objects.filter(among("chat", [chat.pk for chat in chats]), withdrawn_at=None)
    in_all, shared = _by_chat(there), _by_chat(also_in_others(job, posts_of(job)))
    emptied = [
        chat
        for chat in chats
        if going.get(chat.pk, 0) == in_all.get(chat.pk, 0) and chat.pk not in shared
    ]
    made = made_by_people([chat.pk for chat in emptied])
    return [
        StayingHour(chat, made[chat.pk])
        for chat in emptied
        if chat.pk in made and _is_an_archives(job, chat)
    ]


def take_back_posts(
    job: ImportJob, *, now: datetime, watch: Watcher = lambda _done, _in_all: None
) -> None:
    """Delete what an import stored, a chat at a time, each in a transaction of its own.

    Goes: its posts, and their questions from a run sheet; what it completed in others; the chats,
    made for an archive or brought by it, in which nothing else is, nor anything that people have
    made there, unless `job.with_hours` has them; the accounts and people who have said nothing
    else. Stays: what another import has brought as well, which is that one's from now on; what
    others said, also in reply. Of a post that its author took back, the address stays, so that no
    import brings its words again. Safe to call again, also after it was interrupted. `watch` is
    told posts done, and posts in all.
    """
    going = posts_of(job).filter(withdrawn_at=None)
    done, in_all = 0, going.count()
    stored_in = set(chats_of(job).values_list("pk", flat=True))
    completed_in = set(_completed(job).values_list("post__chat", flat=True).distinct()) - {None}
    for chat_id in sorted(stored_in | completed_in):
        done += _take_from_chat(job, chat_id, now)
        watch(done, in_all)
    between = iter(list(going.filter(chat=None).values_list("pk", flat=True)))
    while batch := list(islice(between, BATCH)):
        done += _delete_between(job, batch)
        watch(done, in_all)
    while _put_back_between(job, now):
        watch(done, in_all)
    forget_found([job])


@transaction.atomic
def _take_from_chat(job: ImportJob, chat_id: int, now: datetime) -> int:
    """Take an import out of one chat. Returns how many posts that were."""
    chat = lock_chat(chat_id)
    ours = list(posts_of(job).filter(chat=chat, withdrawn_at=None).order_by("pk"))
    going = hand_on(job, ours)
    if not chat.is_rebuilt:  # in an old hour nobody promotes; elsewhere, while the posts are there
        forget_promoted(chat, going, now=now, taken_back_by="import_back")
    freed = _delete(going)
    changed = put_back(_completed(job).filter(post__chat=chat))
    reworded = [post for post in changed if post.chat_id == chat.pk]
    left = [post for post in changed if post.chat_id != chat.pk]
    if left:
        going = _leave(left, now) + going
    is_empty = not chat.posts.filter(withdrawn_at=None).exists() and _is_an_archives(job, chat)
    made = made_by_people([chat.pk]) if is_empty else {}
    if is_empty and (not made or chat.pk in job.with_hours):
        _delete_chat(chat)
        if made:
            _tell_removal(job, chat, now)
    elif going or reworded:
        _mend(chat, going, freed, reworded, now)
    _forget_authors({post.account_id for post in going})
    return len(ours)


def _leave(posts: list[Post], now: datetime) -> list[Post]:
    """Posts that came in when their time was told go back to where they were before."""
    for number in sorted({post.chat_id for post in posts if post.chat_id}):
        back = [post for post in posts if post.chat_id == number]
        hour = lock_chat(number)
        append_events(hour, [Happening("post.received", {"post": p.pk}) for p in back], at=now)
        tidy_left(hour, back, now=now)
    return posts


@transaction.atomic
def _delete_between(job: ImportJob, numbers: Sequence[int]) -> int:
    ours = Post.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk")
    going = hand_on(job, list(ours))
    _delete(going)
    _forget_authors({post.account_id for post in going})
    return len(numbers)


@transaction.atomic
def _put_back_between(job: ImportJob, now: datetime) -> bool:
    """The same for some posts between times that it completed. Says whether there were any."""
    waiting = _completed(job).filter(post__chat=None).order_by("post")
    some = set(waiting.values_list("post", flat=True).distinct()[:BATCH])
    list(Post.objects.select_for_update(of=("self",)).filter(pk__in=some).order_by("pk"))
    changed = put_back(_completed(job).filter(post__in=some))
    _leave([post for post in changed if post.chat_id], now)
    return bool(some)


def _completed(job: ImportJob) -> CompletionQuerySet:
    return Completion.objects.filter(job=job)


def _delete(going: Sequence[Post]) -> list[Post]:
    """Delete posts; replies of others stay, and so do others' copies, which come forward."""
    numbers = [post.pk for post in going]
    freed = []
    for start in range(0, len(numbers), BATCH):
        some = numbers[start : start + BATCH]
        freed += _free_copies(some, but=set(numbers))
        Post.objects.filter(pk__in=some).delete()
    return freed


def _free_copies(originals: Sequence[int], *, but: set[int]) -> list[Post]:
    """Let a bridge's copy stand for itself, where its original goes; it leads further ones."""
    leaders: dict[int, Post] = {}
    for copy in Post.objects.filter(same_as__in=originals).order_by("pk"):
        if copy.pk in but:
            continue
        leader = leaders.setdefault(copy.same_as_id or 0, copy)
        copy.same_as = None if leader is copy else leader
        copy.save(update_fields=["same_as"])
    return list(leaders.values())


def _is_an_archives(job: ImportJob, chat: Chat) -> bool:
    """Whether it was made for an archive, or brought by this one or by one that was taken back.

    An hour that has opened here since it was brought has a life of its own.
    """
    gone = ImportJob.objects.filter(community=job.community_id).exclude(asked_back_at=None)
    planned = chat.events.filter(kind="chat.planned", at__in=gone.values("confirmed_at"))
    is_brought = planned.exists() or _bringing(job).filter(chat=chat).exists()
    of_the_hour = chat.events.filter(kind__startswith="chat.")
    has_opened = of_the_hour.exclude(kind="chat.planned").exists()
    return chat.is_rebuilt or (is_brought and not has_opened)


def _delete_chat(chat: Chat) -> None:
    """What is left of posts that were taken back by their authors: their addresses stay taken.

    And in the community's log, whom somebody at its desk has held or blocked.
    """
    chat.posts.update(chat=None, question=None, parent=None)
    chat.desk_lines.filter(event=None).update(chat=None)
    chat.delete()


def _tell_removal(job: ImportJob, chat: Chat, now: datetime) -> None:
    about = {"before": {"hour": chat.address}, "reason": job.file_name}
    write_line(chat.community, "hour.removed", by=job.asked_back_by, at=now, **about)


def _mend(
    chat: Chat,
    gone: Sequence[Post],
    freed: Sequence[Post],
    reworded: Sequence[Post],
    now: datetime,
) -> None:
    """Bring a chat that stays in line with what is left in it, and its log as well."""
    moved = [] if chat.is_rebuilt else file_anew(chat, reworded)
    news = (
        ("post.withdrawn", gone),
        ("post.received", freed),
        ("post.edited", reworded),
        ("post.refiled", moved),
    )
    told: list[Happening] = []
    for kind, posts in news:
        told += [Happening(kind, {"post": post.pk}) for post in posts if post.same_as_id is None]
    append_events(chat, told, at=now)
    speaking = chat.posts.visible().authored().filter(account__person=OuterRef("person"))
    people = {post.account_id for post in gone}
    absent = chat.attendances.filter(~Exists(speaking), person__accounts__in=people)
    chat.attendances.filter(pk__in=list(absent.values_list("pk", flat=True))).delete()
    _note_speaking(chat, reworded)
    if chat.is_rebuilt:
        corrected = [each.line.before[CORRECTED] for each in standing_corrections(chat)]
        if not any("theme" in each for each in corrected):
            chat.theme = ""  # it was said in one of the posts; perhaps in one that is left
            chat.save(update_fields=["theme"])
        rebuild_questions(chat, now=now, found_by="import_back")
        refile_chat(chat)


def _note_speaking(chat: Chat, posts: Sequence[Post]) -> None:
    """Those were there whose own words these are, which the import had made a retweet of."""
    if own := [post.account_id for post in posts if post.is_visible and not post.is_share]:
        people = Person.objects.filter(among("accounts", own)).values_list("pk", flat=True)
        rows = [(chat.pk, person) for person in sorted(set(people))]
        insert_values(Attendance, ["chat_id", "person_id"], rows, unless_there=True)


def _forget_authors(numbers: set[int]) -> None:
    """Accounts that have said nothing else, and people who have no other account here.

    Whom a community holds or blocks stays known to it.
    """
    if not numbers:
        return
    said = Post.objects.filter(account=OuterRef("pk"))
    lone = Account.objects.filter(~Exists(said), pk__in=numbers, bars=None).exclude(among_us())
    found: dict[int, int] = dict(lone.values_list("pk", "person_id"))
    Account.objects.filter(pk__in=found).delete()
    nobody: dict[str, Any] = {"accounts": None, "user": None, "attendances": None}
    thanked = Thanks.objects.filter(person=OuterRef("pk"))
    Person.objects.filter(~Exists(thanked), pk__in=set(found.values()), **nobody).delete()
