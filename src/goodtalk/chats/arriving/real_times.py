"""A post of which an archive had the day alone, or another zone's time: another one has its time,
and it finds its hour.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta

from goodtalk.chats.arriving.drafts import AnyPost
from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.chats.arriving.own_moments import zone_off
from goodtalk.chats.filing.filing import refile_chat
from goodtalk.chats.filing.old_questions import rebuild_questions
from goodtalk.chats.keeping_order.moderation import note_presence
from goodtalk.chats.models import Chat, Post

_MIDNIGHT = time()
_A_MINUTE = timedelta(minutes=1)  # some files have no seconds


def tells_the_time(incoming: IncomingPost, post: AnyPost) -> bool:
    """Whether a tweet that is here has the day alone, or is off by a zone as its number tells, and
    the same one comes with its time.
    """
    at, came = post.published_at, incoming.published
    if came == at or not post.network == incoming.network == "twitter":
        return False
    if at.time() == _MIDNIGHT and came.date() == at.date():
        return True
    off = zone_off(at, post.uri)
    return bool(off) and abs(at - off - came) < _A_MINUTE


def move(post: Post, chat: Chat | None) -> None:
    """Put a post into the hour in which it was said, or between times. Not saved.

    It is filed by whoever files that hour, and what it answers is looked for there.
    """
    post.chat = chat
    post.parent = post.question = None
    post.filed_by, post.is_certain, post.is_prompt = Post.FiledBy.TIME, False, False


def loosen_replies(posts: Iterable[Post]) -> list[Post]:
    """Let replies in other hours stand by themselves. Returns them, not saved."""
    hours = {post.pk: post.chat_id for post in posts}
    replies = list(Post.objects.filter(parent__in=hours))
    loose = [reply for reply in replies if reply.chat_id != hours[reply.parent_id or 0]]
    for reply in loose:
        reply.parent = None
    return loose


def tidy_left(chat: Chat, posts: Iterable[Post], *, now: datetime) -> None:
    """Bring an hour in line from which posts went, or to which they came back.

    The caller holds its lock, and tells its log of the posts.
    """
    people: Mapping[int, object] = {post.account.person_id: post.account.person for post in posts}
    for person in people.values():
        note_presence(chat, person)  # type: ignore[arg-type]
    if chat.is_rebuilt:
        rebuild_questions(chat, now=now)
        refile_chat(chat)
