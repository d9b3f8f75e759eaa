"""Makes this room known to Django."""

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from goodtalk.chats.models import Chat


class SiteConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.site"
    label = "goodtalk_site"

    def ready(self) -> None:
        """Puts rooms together that do not know each other."""
        from goodtalk.announcements.ways import open_way

        open_way("fediverse", _announce_in_the_fediverse)


def _announce_in_the_fediverse(chat: "Chat", which: str, text: str) -> None:
    """Loads what it needs when there is something to announce: most commands never have."""
    from goodtalk.doors.fediverse.outbox.announcing import announce

    announce(chat, which, text)
