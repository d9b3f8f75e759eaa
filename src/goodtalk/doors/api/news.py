"""What is new in an hour, read off its log: posts, and posts that are there no longer."""

from typing import Any, NamedTuple

from goodtalk.chats.models import Chat, ChatEvent, Post
from goodtalk.chats.outgoing import for_programs, post_as_data


class News(NamedTuple):
    """Posts as data, and the place in the log up to which they tell everything."""

    posts: list[dict[str, Any]]
    seq: int


def news_of(chat: Chat, after: int, limit: int) -> News:
    """The posts of which the log tells after a place, each once and as it is now. Two queries.

    `chat` is read before its log: what comes in between is told now or by the next call.
    """
    log = chat.events.filter(seq__gt=after, kind__startswith="post.")
    events = list(log.order_by("seq")[:limit])
    seq = events[-1].seq if events else chat.last_seq
    if len(events) < limit:
        seq = max(seq, chat.last_seq)  # the rest of the log is not about posts
    return News(_told(events), seq)


def seq_of(post: Post) -> int:
    """The place in the log of the event that brought the post. One query."""
    arrivals = ChatEvent.objects.filter(
        chat=post.chat_id, kind__in=["post.received", "post.held"], data__post=post.pk
    )
    return arrivals.order_by("seq").values_list("seq", flat=True)[0]


def _told(events: list[ChatEvent]) -> list[dict[str, Any]]:
    first: dict[int, int] = {}  # the post's number, and where the log first tells of it
    held_again = set()  # by a person, who had let it in
    for event in events:
        first.setdefault(event.data["post"], event.seq)
        if event.kind == "post.held" and event.by_id:
            held_again.add(event.data["post"])
    posts = for_programs(Post.objects.all()).in_bulk(list(first)) if first else {}
    told = []
    for pk, seq in first.items():
        post = posts.get(pk)
        if post is not None and post.is_visible:
            told.append({"seq": seq} | post_as_data(post))
        elif post is not None and (pk in held_again or _was_shown(post)):
            told.append({"seq": seq, "uri": post.uri, "gone": True})
    return told


def _was_shown(post: Post) -> bool:
    """What is held for the chair's look, or a bridge's copy, has never been in the room."""
    return post.held_at is None and post.same_as_id is None
