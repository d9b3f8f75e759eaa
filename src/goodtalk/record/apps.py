"""Makes this room known to Django."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.record"
    label = "record"
