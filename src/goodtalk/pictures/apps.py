"""Makes this room known to Django."""

from django.apps import AppConfig


class PicturesConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.pictures"
    label = "pictures"
