"""The form for a community's run sheet template: what a new hour begins with."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from goodtalk.communities.models import Community
from goodtalk.communities.plain_text import PlainText

MAX_QUESTIONS = 30
SPARE_ROWS = 3  # empty rows for more questions; without JavaScript a save brings three more
MAX_MINUTES = 240
USUAL_MINUTES = 10  # of a question


class TemplateForm(forms.Form):
    """Welcome, questions in their order with their minutes, wrap-up."""

    template_welcome = PlainText(
        label=pgettext_lazy("run sheet", "Welcome"), required=False, max_length=1000,
        help_text=gettext_lazy("Said when the hour begins: who you are, what to introduce."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    template_welcome_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes of welcome"), min_value=0, max_value=MAX_MINUTES
    )
    template_wrap_up = PlainText(
        label=gettext_lazy("Wrap-up"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    template_wrap_up_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes of wrap-up"), min_value=0, max_value=MAX_MINUTES
    )

    def __init__(self, data: Any = None, *, community: Community) -> None:
        names = list(self.base_fields)
        super().__init__(data, initial={name: getattr(community, name) for name in names})
        self.row_count = min(len(community.template_questions) + SPARE_ROWS, MAX_QUESTIONS)
        while data is not None and f"text_{self.row_count + 1}" in data:
            if self.row_count == MAX_QUESTIONS:
                break
            self.row_count += 1
        for number in range(1, self.row_count + 1):
            kept = community.template_questions[number - 1 : number]
            self._add_row(number, kept[0] if kept else {"text": "", "minutes": USUAL_MINUTES})

    def _add_row(self, number: int, question: dict[str, Any]) -> None:
        self.fields[f"text_{number}"] = PlainText(
            label=f"Q{number}", required=False, max_length=500, initial=question["text"],
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields[f"minutes_{number}"] = forms.IntegerField(
            label=_("Minutes of Q%(number)s") % {"number": number}, required=False,
            min_value=1, max_value=MAX_MINUTES, initial=question["minutes"],
        )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The questions' fields, two and two."""
        return [
            {"number": number, "text": self[f"text_{number}"], "minutes": self[f"minutes_{number}"]}
            for number in range(1, self.row_count + 1)
        ]

    def fill(self, community: Community) -> None:
        """Put what was filled in into the community; rows without words are left out."""
        kept = self.cleaned_data
        for name in self.base_fields:
            setattr(community, name, kept[name])
        community.template_questions = [
            {"text": kept[f"text_{row}"], "minutes": kept[f"minutes_{row}"] or USUAL_MINUTES}
            for row in range(1, self.row_count + 1)
            if kept[f"text_{row}"]
        ]
