"""Makes this room known to Django."""

from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.announcements"
    label = "announcements"
