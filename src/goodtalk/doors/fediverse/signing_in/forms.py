"""Where somebody's account is, in one field."""

from django import forms
from django.utils.translation import gettext_lazy as _

from goodtalk.doors.fediverse.signing_in.typed_address import (
    LONGEST,
    NotAnAddress,
    TypedAddress,
    read_address,
)

TYPED_BY_HAND = {
    "autocomplete": "off",
    "autocapitalize": "none",
    "spellcheck": "false",
    "inputmode": "email",
}


class AddressForm(forms.Form):
    """Their address on the fediverse, or that of their server."""

    address = forms.CharField(
        label=_("Your address on the fediverse"),
        help_text=_("Such as @jo@mastodon.example; the server alone, mastodon.example, will do."),
        max_length=LONGEST,
        widget=forms.TextInput(attrs=TYPED_BY_HAND),
    )

    def clean_address(self) -> TypedAddress:
        """What it means."""
        try:
            return read_address(self.cleaned_data["address"])
        except NotAnAddress as error:
            raise forms.ValidationError(str(error)) from None
