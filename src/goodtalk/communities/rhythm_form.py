"""The part of a form in which somebody says when a community meets."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy

from goodtalk.communities.plain_text import PlainLine
from goodtalk.communities.rhythm import (
    FIRST,
    LAST,
    MAX_RULE_LENGTH,
    Rhythm,
    RhythmChoices,
    RhythmNotUnderstood,
    choices_from_rule,
    parse_rule,
    rule_from_choices,
)

DAYS = tuple(
    enumerate(
        map(
            gettext_lazy,
            ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        )
    )
)
NTHS = tuple(
    zip((1, 2, 3, 4, -1), map(gettext_lazy, ("first", "second", "third", "fourth", "last")),
        strict=True)
)  # fmt: skip
TOO_FAR = gettext_lazy("That date is too far away.")


class RhythmFields(forms.Form):
    """Days of each nth week or of the month, or a rule for what these cannot say."""

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Days"), choices=DAYS, coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    every_weeks = forms.IntegerField(
        label=gettext_lazy("Every how many weeks"), min_value=1, max_value=52, initial=1,
        help_text=gettext_lazy("1 is every week, 2 every second week."),
    )
    since = forms.DateField(
        label=gettext_lazy("Counted from"), required=False,
        help_text=gettext_lazy(
            "Any date in a week in which you meet. It matters when you do not meet every week."
        ),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[
            MinValueValidator(FIRST.date(), TOO_FAR), MaxValueValidator(LAST.date(), TOO_FAR)
        ],
    )
    of_month = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Only some of the month"), choices=NTHS, coerce=int, required=False,
        help_text=gettext_lazy("First and third, say. Leave all of them out to meet by weeks."),
        widget=forms.CheckboxSelectMultiple,
    )
    own_rule = PlainLine(
        label=gettext_lazy("A rule of your own"), required=False, max_length=MAX_RULE_LENGTH,
        help_text=gettext_lazy(
            "For what cannot be said above, as calendars write it (RFC 5545): "
            "FREQ=MONTHLY;BYMONTHDAY=1. It counts instead of the days above."
        ),
    )

    def chosen_rule(self) -> str | None:
        """The rule for what was filled in; None after saying at the field what is wrong."""
        kept = self.cleaned_data
        own = kept.get("own_rule")
        if not own and {"weekdays", "every_weeks", "of_month"} & set(self.errors):
            return None
        try:
            return parse_rule(own) if own else rule_from_choices(_choices(kept))
        except RhythmNotUnderstood as error:
            self.add_error("own_rule" if own else "weekdays", str(error))
            return None


def rhythm_initial(rhythm: Rhythm) -> dict[str, Any]:
    """What the fields show for a rhythm."""
    choices = choices_from_rule(rhythm.rule)
    shown = choices or RhythmChoices(weekdays=())
    return {
        "weekdays": shown.weekdays,
        "every_weeks": shown.every_weeks,
        "of_month": shown.of_month,
        "own_rule": "" if choices else rhythm.rule,
        "since": rhythm.since,
    }


def _choices(kept: dict[str, Any]) -> RhythmChoices:
    return RhythmChoices(
        tuple(kept["weekdays"]), every_weeks=kept["every_weeks"], of_month=tuple(kept["of_month"])
    )
