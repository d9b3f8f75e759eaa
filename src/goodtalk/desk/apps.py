"""Makes this room known to Django, and its notes to whoever removes an hour."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.desk"
    label = "desk"

    def ready(self) -> None:
        """What was written backstage is somebody's work."""
        from goodtalk.chats.made_by_people import tell_what_is_made
        from goodtalk.desk.notes import notes_among

        tell_what_is_made(notes_among)
