"""Text that people type into a form, kept from turning round or hiding what stands beside it."""

from typing import Any

import regex
from django import forms

# Control characters (NUL among them), lone surrogates, marks that override the direction of text,
# and heaps of accents: none of them belongs to any language's writing.
_TURNING = "\u202a-\u202e\u2066-\u2069"
_UNFIT = regex.compile(rf"(?![\n\t])[\p{{Cc}}\p{{Cs}}{_TURNING}\u2028\u2029]")
_HEAPED = regex.compile(r"(\p{M}{4})\p{M}+")  # no language puts more on one letter
_SEEN = regex.compile(r"[\p{L}\p{N}\p{P}\p{S}]")


def plain_line(text: str) -> str:
    """One line, spaces folded; empty when nothing of it would be seen."""
    fit = _UNFIT.sub("", " ".join(text.split()))  # and what is left out may have been between two
    line = _HEAPED.sub(r"\1", " ".join(fit.split()))
    return line if _SEEN.search(line) else ""


def plain_text(text: str) -> str:
    """The same for several lines, which stay as they are."""
    text = _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _HEAPED.sub(r"\1", text).strip() if _SEEN.search(text) else ""


class PlainLine(forms.CharField):
    """A form's field for one line: a name, a title."""

    def to_python(self, value: Any) -> str:
        return plain_line(super().to_python(value) or "")


class PlainText(forms.CharField):
    """A form's field for several lines: a welcome, house rules."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return plain_text(super().to_python(value) or "")
