"""The forms of the desk: the run sheet, and one question more."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from goodtalk.chats.forms import MAX_MINUTES
from goodtalk.chats.models import Chat
from goodtalk.chats.steering.run_sheet import MAX_QUESTIONS, RunSheet, sheet_of
from goodtalk.communities.plain_text import PlainLine, PlainText

SPARE_ROWS = 3  # empty rows for more questions; without JavaScript a save brings three more


class QuestionForm(forms.Form):
    """One question more, during the hour."""

    text = PlainLine(max_length=500)
    minutes = forms.FloatField(min_value=0, max_value=MAX_MINUTES, required=False)


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


def _short(minutes: float) -> float | int:
    """10 rather than 10.0."""
    return int(minutes) if minutes == int(minutes) else round(minutes, 2)
