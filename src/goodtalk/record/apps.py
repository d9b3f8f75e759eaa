"""Makes this room known to Django, and its recaps to whoever removes an hour."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.record"
    label = "record"

    def ready(self) -> None:
        """A recap is somebody's work."""
        from goodtalk.chats.made_by_people import tell_what_is_made
        from goodtalk.record.recaps.publishing import recaps_among

        tell_what_is_made(recaps_among)
