"""The form in which a recap is written."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodtalk.chats.models import Chat
from goodtalk.communities.plain_text import PlainText
from goodtalk.record.models import LONGEST
from goodtalk.record.recaps.marks import posts_named, unknown_marks
from goodtalk.record.recaps.publishing import texts_of

SHOWN = 5  # of what is wrong
# Without JavaScript there is a button that shows it.
SHOWN_WHILE_ONE_WRITES = {
    "hx-post": "",
    "hx-trigger": "input changed delay:700ms, look-again",
    "hx-target": "#look",
    "hx-swap": "outerHTML",
    "hx-vals": '{"look": "1"}',
    "hx-sync": "this:replace",
}


class RecapForm(forms.Form):
    """Markdown with marks, each of which stands for something of this hour."""

    text = PlainText(
        label=gettext_lazy("The recap"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"} | SHOWN_WHILE_ONE_WRITES),
        error_messages={"required": gettext_lazy("Write something first.")},
    )
    after = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, data: Any = None, *, chat: Chat, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._chat = chat

    def clean_text(self) -> str:
        """Without marks that stand for nothing. One query, three where one does.

        A post may have gone for good since an earlier text named it, as when its import is taken
        back; that text can be mended still.
        """
        text = str(self.cleaned_data["text"])
        if unknown := unknown_marks(text):
            raise forms.ValidationError(
                _("Not known here: %(marks)s.") % {"marks": _few(unknown)}
            )
        named = posts_named(text)
        known = set(self._chat.posts.filter(pk__in=named).values_list("pk", flat=True))
        if named - known:
            for earlier in texts_of(self._chat):
                known |= posts_named(earlier.text)
        if strange := [str(number) for number in sorted(named - known)]:
            raise forms.ValidationError(
                _("No posts of this hour: %(posts)s.") % {"posts": _few(strange)}
            )
        return text

    def clean_after(self) -> int:
        """The key of the text that this one was made from; 0 for none."""
        return int(self.cleaned_data["after"] or 0)


def _few(words: list[str]) -> str:
    return ", ".join(words[:SHOWN]) + ("…" if len(words) > SHOWN else "")
