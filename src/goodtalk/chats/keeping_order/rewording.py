"""What an author changes on their own network changes here: the words, and what came with them."""

from datetime import datetime
from typing import Any

from django.db import transaction

from goodtalk.chats.arriving.enclosing import as_data
from goodtalk.chats.arriving.incoming import READABLE, IncomingPost
from goodtalk.chats.arriving.receive import refusal
from goodtalk.chats.arriving.replies import follow_parent
from goodtalk.chats.arriving.sanitising import web_address
from goodtalk.chats.arriving.wording import Wording, links_in
from goodtalk.chats.filing.filing import Sheet, file_again
from goodtalk.chats.keeping_order.moderation import lock_post, withdraw
from goodtalk.chats.log import Happening, append_events
from goodtalk.chats.models import Chat, Post

_FILED = ["question_id", "filed_by", "is_certain", "kind"]


class NotTaken(Exception):
    """The change is not taken; says why, in one plain sentence."""


class NotTheirs(NotTaken):
    """It does not come from the post's own author."""


@transaction.atomic
def reword(post: Post, incoming: IncomingPost, *, now: datetime) -> Post:
    """Put what its author says now in the place of what they said; nothing keeps the old words.

    The post is filed again, and what was filed by replying to it follows, unless a person decided.
    What was set aside or held stays so; what was taken back stays empty; what is not public any
    more is taken back. The same words again change nothing. Raises NotTheirs, or NotTaken where a
    new post like this would be refused. Seven queries in a chat where nothing moves.
    """
    chat, post = _lock(post)
    if (post.network, post.account.uri) != (incoming.network, incoming.author.uri):
        raise NotTheirs("Only its author can change a post.")
    if post.uri != incoming.uri:
        raise NotTheirs("It is another post.")
    if post.withdrawn_at is not None:
        return post
    if incoming.visibility not in READABLE:
        return withdraw(post, now=now)
    if reason := refusal(incoming, now):
        raise NotTaken(reason)
    changed = _put(post, _words_of(post, incoming))
    if not changed:
        return post
    for copy in post.copies.filter(withdrawn_at=None):  # a bridge's, which nobody sees
        copy.save(update_fields=_put(copy, {name: getattr(post, name) for name in changed}))
    is_moved = chat is not None and file_again(post, Sheet(chat), post.parent)
    post.save(update_fields=[*changed, *_FILED])
    if chat is not None and post.same_as_id is None:
        _tell(chat, post, is_moved=is_moved, now=now)
    return post


def _lock(post: Post) -> tuple[Chat | None, Post]:
    """The post as it is now; between times there is no chat to lock."""
    if post.chat_id is not None:
        return lock_post(post)
    rows = Post.objects.select_for_update(of=("self",)).select_related("account")
    return None, rows.get(pk=post.pk)


def _words_of(post: Post, incoming: IncomingPost) -> dict[str, Any]:
    return {
        "text": incoming.text,
        "html": Wording(post.community).html_of(incoming),
        "url": web_address(incoming.url, 1000) or post.url,
        "tags": list(incoming.tags),
        "links": links_in(incoming),
        "enclosed": as_data(incoming.enclosed),
        "language": incoming.language[:16] or post.language,
    }


def _put(post: Post, words: dict[str, Any]) -> list[str]:
    """Change what is different. Returns the names of what was."""
    changed = [name for name, value in words.items() if getattr(post, name) != value]
    for name in changed:
        setattr(post, name, words[name])
    return changed


def _tell(chat: Chat, post: Post, *, is_moved: bool, now: datetime) -> None:
    moved = [post, *follow_parent(chat, post)] if is_moved else []
    refiled = [Happening("post.refiled", {"post": one.pk}) for one in moved]
    append_events(chat, [Happening("post.edited", {"post": post.pk}), *refiled], at=now)
