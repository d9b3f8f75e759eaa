"""The forms of this room: wordings, wishes, and a word to the organisers."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodtalk.announcements.models import Asking, Request, Subscription, Which
from goodtalk.announcements.wording import Words, unknown_names
from goodtalk.communities.plain_text import PlainLine, PlainText

LONGEST_WORDING = 1000


class WordingForm(forms.Form):
    """One announcement: whether it goes out, and in which words."""

    is_on = forms.BooleanField(required=False)
    text = PlainText(max_length=LONGEST_WORDING, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, which: Which, words: Words) -> None:
        initial = {"is_on": words.is_on, "text": words.text}
        super().__init__(data, prefix=which, initial=initial)
        self.which, self.is_own = which, words.is_own
        self.fields["is_on"].label = _labelled(_("Goes out"), which)
        self.fields["text"].label = _labelled(_("Wording"), which)

    def clean_text(self) -> str:
        """Words of which every name in braces stands for something."""
        text = str(self.cleaned_data["text"])
        if unknown := unknown_names(text):
            raise forms.ValidationError(
                _("Not known here: %(names)s. What you can use is listed above.")
                % {"names": ", ".join(unknown)}
            )
        return text


def _labelled(label: str, which: Which) -> SafeString:
    """The heading above says which of the four it is; a screen reader hears it in the label."""
    return format_html('{} <span class="visually-hidden">{}</span>', label, which.label)


class WishesForm(forms.ModelForm[Subscription]):
    """Which of the four somebody wants, whose address is known."""

    class Meta:
        model = Subscription
        fields = [*Which.values]

    def clean(self) -> dict[str, Any] | None:
        """At least one: to have none, there is a button."""
        kept = super().clean()
        if not any(self.cleaned_data.get(which) for which in Which.values):
            raise forms.ValidationError(_("Tick at least one."))
        return kept

    @property
    def wishes(self) -> dict[str, bool]:
        """What was ticked, by the names of Which."""
        return {which: bool(self.cleaned_data[which]) for which in Which.values}


class AskingForm(WishesForm):
    """The same for an address that has to be shown to be one's own."""

    class Meta(WishesForm.Meta):
        model = Asking  # type: ignore[assignment]
        fields = ["email", *Which.values]
        labels = {"email": gettext_lazy("Your e-mail address")}
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "email"})}


class RequestForm(forms.ModelForm[Request]):
    """A word to the organisers."""

    class Meta:
        model = Request
        fields = ["name", "email", "words"]
        field_classes = {"name": PlainLine, "words": PlainText}
        widgets = {
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "words": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "name": gettext_lazy("As it stands in the record, such as @jo."),
            "words": gettext_lazy("Everything, or single posts: give their addresses."),
        }
