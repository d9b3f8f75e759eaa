"""Makes this room known to Django."""

from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.communities"
    label = "communities"
