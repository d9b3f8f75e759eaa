"""Makes this room known to Django."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.site"
    label = "goodtalk_site"

    def ready(self) -> None:
        """Puts rooms together that do not know each other."""
        from goodtalk.announcements.ways import open_way
        from goodtalk.doors.fediverse.outbox.announcing import announce

        open_way("fediverse", announce)
