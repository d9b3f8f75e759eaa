"""The forms around an hour: its plan and its run sheet."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from goodtalk.chats.models import Chat
from goodtalk.chats.planning import Plan
from goodtalk.chats.run_sheet import MAX_QUESTIONS, Asked, RunSheet, sheet_of
from goodtalk.communities.models import Community, User
from goodtalk.communities.plain_text import PlainLine, PlainText

SPARE_ROWS = 3  # empty rows for more questions; without JavaScript a save brings three more
MAX_MINUTES = 24 * 60
LOCAL_TIME = "%Y-%m-%dT%H:%M"


class RunSheetForm(forms.Form):
    """Welcome, questions in their order with their minutes, wrap-up."""

    welcome = PlainText(
        label=pgettext_lazy("run sheet", "Welcome"),
        help_text=gettext_lazy("Said when the hour begins: who you are, what to introduce."),
        required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
    )
    welcome_minutes = forms.FloatField(
        label=gettext_lazy("Minutes of welcome"), min_value=0, max_value=MAX_MINUTES
    )
    wrap_up = PlainText(
        label=gettext_lazy("Wrap-up"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    wrap_up_minutes = forms.FloatField(
        label=gettext_lazy("Minutes of wrap-up"), min_value=0, max_value=MAX_MINUTES
    )

    def __init__(self, data: Any = None, *, chat: Chat) -> None:
        sheet = sheet_of(chat)
        last = chat.questions.filter(released_at__isnull=False).last()
        self.released = last.number if last else 0
        super().__init__(
            data,
            initial={
                "welcome": sheet.welcome, "welcome_minutes": _short(sheet.welcome_minutes),
                "wrap_up": sheet.wrap_up, "wrap_up_minutes": _short(sheet.wrap_up_minutes),
            },
        )
        self._add_rows(sheet, data)

    def _add_rows(self, sheet: RunSheet, data: Any) -> None:
        rows = len(sheet.questions) + SPARE_ROWS
        while data is not None and f"text_{rows + 1}" in data:
            rows += 1
        self.row_count = min(rows, MAX_QUESTIONS)
        for number in range(1, self.row_count + 1):
            asked = sheet.questions[number - 1] if number <= len(sheet.questions) else None
            self.fields[f"text_{number}"] = PlainText(
                label=f"Q{number}", required=False, max_length=500,
                initial=asked.text if asked else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"minutes_{number}"] = forms.FloatField(
                label=_("Minutes of Q%(number)s") % {"number": number}, required=False,
                min_value=0, max_value=MAX_MINUTES, initial=_short(asked.minutes) if asked else "",
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The questions' fields, two and two, and whether each has been released."""
        return [
            {
                "number": number, "text": self[f"text_{number}"],
                "minutes": self[f"minutes_{number}"], "is_released": number <= self.released,
            }
            for number in range(1, self.row_count + 1)
        ]

    def clean(self) -> None:
        """A row without words is left out, but not one that has been put to the room."""
        for number in range(1, min(self.released, self.row_count) + 1):
            if not self.cleaned_data.get(f"text_{number}", "").strip():
                self.add_error(
                    f"text_{number}",
                    _("A question that has been released can be reworded, not taken away."),
                )

    def sheet(self) -> RunSheet:
        """What was filled in; rows without words are left out."""
        kept = self.cleaned_data
        asked = [
            Asked(kept[f"text_{number}"].strip(), kept[f"minutes_{number}"] or 10)
            for number in range(1, self.row_count + 1)
            if kept[f"text_{number}"].strip()
        ]
        return RunSheet(
            asked, kept["welcome"], kept["welcome_minutes"],
            kept["wrap_up"], kept["wrap_up_minutes"],
        )


class PlanForm(forms.Form):
    """When, how long, about what, with whom in the chair."""

    theme = PlainLine(label=gettext_lazy("Theme"), max_length=200)
    starts = forms.DateTimeField(
        label=gettext_lazy("Starts"), input_formats=[LOCAL_TIME, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_TIME),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Length in minutes"), min_value=1, max_value=MAX_MINUTES
    )
    chair = forms.ModelChoiceField(
        label=gettext_lazy("Chair"), queryset=User.objects.none(), required=False,
        help_text=gettext_lazy("Any member. Organisers and moderators can use the desk too."),
    )
    autopilot = forms.BooleanField(
        label=gettext_lazy("Questions go out at their minute by themselves"), required=False,
        help_text=gettext_lazy("Otherwise the chair releases each one at the desk."),
    )

    def __init__(
        self, data: Any = None, *, community: Community, chat: Chat | None = None,
        starts_at: datetime | None = None,
    ) -> None:
        self.community, self.chat = community, chat
        moment = chat.starts_at if chat else starts_at
        super().__init__(
            data,
            initial={
                "theme": chat.theme if chat else "",
                "starts": community.local(moment).replace(tzinfo=None) if moment else None,
                "minutes": chat.minutes if chat else community.minutes,
                "chair": chat.chair_id if chat else None,
                "autopilot": chat.autopilot if chat else True,
            },
        )
        chairs = cast("forms.ModelChoiceField[User]", self.fields["chair"])
        members = User.objects.filter(memberships__community=community)
        if chat and chat.chair_id:  # whoever has the chair keeps it when something else is changed
            members |= User.objects.filter(pk=chat.chair_id)
        chairs.queryset = members.distinct().order_by("name", "pk")
        starts = self.fields["starts"]
        starts.help_text = _("On the clock of %(zone)s.") % {"zone": community.zone}
        starts.disabled = self.fields["minutes"].disabled = bool(chat and chat.started_at)

    def clean_starts(self) -> datetime:
        """The moment: what was typed is on the community's clock, wherever the server stands."""
        typed: datetime = self.cleaned_data["starts"]
        if self.chat and self.chat.started_at:
            return self.chat.starts_at
        if not 2000 <= typed.year <= 2100:
            raise forms.ValidationError(_("That year is too far away."))
        return typed.replace(tzinfo=self.community.zone_info)

    def plan(self) -> Plan:
        """What was filled in."""
        kept = self.cleaned_data
        return Plan(
            kept["starts"], kept["minutes"], kept["theme"], kept["chair"], kept["autopilot"],
            self.chat.suggestion if self.chat else None,
        )


def _short(minutes: float) -> float | int:
    """10 rather than 10.0."""
    return int(minutes) if minutes == int(minutes) else round(minutes, 2)
