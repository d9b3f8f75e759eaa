"""Why something cannot be done at the desk, in plain words."""

from django.utils.translation import gettext_lazy

from goodtalk.chats.keeping_order import asking_why, barring, moderation
from goodtalk.chats.steering import (
    conductor,
    plan_changes,
    run_sheet,
    steering,
    taking_back,
    undoing,
)
from goodtalk.desk import keeping

_SENTENCES = {
    conductor.ChatNotLive: gettext_lazy("That can be done while the hour is on."),
    conductor.NothingLeft: gettext_lazy("Everything on the run sheet is out."),
    conductor.RunSheetChanged: gettext_lazy(
        "The run sheet has just changed. Look again, and press once more if you still want to."
    ),
    steering.QuestionIsOut: gettext_lazy("That question has been put to the room already."),
    taking_back.ReleaseStands: gettext_lazy(
        "That question stays out: it was put to the room a minute ago, or people have answered."
    ),
    undoing.MinutesChanged: gettext_lazy(
        "The minutes have been changed since: they are left as they are."
    ),
    steering.QuestionPassed: gettext_lazy("The hour has gone on past that question."),
    steering.NoTimeLeft: gettext_lazy("No time is left before the wrap-up. Extend the hour first."),
    steering.SheetIsFull: gettext_lazy("The run sheet is full."),
    steering.NothingAsked: gettext_lazy("A question needs words: 500 characters at most."),
    run_sheet.ChatIsOver: gettext_lazy("The hour is over: it is part of the record."),
    run_sheet.QuestionsMissing: gettext_lazy("A question has been released since: that stays."),
    keeping.ReleasedMoved: gettext_lazy("A question has been released since: that stays."),
    keeping.SheetChanged: gettext_lazy("The run sheet has changed since: it is left as it is."),
    keeping.NothingToUndo: gettext_lazy("That cannot be undone any more."),
    plan_changes.PlanChanged: gettext_lazy("The plan has changed since: it is left as it is."),
    plan_changes.HourHasBegun: gettext_lazy("The hour has begun: its times stay as they are."),
    undoing.CannotUndo: gettext_lazy("That cannot be undone any more."),
    moderation.ChangedMeanwhile: gettext_lazy(
        "Somebody else has just changed that. Look again, and press once more if you still want to."
    ),
    barring.OneOfUs: gettext_lazy("They sit at a desk here: they cannot be held or blocked."),
    barring.NoDomain: gettext_lazy("That account has no server of its own that could be blocked."),
    asking_why.AnsweredMeanwhile: gettext_lazy("Somebody else has answered already. Look again."),
}
REFUSALS = tuple(_SENTENCES)


def sentence_for(refusal: Exception) -> str:
    """What is said of one of REFUSALS."""
    return str(_SENTENCES[type(refusal)])
