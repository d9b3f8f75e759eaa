"""The form that corrects an hour put together from files: its theme and its questions' words."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodtalk.chats.models import Chat
from goodtalk.chats.steering.correcting import (
    ChangedSince,
    correct_hour,
    last_correction,
    undo_correction,
)
from goodtalk.communities.plain_text import PlainLine, PlainText

LONGEST_QUESTION = 2000


class CorrectForm(forms.Form):
    """Theme and wording. When the hour was, and the numbers of its questions, are as they were."""

    theme = PlainLine(
        label=gettext_lazy("Theme"), max_length=200, required=False,
        help_text=gettext_lazy("Without one, the hour is called by its date."),
    )

    def __init__(self, data: Any = None, *, chat: Chat) -> None:
        super().__init__(data, initial={"theme": chat.theme})
        self.numbers = []
        for question in chat.questions.all():
            self.numbers.append(question.number)
            self.fields[f"text_{question.number}"] = PlainText(
                label=_("Q%(number)s") % {"number": question.number}, initial=question.text,
                max_length=max(LONGEST_QUESTION, len(question.text)),
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def words(self) -> dict[int, str]:
        """What each question says now."""
        return {number: self.cleaned_data[f"text_{number}"].strip() for number in self.numbers}


def correct(request: HttpRequest, chat: Chat) -> HttpResponse:
    """The page, for whoever is at the hour's desk; and what it sends."""
    if request.method == "POST" and request.POST.get("do") == "undo":
        return _undo(request, chat)
    form = CorrectForm(request.POST or None, chat=chat)
    if request.method == "POST" and form.is_valid():
        by: Any = request.user
        theme = form.cleaned_data["theme"]
        if correct_hour(chat, theme, form.words(), by=by, now=timezone.now()):
            messages.success(request, _("It is corrected. No later import changes it again."))
        return redirect(request.path)
    context = {
        "chat": chat, "community": chat.community, "form": form, "last": last_correction(chat)
    }
    return render(request, "desk/correct.html", context)


def _undo(request: HttpRequest, chat: Chat) -> HttpResponse:
    seq = request.POST.get("seq", "")
    number = int(seq) if seq.isdecimal() and len(seq) < 10 else 0
    by: Any = request.user
    try:
        undo_correction(chat, number, by=by, now=timezone.now())
    except ChangedSince:
        messages.error(request, _("It has been corrected again since: it is left as it is."))
    else:
        messages.success(request, _("It says what it said before."))
    return redirect(request.path)
