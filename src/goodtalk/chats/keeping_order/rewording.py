"""What an author changes on their own network changes here: the words, and what came with them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from goodtalk.chats.arriving.enclosing import WISHES, as_data
from goodtalk.chats.arriving.gate import Gate
from goodtalk.chats.arriving.incoming import READABLE, IncomingPost
from goodtalk.chats.arriving.receive import refusal
from goodtalk.chats.arriving.replies import follow_parent
from goodtalk.chats.arriving.sanitising import web_address
from goodtalk.chats.arriving.wording import Wording, links_in
from goodtalk.chats.filing.filing import Sheet, file_again
from goodtalk.chats.keeping_order.moderation import lock_post, note_presence, withdraw
from goodtalk.chats.log import Happening, append_events
from goodtalk.chats.models import Chat, Post
from goodtalk.chats.steering.promoting import reword_promoted

_FILED = ["question_id", "filed_by", "is_certain", "kind"]
_HELD = ["held_at", "held_because"]


class NotTaken(Exception):
    """The change is not taken; says why, in one plain sentence."""


class NotTheirs(NotTaken):
    """It does not come from the post's own author."""


@transaction.atomic
def reword(post: Post, incoming: IncomingPost, *, now: datetime) -> Post:
    """Put what its author says now in the place of what they said; nothing keeps the old words.

    The post is filed again, and what was filed by replying to it follows, unless a person decided.
    A question that it asks on the run sheet follows it too.
    What was set aside or held stays so; what was taken back stays empty; what is not public any
    more is taken back. The same words again change nothing. An edit goes through the same gate as
    a new post: it may have the post wait for a look. Raises NotTheirs, or NotTaken where a new
    post like this would be refused. Up to seventeen queries in a chat where nothing moves.
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
    gate = Gate(post.community, {(post.network, post.uri): chat}, [incoming], ())
    incoming = gate.let_through(incoming)
    if reason := refusal(incoming, now):
        raise NotTaken(reason)
    words = _words_of(post, incoming)
    if _is_same(post, words):
        return post
    because = _looked_at(gate, post, incoming, words)
    before = post.text
    is_moved = _keep(chat, post, words, because, now)
    if chat is not None and post.same_as_id is None:
        _tell(chat, post, is_moved=is_moved, is_held=bool(because), now=now)
        if because or before != post.text:
            reword_promoted(chat, post, before, now=now)
    return post


def _lock(post: Post) -> tuple[Chat | None, Post]:
    """The post as it is now; between times there is no chat to lock."""
    if post.chat_id is not None:
        chat, post = lock_post(post)
        post.community = chat.community  # the same, and read already
        return chat, post
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


def _is_same(post: Post, words: dict[str, Any], *, but: Callable[[Any], Any] = lambda x: x) -> bool:
    return all(but(getattr(post, name)) == but(value) for name, value in words.items())


def _looked_at(gate: Gate, post: Post, incoming: IncomingPost, words: dict[str, Any]) -> str:
    """Why the post waits for a look now; empty when it does not. Raises NotTaken.

    What waits already, or is set aside, does so anyhow, and votes that are counted are no edit.
    Between times there is no desk that could look: such an edit is not taken.
    """
    if reason := gate.refuses(incoming):
        raise NotTaken(reason)
    if not post.is_visible or _is_same(post, words, but=_without_votes):
        return ""
    because = gate.holds(incoming, before=post)
    if because and post.chat_id is None:
        raise NotTaken(because)
    return because


def _without_votes(value: Any) -> Any:
    """What a reader sees of what came with a post, but for how a poll stands."""
    if not isinstance(value, dict):
        return value
    seen = {name: each for name, each in value.items() if name not in WISHES}
    if "poll" in seen:
        seen["poll"] = [words for words, _votes in value["poll"]["choices"]]
    return seen or None


def _keep(
    chat: Chat | None, post: Post, words: dict[str, Any], because: str, now: datetime
) -> bool:
    """Write it, also in a bridge's copies, which nobody sees. Says whether the post has moved."""
    changed = _put(post, words)
    for copy in post.copies.filter(withdrawn_at=None):
        copy.save(update_fields=_put(copy, {name: words[name] for name in changed}))
    is_moved = chat is not None and file_again(post, Sheet(chat), post.parent)
    if because:
        post.held_at, post.held_because = now, because[:200]
    post.save(update_fields=[*changed, *_FILED, *(_HELD if because else ())])
    if because and chat is not None:
        note_presence(chat, post.account.person)
    return is_moved


def _put(post: Post, words: dict[str, Any]) -> list[str]:
    """Change what is different. Returns the names of what was."""
    changed = [name for name, value in words.items() if getattr(post, name) != value]
    for name in changed:
        setattr(post, name, words[name])
    return changed


def _tell(chat: Chat, post: Post, *, is_moved: bool, is_held: bool, now: datetime) -> None:
    """What waits for a look now is gone from every screen, as if it were taken back."""
    moved = [post, *follow_parent(chat, post)] if is_moved else []
    happenings = [Happening("post.edited", {"post": post.pk})]
    if is_held:
        happenings.append(Happening("post.held", {"post": post.pk, "edited": True}))
    happenings += [Happening("post.refiled", {"post": one.pk}) for one in moved]
    append_events(chat, happenings, at=now)
