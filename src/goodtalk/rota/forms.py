"""The forms of the rota: asking somebody, offering oneself, answering."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodtalk.communities.models import User
from goodtalk.communities.plain_text import PlainLine, PlainText
from goodtalk.rota.dates import Occasion
from goodtalk.rota.models import Seat

A_FEW_LINES = {"rows": 3}


class AskForm(forms.Form):
    """Whom to ask, for which of the free seats, and with which words."""

    seat = forms.ChoiceField(label=_("Asked to"), widget=forms.RadioSelect)
    email = forms.EmailField(
        label=_("Their e-mail address"), required=False, max_length=254,
        help_text=_("Leave it empty to get a link that you hand on yourself."),
    )
    note = PlainText(
        label=_("A few words to them"), required=False, max_length=1000,
        widget=forms.Textarea(attrs=A_FEW_LINES),
    )

    def __init__(self, data: Any = None, *, occasion: Occasion) -> None:
        free = [seat for seat in Seat if occasion.holder(seat) is None]
        words = {Seat.CHAIR: _("take the chair"), Seat.STAND_BY: _("stand by")}
        super().__init__(
            data, auto_id=f"{occasion.key}-%s",
            initial={"seat": free[0] if free else None},
        )  # fmt: skip
        self.fields["seat"].choices = [(seat, words[seat]) for seat in free]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """A word with one's yes or no; and a name, from somebody who has none here yet."""

    name = PlainLine(
        label=_("Your name"), max_length=80, required=False,
        help_text=_("Others see it on the rota and in the hour."),
    )
    word = PlainText(
        label=_("A word to whoever asks"), required=False, max_length=1000,
        widget=forms.Textarea(attrs=A_FEW_LINES),
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        if user.name:
            del self.fields["name"]

    def keep_name(self) -> None:
        """The name that they gave, if they had none."""
        if name := self.cleaned_data.get("name"):
            self.user.name = name
            self.user.save(update_fields=["name"])
