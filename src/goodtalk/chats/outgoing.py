"""A chat and its posts as other programs get them: in exports, and from the API."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from goodtalk.chats.arriving.incoming import Enclosed, Picture, Poll
from goodtalk.chats.models import Account, Chat, Post, PostQuerySet, Question

SHARE = "share"  # the kind of boosts and retweets, beside those of Post.Kind
_UNSEEN = ["html", "tags", "parent__text", "parent__html", "parent__tags", "parent__links"]
_UNSEEN += ["parent__enclosed"]


def for_programs(posts: PostQuerySet) -> PostQuerySet:
    """With what `post_as_data` reads, and no more than that. No further query a post."""
    return posts.select_related("account", "question", "parent").defer(*_UNSEEN)


def post_as_data(post: Post) -> dict[str, Any]:
    """A readable post. docs/export.md says what each field means."""
    return {
        "uri": post.uri,
        "network": post.network,
        "author": author_as_data(post.account),
        "published": in_utc(post.published_at),
        "text": post.text,
        "kind": SHARE if post.is_share else post.kind,
        "in_reply_to": _in_reply_to(post),
        "question": post.question.number if post.question else None,
        "filed_by": post.filed_by,
        "certain": post.is_certain,
        "prompt": post.is_prompt,
        "thanks": post.thanks_count,
        "links": post.links,
        "enclosed": enclosed_as_data(post.came_with),
        "language": post.language or None,
        "url": post.url or None,
    }


def enclosed_as_data(came: Enclosed | None) -> dict[str, Any] | None:
    """What came with the words; whoever shows the post shows its warning first."""
    if came is None:
        return None
    return {
        "warning": came.warning or None,
        "sensitive": came.is_sensitive,
        "pictures": [_picture_as_data(picture) for picture in came.pictures],
        "poll": _poll_as_data(came.poll) if came.poll else None,
        "quote": came.quote or None,
        "emoji": [{"shortcode": shortcode, "url": url} for shortcode, url in came.emoji],
    }


def author_as_data(account: Account) -> dict[str, Any]:
    """Who said it, as everybody may know them."""
    return {
        "name": str(account.shown_name),
        "handle": account.handle,
        "uri": _public_uri(account),
        "searchable": not account.hides_from_search,
    }


def chat_as_data(chat: Chat) -> dict[str, Any]:
    """An hour and its run sheet, without what was said. Reads `chat.questions.all()`."""
    return {
        "date": chat.address,
        "theme": chat.theme,
        "state": chat.state.value,
        "starts": in_utc(chat.starts_at),
        "ends": in_utc(chat.ends_at),
        "chair": chat.chair.shown_name if chat.chair else None,
        "welcome": chat.welcome,
        "wrap_up": chat.wrap_up,
        "rebuilt": chat.is_rebuilt,
        "questions": [question_as_data(question) for question in chat.questions.all()],
    }


def question_as_data(question: Question) -> dict[str, Any]:
    """A question; everybody may read the run sheet before the hour too."""
    return {
        "number": question.number,
        "text": question.text,
        "planned": in_utc(question.due_at),
        "released": in_utc(question.released_at) if question.released_at else None,
    }


def in_utc(moment: datetime) -> str:
    """ISO 8601 as RFC 3339 has it: 2026-11-27T13:10:00Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _picture_as_data(picture: Picture) -> dict[str, Any]:
    return {
        "url": picture.url or None,
        "description": picture.description,
        "kind": picture.kind,
        "width": picture.width,
        "height": picture.height,
        "gone": picture.is_gone,
    }


def _poll_as_data(poll: Poll) -> dict[str, Any]:
    return {
        "choices": [{"text": words, "votes": votes} for words, votes in poll.choices],
        "several": poll.takes_several,
        "ends": in_utc(poll.ends) if poll.ends else None,
        "voters": poll.voters or None,
    }


def _in_reply_to(post: Post) -> str | None:
    """The uri of what it answers; nothing tells that it answered what nobody may read any more."""
    if post.parent is None:
        return post.in_reply_to or None
    return post.parent.uri if post.parent.is_visible else None


def _public_uri(account: Account) -> str:
    """Of a guest: the same for the same guest, but not the key by which their session is known."""
    if account.network == "web" and account.uri.startswith("guest:"):
        return f"guest:{sha256(account.uri.encode()).hexdigest()[:16]}"
    return account.uri
