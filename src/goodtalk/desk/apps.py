"""Makes this room known to Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.desk"
    label = "desk"
