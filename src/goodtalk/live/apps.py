"""Makes this room known to Django."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.live"
    label = "live"
