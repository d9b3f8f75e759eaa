"""Which posts of a file a reply ties to chats that are here already; see belonging.py."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from goodtalk.chats.arriving.among import among
from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.chats.models import Post
from goodtalk.communities.hashtags import fold_tag
from goodtalk.communities.models import Community
from goodtalk.doors.archives.reading.belonging import answered_by
from goodtalk.doors.archives.reading.survey import LEAD, SPILL


def tied_here(community: Community, posts: Sequence[IncomingPost]) -> set[str]:
    """The uris of those that answer a post of their hour, or are answered by one; two queries.

    In an hour that was put together from files, only posts with the tag count: so another import
    of a file comes to the same as the first.
    """
    if not posts:
        return set()
    by_uri = {post.uri: post for post in posts}
    answers: dict[str, list[IncomingPost]] = defaultdict(list)
    for post in posts:
        if uri := answered_by(post):
            answers[uri].append(post)
    below = {
        post.uri
        for there in _posts_of_hours(community, "uri", answers)
        for post in answers[there.uri]
        if _is_of_its_hour(post, there)
    }
    above = {
        there.in_reply_to
        for there in _posts_of_hours(community, "in_reply_to", by_uri)
        if _is_of_its_hour(by_uri[there.in_reply_to], there)
    }
    waiting = list(below)
    while waiting:  # what answers these
        found = {post.uri for post in answers.get(waiting.pop(), ())} - below
        below |= found
        waiting += found
    return below | above


def _posts_of_hours(
    community: Community, column: str, values: Iterable[str]
) -> Iterable[Post]:
    found = Post.objects.filter(among(column, list(values))).exclude(chat=None)
    for there in found.order_by().select_related("chat"):
        if there.community_id == community.pk and _counts(community, there):
            yield there


def _counts(community: Community, there: Post) -> bool:
    held_here = there.chat is not None and not there.chat.is_rebuilt
    return held_here or any(fold_tag(tag) == community.tag_key for tag in there.tags)


def _is_of_its_hour(post: IncomingPost, there: Post) -> bool:
    chat = there.chat
    return chat is not None and chat.starts_at - LEAD <= post.published <= chat.ends_at + SPILL
