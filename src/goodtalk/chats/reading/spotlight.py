"""The post that stands beside the talk: the latest that the desk put into the spotlight."""

from goodtalk.chats.models import Chat, Post, PostQuerySet


def spotlit_in(chat: Chat) -> Post | None:
    """The latest, or the one before it where that cannot be read any more. One query."""
    posts: PostQuerySet = chat.posts.visible().for_reading().filter(spotlit_at__isnull=False)
    return posts.order_by("-spotlit_at", "-pk").first()
