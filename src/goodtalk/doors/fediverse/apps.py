"""Makes this room known to Django."""

from django.apps import AppConfig


class FediverseConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.doors.fediverse"
    label = "doors_fediverse"
