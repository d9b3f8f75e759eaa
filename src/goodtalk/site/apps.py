"""Makes this room known to Django."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.site"
    label = "goodtalk_site"
