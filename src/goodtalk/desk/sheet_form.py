"""The form of the run sheet's page: the questions with their notes, and what to read beforehand."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodtalk.chats.arriving.sanitising import web_address
from goodtalk.chats.models import Chat
from goodtalk.communities.plain_text import PlainText, plain_line
from goodtalk.desk.fitting import question_fits
from goodtalk.desk.forms import RunSheetForm
from goodtalk.desk.kept_sheets import KeptSheet, Row, kept_of
from goodtalk.desk.sheet_rows import in_lines

MAX_LINKS = 20
LONGEST_ADDRESS = 1000
LONGEST_TITLE = 200
USUAL_MINUTES = 10  # of a question


class SheetForm(RunSheetForm):
    """Everything of the run sheet that can be edited, and the mark of what the editor has seen."""

    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    reading_list = PlainText(
        label=gettext_lazy("To read beforehand"), required=False, max_length=20_000,
        help_text=gettext_lazy("On each line a title and its address. Everybody sees this list."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, chat: Chat) -> None:
        super().__init__(data, chat=chat)
        self.tag = chat.community.tag
        kept = kept_of(chat)
        self.skipped = {one.pk for one in chat.questions.filter(skipped_at__isnull=False)}
        self.initial.update(seen=kept.mark, reading_list=in_lines(kept))
        for number in range(1, self.row_count + 1):
            row = kept.rows[number - 1] if number <= len(kept.rows) else Row("")
            self._add_beside(number, row)

    def _add_beside(self, number: int, row: Row) -> None:
        self.fields[f"notes_{number}"] = PlainText(
            label=_("Notes for the chair on Q%(number)s") % {"number": number},
            required=False, max_length=2000, initial=row.notes,
            help_text=_("Shown at the desk only."), widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields[f"key_{number}"] = forms.IntegerField(
            required=False, min_value=1, initial=row.key, widget=forms.HiddenInput
        )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each question's fields, and how long it is on each network."""
        rows = super().rows
        for row in rows:
            number, text = row["number"], str(row["text"].value() or "").strip()
            row["notes"], row["key"] = self[f"notes_{number}"], self[f"key_{number}"]
            row["is_skipped"] = str(row["key"].value()) in {str(key) for key in self.skipped}
            row["fits"], row["is_empty"] = question_fits(text, number, self.tag), not text
            row["may_move"] = not row["is_released"]
        return rows

    def clean_reading_list(self) -> tuple[tuple[str, str], ...]:
        """Titles with their addresses."""
        lines = [line.strip() for line in self.cleaned_data["reading_list"].splitlines()]
        found = tuple(_titled(line) for line in lines if line)
        if len(found) > MAX_LINKS:
            raise ValidationError(_("Twenty links are more than anybody reads."))
        return found

    def kept(self) -> KeptSheet:
        """What was filled in; rows without words are left out."""
        kept = self.cleaned_data
        rows = tuple(
            Row(
                kept[f"text_{number}"].strip(), kept[f"minutes_{number}"] or USUAL_MINUTES,
                kept[f"notes_{number}"], kept[f"key_{number}"],
            )
            for number in range(1, self.row_count + 1)
            if kept[f"text_{number}"].strip()
        )
        return KeptSheet(
            rows, kept["welcome"], kept["welcome_minutes"], kept["wrap_up"],
            kept["wrap_up_minutes"], kept["reading_list"],
        )


def _titled(line: str) -> tuple[str, str]:
    """A title and its address, which stands last; alone, it is its own title."""
    title, _space, last = line.rpartition(" ")
    address = web_address(last, LONGEST_ADDRESS)
    if not address:
        shown = {"line": line[:60]}
        raise ValidationError(_("No address ends this line: %(line)s") % shown)
    return plain_line(title)[:LONGEST_TITLE] or address, address
