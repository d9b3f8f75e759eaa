"""Makes this room known to Django."""

from django.apps import AppConfig


class ChatsConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.chats"
    label = "chats"
