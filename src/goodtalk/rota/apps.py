"""Makes this room known to Django."""

from django.apps import AppConfig


class RotaConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.rota"
    label = "rota"
