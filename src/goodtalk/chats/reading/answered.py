"""What a post answers, where that is no post: something that a door has said in our own name."""

from collections.abc import Callable

from goodtalk.chats.models import Post

Judge = Callable[[str], bool]  # of an address; asks no database

_judges: list[Judge] = []


def said_by_us_when(judge: Judge) -> None:
    """Have a door say which addresses are those of questions and announcements that it sent out."""
    if judge not in _judges:
        _judges.append(judge)


def answers_what_is_missing(post: Post) -> bool:
    """Whether it answers somebody whose post is not here. No query.

    The questions and announcements of an hour are there, though not as posts.
    """
    if not post.in_reply_to or post.parent_id:
        return False
    return not any(judge(post.in_reply_to) for judge in _judges)
