"""Makes this room known to Django."""

from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.doors.archives"
    label = "doors_archives"
