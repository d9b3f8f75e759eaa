"""The form with which a file is brought, as far as it is fields."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodtalk.doors.archives.files.dates import DayOrder
from goodtalk.doors.archives.files.hints import read_map, read_owner
from goodtalk.doors.archives.formats.formats import NAMES


def _formats() -> list[tuple[str, Any]]:
    return [(name, _("Find out by looking at it") if name == "auto" else name) for name in NAMES]


def _orders() -> list[tuple[str, Any]]:
    return [
        ("", _("Find out by looking at them")),
        (DayOrder.DAY_FIRST.value, _("The day first: 3 April")),
        (DayOrder.MONTH_FIRST.value, _("The month first: March 4")),
    ]


READING = ("format_name", "account", "columns", "dates")  # what is kept with the file


class ReadingForm(forms.Form):
    """How a file is to be read, where it does not say so itself."""

    format_name = forms.ChoiceField(
        label=_("What kind of file it is"), choices=_formats, initial="auto", required=False
    )
    account = forms.CharField(
        label=_("Whose account it is"), max_length=40, required=False,
        help_text=_("Only for the archive of one account that does not name it: @jo_bloggs."),
    )
    columns = forms.CharField(
        label=_("Which columns hold what"), max_length=500, required=False,
        help_text=_(
            'Only for strange spreadsheets: text="Said, in short",author=Who,'
            "published=Date+Time,id=No"
        ),
    )

    dates = forms.ChoiceField(
        label=_("How dates such as 03/04/2014 are written"), choices=_orders, required=False,
        help_text=_("Only for spreadsheets in which no date tells."),
    )

    def clean_format_name(self) -> str:
        """The kind; when none was chosen, the one that looks."""
        return self.cleaned_data["format_name"] or "auto"

    def clean_account(self) -> str:
        """A handle."""
        return self._read("account", read_owner)

    def clean_columns(self) -> str:
        """As on the command line."""
        return self._read("columns", read_map)

    def reading(self) -> dict[str, str]:
        """As it is kept."""
        return {name: self.cleaned_data[name] for name in READING}

    def _read(self, name: str, reader: Callable[[str], object]) -> str:
        typed = str(self.cleaned_data[name]).strip()
        if typed:
            try:
                reader(typed)
            except ValueError as error:
                raise forms.ValidationError(str(error)) from error
        return typed


class FileForm(ReadingForm):
    """A file, and how it is to be read."""

    file = forms.FileField(
        label=_("The file"), error_messages={"required": _("Choose a file first.")},
        help_text=_("At most 2 GB."),
    )


class BeginForm(ReadingForm):
    """What the browser says of a file before it sends it."""

    name = forms.CharField(max_length=1000)
    size = forms.IntegerField()
    fingerprint = forms.CharField(max_length=80)
