"""Makes this room known to Django."""

from django.apps import AppConfig


class FediverseConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.doors.fediverse"
    label = "doors_fediverse"

    def ready(self) -> None:
        """What the host has decided about other servers counts for every post that comes in.

        And the room knows what this door has said itself, where somebody answers that, and what
        may be quoted.
        """
        from goodtalk.chats.arriving.gate import (
            ask_nothing_when,
            hold_when,
            refuse_when,
            strip_when,
        )
        from goodtalk.chats.reading.answered import said_by_us_when
        from goodtalk.chats.reading.quoting import quote_when
        from goodtalk.doors.fediverse.actors.addresses import is_own_object
        from goodtalk.doors.fediverse.hosts.at_the_gate import (
            held_by_host,
            refused_by_host,
            shut_out,
            without_pictures,
        )
        from goodtalk.doors.fediverse.inbox.permitted import permitted

        refuse_when(refused_by_host)
        hold_when(held_by_host)
        strip_when(without_pictures)
        ask_nothing_when(shut_out)
        said_by_us_when(is_own_object)
        quote_when(permitted)
