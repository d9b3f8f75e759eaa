"""Who answers whom: a reply finds what it answers, whichever of the two came first."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from goodtalk.chats.arriving.among import among
from goodtalk.chats.arriving.drafts import AnyPost, Draft
from goodtalk.chats.filing.filing import Sheet, file_again
from goodtalk.chats.models import LATE, Chat, Post
from goodtalk.communities.models import Community

CLOCK_SKEW = timedelta(minutes=5)  # how far two servers' clocks may be apart
_CHANGED = ["chat", "parent", "published_at", "question", "filed_by", "is_certain", "kind"]


@dataclass
class Followed:
    """Earlier posts that a new one has moved: into a chat, or to another question."""

    came_in: list[Post] = field(default_factory=list)
    refiled: list[Post] = field(default_factory=list)


def stand_under(reply: AnyPost, parent: AnyPost) -> bool:
    """Whether one may stand under the other: in one chat, and said after it.

    A reply is younger than what it answers, whatever the two servers' clocks say.
    """
    if reply is parent or reply.chat_id != parent.chat_id:
        return False
    if timedelta() <= parent.published_at - reply.published_at <= CLOCK_SKEW:
        reply.published_at = parent.published_at + timedelta(microseconds=1)
    return parent.published_at < reply.published_at


def answered_first(drafts: Iterable[Draft]) -> list[Draft]:
    """Earlier posts first, and each after what it answers, whatever their servers' clocks say."""
    by_time = sorted(drafts, key=lambda draft: draft.published_at)
    waiting = {draft.uri: draft for draft in by_time}
    ordered: list[Draft] = []
    for draft in by_time:
        line = []
        while (found := waiting.pop(draft.uri, None)) is not None:
            line.append(found)
            draft = waiting.get(found.in_reply_to, found)
        ordered += reversed(line)
    return ordered


def posts_here(community: Community, uris: Collection[str]) -> dict[str, Post]:
    """The posts of a community by their uris; for a bridge's copy, its original. One query.

    People answer across networks, so that the uri alone tells. The community is not asked of the
    database: SQLite would rather read all of its posts than a few.
    """
    found = Post.objects.filter(among("uri", uris)).order_by().select_related("same_as")
    return {
        post.uri: post.same_as or post for post in found if post.community_id == community.pk
    }


def gather_replies(
    community: Community, new: Mapping[str, int], sheets: Mapping[int, Sheet], *, may_move: bool
) -> Followed:
    """Give new posts the replies that came before them, and file those anew.

    `new` has the number of the post that each uri leads to (of a copy: its original's); `sheets`
    are those of the chats that are locked. A reply that was taken for talk between times comes
    into its parent's chat, where `may_move`. One query where nothing was waiting, otherwise one
    more, and two for each depth of reply.
    """
    found = Post.objects.filter(among("in_reply_to", new), parent=None).exclude(in_reply_to="")
    found = found.order_by("published_at", "pk").select_related("question", "account")
    # The community is looked at here, as in posts_here().
    waiting = [reply for reply in found if reply.community_id == community.pk]
    followed, level = Followed(), {}
    parents = Post.objects.in_bulk({new[reply.in_reply_to] for reply in waiting})
    for reply in waiting:
        parent = parents[new[reply.in_reply_to]]
        if not _is_above(reply, parent) and _follow(reply, parent, sheets, followed, may_move):
            level[reply.pk] = reply
    _descend(level, sheets, followed, may_move=may_move)
    return followed


def follow_parent(chat: Chat, post: Post) -> list[Post]:
    """File anew what was filed by replying to a post that has been moved. Returns what moved."""
    followed = Followed()
    sheets = {chat.pk: Sheet(chat)}
    _descend({post.pk: post}, sheets, followed, may_move=False)
    return followed.refiled


def _descend(
    level: Mapping[int, Post],
    sheets: Mapping[int, Sheet],
    followed: Followed,
    *,
    may_move: bool,
) -> None:
    """Keep what has changed, and what changes below it, depth by depth.

    Each depth is kept before the next one is looked at: a post can be reached in two ways.
    """
    while level:
        Post.objects.bulk_update(level.values(), _CHANGED, batch_size=500)
        below = Post.objects.filter(parent__in=level).select_related("question", "account")
        level = {
            reply.pk: reply
            for reply in below
            if _follow(reply, level[reply.parent_id or 0], sheets, followed, may_move)
        }


def _follow(
    reply: Post, parent: Post, sheets: Mapping[int, Sheet], followed: Followed, may_move: bool
) -> bool:
    """Put a reply under its parent and file it anew. Says whether anything has changed."""
    before = (reply.chat_id, reply.parent_id, reply.published_at)
    sheet = sheets.get(parent.chat_id or 0)
    chat = sheet.chat if sheet else None
    if may_move and chat and reply.chat_id is None and reply.published_at <= chat.ends_at + LATE:
        reply.chat = chat
    if not stand_under(reply, parent):
        return False
    reply.parent = parent
    is_refiled = sheet is not None and file_again(reply, sheet, parent)
    if before[0] != reply.chat_id:
        followed.came_in.append(reply)
    elif is_refiled:
        followed.refiled.append(reply)
    return is_refiled or before != (reply.chat_id, reply.parent_id, reply.published_at)


def _is_above(post: Post, other: Post | None) -> bool:
    """Whether the one is the other, or stands somewhere above it. A query for each step up."""
    while other is not None:
        if other.pk == post.pk:
            return True
        other = other.parent
    return False
