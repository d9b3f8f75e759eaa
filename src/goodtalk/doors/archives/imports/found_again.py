"""Posts that more than one import has brought: they stay until the last of these is taken back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from goodtalk.chats.arriving.among import among
from goodtalk.chats.arriving.drafts import AnyPost
from goodtalk.chats.arriving.writing import insert_values
from goodtalk.chats.models import Post, PostQuerySet
from goodtalk.doors.archives.models import WEEK, FoundAgain, ImportJob
from goodtalk.doors.archives.storing.intake import Noter


def noter_of(job: ImportJob, *, now: datetime) -> Noter:
    """What writes down which posts of imports that can still be taken back this one has as well.

    One query each time, where there are such posts. Safe to repeat.
    """
    others = ImportJob.objects.filter(
        community=job.community_id, imported_at__gt=now - WEEK, asked_back_at=None
    )
    stamps = set(others.exclude(pk=job.pk).values_list("confirmed_at", flat=True))

    def note(posts: Sequence[AnyPost]) -> None:
        rows = [
            (job.pk, post.pk)
            for post in posts
            if post.received_at in stamps and post.community_id == job.community_id
        ]
        if rows:
            insert_values(FoundAgain, ["job_id", "post_id"], rows, unless_there=True)

    return note


def also_in_others(job: ImportJob, posts: PostQuerySet) -> PostQuerySet:
    """Those of an import's posts that another one has brought as well."""
    elsewhere = FoundAgain.objects.standing().exclude(job=job)
    return posts.filter(pk__in=elsewhere.values("post"))


def imports_with(job: ImportJob, posts: PostQuerySet) -> list[ImportJob]:
    """The imports that have brought some of these posts as well, the first first."""
    elsewhere = FoundAgain.objects.standing().exclude(job=job).filter(post__in=posts)
    jobs = ImportJob.objects.filter(pk__in=elsewhere.values("job"))
    return list(jobs.select_related("community").order_by("confirmed_at"))


def hand_on(job: ImportJob, posts: Sequence[Post]) -> list[Post]:
    """Let the posts that others have brought as well be theirs: each the first one's.

    Returns the rest, which only this import has brought. The caller holds their chat.
    """
    found = FoundAgain.objects.standing().exclude(job=job)
    found = found.filter(among("post_id", {post.pk for post in posts}))
    heirs: dict[int, int] = {}
    for post, heir in found.order_by("job__confirmed_at").values_list("post", "job"):
        heirs.setdefault(post, heir)
    by_heir: dict[int, list[int]] = defaultdict(list)
    for post, heir in heirs.items():
        by_heir[heir].append(post)
    for heir, theirs in sorted(by_heir.items()):
        _give(ImportJob.objects.select_for_update().get(pk=heir), theirs)
    return [post for post in posts if post.pk not in heirs]


def forget_found(jobs: Iterable[ImportJob]) -> None:
    """These imports hold nothing any more."""
    FoundAgain.objects.filter(job__in=jobs).delete()


def _give(heir: ImportJob, posts: Sequence[int]) -> None:
    Post.objects.filter(among("pk", posts)).update(received_at=heir.stamp)
    FoundAgain.objects.filter(among("post_id", posts), job=heir).delete()
    heir.take_over(len(posts))
    heir.save(update_fields=["result"])
