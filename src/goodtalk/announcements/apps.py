"""Makes this room known to Django, and opens the way by e-mail."""

from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.announcements"
    label = "announcements"

    def ready(self) -> None:
        """Announcements go out by e-mail; doors open ways of their own.

        Who asked to be left out stays out.
        """
        from goodtalk.announcements.by_email import write_to_subscribers
        from goodtalk.announcements.refusing import asked_to_be_left_out
        from goodtalk.announcements.ways import open_way
        from goodtalk.chats.arriving.gate import refuse_when

        open_way("e-mail", write_to_subscribers)
        refuse_when(asked_to_be_left_out)
