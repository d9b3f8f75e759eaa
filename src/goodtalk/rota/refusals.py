"""Why something cannot be done on the rota, in plain words."""

from django.utils.translation import gettext_lazy as _

from goodtalk.rota.asking import (
    AnsweredAlready,
    AskedTooMany,
    OfferedTooMany,
    Removed,
    SeatTaken,
    SittingAlready,
    TooLate,
)
from goodtalk.rota.dates import NotToCome
from goodtalk.rota.swapping import ChangedHands, SwapStands

_WORDS = {
    AnsweredAlready: _("That has been answered already, or was withdrawn."),
    AskedTooMany: _("You have written to many people today. Hand on a link instead, or wait."),
    ChangedHands: _("One of the two dates has changed hands since. Look at the rota again."),
    NotToCome: _("The rota has changed: look at it again."),
    OfferedTooMany: _("You have offered for many dates today. Wait until those are answered."),
    Removed: _("You were removed from this community. Ask an organiser."),
    SeatTaken: _("Somebody has taken that on already."),
    SittingAlready: _("One person cannot be the chair and the stand-by of one hour."),
    SwapStands: _("That swap stands. Offer them another one."),
    TooLate: _("The hour has begun: it is too late for that."),
}
REFUSALS = tuple(_WORDS)


def why_not(error: Exception) -> str:
    """The sentence for one of REFUSALS."""
    return str(_WORDS[type(error)])
