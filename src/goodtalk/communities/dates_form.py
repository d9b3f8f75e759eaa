"""The form in which one date of the rhythm is skipped or moved."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodtalk.communities.changed_dates import RuledDate
from goodtalk.communities.models import Community
from goodtalk.communities.plain_text import PlainLine

FURTHEST = timedelta(days=366)  # a move; beyond it somebody has mistyped the year
LOCAL_TIME = "%Y-%m-%dT%H:%M"


class DateForm(forms.Form):
    """Why, and for a move: when instead."""

    reason = PlainLine(
        label=gettext_lazy("Reason"), required=False, max_length=200,
        help_text=gettext_lazy("If you like to give one."),
    )
    moved_to = forms.DateTimeField(
        label=gettext_lazy("When instead"), required=False,
        input_formats=[LOCAL_TIME, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_TIME),
    )

    def __init__(
        self, data: Any = None, *, community: Community, date: RuledDate, now: datetime
    ) -> None:
        self.community, self.date, self.now = community, date, now
        self.is_move = bool(data) and data.get("action") == "move"
        change = date.change
        start = (change and change.moved_to) or date.slot.starts_at
        super().__init__(
            data, auto_id=f"{date.day}-%s",
            initial={
                "reason": change.reason if change else "",
                "moved_to": community.local(start).replace(tzinfo=None),
            },
        )  # fmt: skip

    def clean_moved_to(self) -> datetime | None:
        """The moment: what was typed is on the community's clock, wherever the server stands."""
        typed: datetime | None = self.cleaned_data["moved_to"]
        if not self.is_move:
            return None
        if typed is None:
            raise forms.ValidationError(_("Say when the hour is held instead."))
        moment = typed.replace(tzinfo=self.community.zone_info)
        if not self.now < moment < self.date.slot.starts_at + FURTHEST:
            raise forms.ValidationError(_("Choose a time that is still to come, within a year."))
        return moment
