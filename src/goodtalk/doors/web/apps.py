"""Makes this room known to Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.doors.web"
    label = "doors_web"
