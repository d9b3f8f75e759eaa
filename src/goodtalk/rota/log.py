"""What was done to the rota: written down as it happens, and said in sentences."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from goodtalk.communities.models import User
from goodtalk.rota.models import RotaLine, Turn

# Every kind of line. %(by)s did it, to %(whom)s; the day and the seat stand beside it.
SENTENCES = {
    "asked": _("%(by)s asked %(whom)s."),
    "link": _("%(by)s made a link to hand on."),
    "withdrew": _("%(by)s withdrew it: %(whom)s."),
    "accepted": _("%(by)s said yes."),
    "declined": _("%(by)s said no."),
    "offered": _("%(by)s offered."),
    "offer_taken": _("%(by)s took up the offer of %(whom)s."),
    "offer_refused": _("%(by)s declined the offer of %(whom)s."),
    "gave_up": _("%(by)s cannot make it."),
    "taken_off": _("%(by)s took %(whom)s off the rota."),
    "took_over": _("%(whom)s stood by, and took the chair."),
    "came_back": _("%(whom)s is back."),
    "given": _("%(whom)s was promised the hour, and has it now that it is planned."),
    "swap_offered": _("%(by)s offered a swap to %(whom)s."),
    "swap_declined": _("%(by)s declined the swap with %(whom)s."),
    "swap_withdrew": _("%(by)s withdrew the swap with %(whom)s."),
    "swapped": _("%(by)s agreed to a swap: it is %(whom)s’s date now."),
    "swap_undone": _("%(by)s took the yes to a swap back: it is %(whom)s’s date again."),
    "told": _("%(whom)s was told that nobody is at the desk."),
}


def write_line(
    kind: str, turn: Turn, *, by: User | None, now: datetime, whom: User | None = None
) -> None:
    """Add a line about a turn. `by` is None for the program itself."""
    RotaLine.objects.create(
        community_id=turn.community_id, at=now, by=by, kind=kind, day=turn.day, seat=turn.seat,
        whom=whom or turn.user, email="" if whom or turn.user else turn.email,
    )  # fmt: skip


def sentence(line: RotaLine) -> str:
    """What the line says."""
    whom = line.whom.shown_name if line.whom else line.email or _("whoever has the link")
    by = line.by.shown_name if line.by else _("Goodtalk")
    return str(SENTENCES[line.kind]) % {"by": by, "whom": whom}
