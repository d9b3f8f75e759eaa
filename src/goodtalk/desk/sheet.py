"""The desk's forms: the run sheet, and the plan of the hour."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from goodtalk.chats.addresses import Hour, chat_for_chair
from goodtalk.chats.forms import PlanForm
from goodtalk.chats.planning import change_plan
from goodtalk.chats.run_sheet import ChatIsOver, QuestionsMissing, edit_run_sheet
from goodtalk.desk.forms import RunSheetForm


@login_required
def sheet(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """The run sheet's form, before the hour and during it."""
    chat = chat_for_chair(request.user, tag, hour)
    form = RunSheetForm(request.POST or None, chat=chat)
    if request.method == "POST" and form.is_valid():
        try:
            edit_run_sheet(
                chat, form.sheet(), by=request.user, now=timezone.now()  # type: ignore[arg-type]
            )
        except QuestionsMissing:
            form.add_error(None, _("A question that has been released cannot be taken away."))
        except ChatIsOver:
            form.add_error(None, _("The hour is over: its run sheet is part of the record."))
        else:
            messages.success(request, _("The run sheet is kept."))
            return redirect(chat.desk_url())
    return render(
        request, "desk/sheet.html", {"chat": chat, "community": chat.community, "form": form}
    )


@login_required
def plan(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """Theme, chair, pacing and, before the hour, its time."""
    chat = chat_for_chair(request.user, tag, hour)
    form = PlanForm(request.POST or None, community=chat.community, chat=chat)
    if request.method == "POST" and form.is_valid():
        try:
            change_plan(chat, form.plan(), by=request.user, now=timezone.now())  # type: ignore[arg-type]
        except ChatIsOver:
            form.add_error(None, _("The hour is over: its plan is part of the record."))
        else:
            messages.success(request, _("The plan is kept."))
            return redirect(chat.desk_url())
    return render(
        request, "desk/plan.html", {"chat": chat, "community": chat.community, "form": form}
    )
