"""Makes this room known to Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.doors.api"
    label = "doors_api"
