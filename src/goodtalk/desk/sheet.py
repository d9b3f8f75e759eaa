"""The desk's forms: the run sheet, and the plan of the hour."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodtalk.chats.addresses import Hour
from goodtalk.chats.forms import PlanForm
from goodtalk.chats.models import Chat
from goodtalk.chats.steering.planning import change_plan
from goodtalk.chats.steering.run_sheet import ChatIsOver, QuestionsMissing
from goodtalk.communities.models import User
from goodtalk.desk.correcting import correct
from goodtalk.desk.doings import last_change_of_plan
from goodtalk.desk.keeping import (
    NothingToUndo,
    ReleasedMoved,
    SheetChanged,
    keep_sheet,
    last_save,
    undo_last_save,
)
from goodtalk.desk.kept_sheets import KeptSheet, from_template, kept_of
from goodtalk.desk.presence import chat_at_desk
from goodtalk.desk.rehearsing import minutes_over, rehearse
from goodtalk.desk.sheet_form import SheetForm
from goodtalk.desk.sheet_rows import fields_of, moved
from goodtalk.desk.sheet_template import (
    TemplateChanged,
    keep_as_template,
    may_be_put_back,
    put_template_back,
)


@login_required
def sheet(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """The run sheet's form, before the hour and during it; `?rehearse` plays what is planned.

    Of an hour from files, here as at the plan: what can be corrected.
    """
    chat = chat_at_desk(request, tag, hour)
    if chat.is_rebuilt:
        return correct(request, chat)
    if request.method == "POST":
        do = "move" if "move" in request.POST else request.POST.get("do", "")
        return ACTIONS.get(do, _keep)(request, chat)
    if "rehearse" in request.GET:
        return rehearse(request, chat)
    if "template" in request.GET:
        return _start_from_template(request, chat)
    return _page(request, chat, SheetForm(chat=chat))


@login_required
def plan(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """Theme, chair, pacing and, before the hour, its time."""
    chat = chat_at_desk(request, tag, hour)
    if chat.is_rebuilt:
        return correct(request, chat)
    form = PlanForm(request.POST or None, community=chat.community, chat=chat)
    if request.method == "POST" and form.is_valid():
        try:
            change_plan(chat, form.plan(), by=_user(request), now=timezone.now())
        except ChatIsOver:
            form.add_error(None, _("The hour is over: its plan is part of the record."))
        else:
            messages.success(request, _("The plan is kept. “What was done”, below, undoes it."))
            if notice := form.clock_notice():
                messages.warning(request, notice)
            return redirect(chat.desk_url())
    context = {
        "chat": chat, "community": chat.community, "form": form,
        "doings": last_change_of_plan(chat),
    }
    return render(request, "desk/plan.html", context)


def _keep(request: HttpRequest, chat: Chat) -> HttpResponse:
    form = SheetForm(request.POST, chat=chat)
    if not form.is_valid():
        return _page(request, chat, form)
    seen = form.cleaned_data["seen"]
    try:
        keep_sheet(chat, form.kept(), seen=seen, by=_user(request), now=timezone.now())
    except SheetChanged:
        return _offer_both(request, chat)
    except ReleasedMoved:
        form.add_error(None, _("A question that has been released stays where it is."))
    except QuestionsMissing:
        form.add_error(None, _("A question that has been released cannot be taken away."))
    except ChatIsOver:
        form.add_error(None, _("The hour is over: its run sheet is part of the record."))
    else:
        return _kept(request, chat, form)
    return _page(request, chat, form)


def _kept(request: HttpRequest, chat: Chat, form: SheetForm) -> HttpResponse:
    messages.success(request, _("The run sheet is kept. “What was done”, below, undoes it."))
    kept = Chat.objects.get(pk=chat.pk)
    if over := minutes_over(kept, [one for one in kept.questions.all() if not one.skipped_at]):
        messages.warning(request, too_long(over))
    for row in form.rows:
        for fit in row["fits"]:
            if fit.over:
                about = {"number": row["number"], "network": fit.network, "over": fit.over}
                warning = _("Q%(number)s is %(over)s characters too long for %(network)s.")
                messages.warning(request, warning % about)
    return redirect(chat.desk_url())


def too_long(minutes: int) -> str:
    """What is said of questions that run into the wrap-up or beyond."""
    return ngettext(
        "The questions take %(minutes)s minute more than there is before the wrap-up: the last ones"
        " may not be asked.",
        "The questions take %(minutes)s minutes more than there are before the wrap-up: the last"
        " ones may not be asked.",
        minutes,
    ) % {"minutes": minutes}


def _offer_both(request: HttpRequest, chat: Chat) -> HttpResponse:
    """Somebody else was sooner: mine stays in the form, theirs stands beside it."""
    theirs = kept_of(Chat.objects.get(pk=chat.pk))
    fields = request.POST.dict() | {"seen": theirs.mark}
    form = SheetForm(fields, chat=chat)
    return _page(request, chat, form, theirs=theirs)


def _move(request: HttpRequest, chat: Chat) -> HttpResponse:
    """Without JavaScript: the form as it was typed with one row elsewhere. Nothing is kept yet."""
    released = chat.questions.filter(released_at__isnull=False).count()
    fields = moved(request.POST.dict(), request.POST["move"], released=released)
    return _page(request, chat, SheetForm(fields, chat=chat), not_kept=True)


def _start_from_template(request: HttpRequest, chat: Chat) -> HttpResponse:
    """The community's template in the form. Nothing is kept yet."""
    kept = kept_of(chat)
    released = chat.questions.filter(released_at__isnull=False).count()
    fields = fields_of(from_template(chat.community, kept, released=released))
    return _page(request, chat, SheetForm(fields | {"seen": kept.mark}, chat=chat), not_kept=True)


def _undo(request: HttpRequest, chat: Chat) -> HttpResponse:
    seq = request.POST.get("seq", "")
    number = int(seq) if seq.isdecimal() and len(seq) < 10 else 0
    try:
        undo_last_save(chat, number, by=_user(request), now=timezone.now())
    except (SheetChanged, NothingToUndo):
        messages.error(request, _("The run sheet has changed since: it is left as it is."))
    except (ReleasedMoved, QuestionsMissing):
        messages.error(request, _("A question has been released since: that stays."))
    except ChatIsOver:
        messages.error(request, _("The hour is over: its run sheet is part of the record."))
    else:
        messages.success(request, _("The run sheet is what it was before."))
    return redirect(_address(chat))


def _make_template(request: HttpRequest, chat: Chat) -> HttpResponse:
    if not chat.community.is_run_by(request.user):
        messages.error(request, _("Organisers decide on the template."))
    else:
        keep_as_template(chat, by=_user(request), now=timezone.now())
        messages.success(request, _("New hours begin with this run sheet."))
    return redirect(_address(chat))


def _unmake_template(request: HttpRequest, chat: Chat) -> HttpResponse:
    try:
        if chat.community.is_run_by(request.user):
            put_template_back(chat, by=_user(request), now=timezone.now())
            messages.success(request, _("New hours begin with what they began with before."))
    except TemplateChanged:
        messages.error(request, _("The template has changed since: it is left as it is."))
    return redirect(_address(chat))


def _page(
    request: HttpRequest, chat: Chat, form: SheetForm, *,
    theirs: KeptSheet | None = None, not_kept: bool = False,
) -> HttpResponse:
    """Whatever is in the form, with what can be done with what is kept."""
    is_organiser = chat.community.is_run_by(request.user)
    context: dict[str, Any] = {
        "chat": chat, "community": chat.community, "form": form, "theirs": theirs,
        "not_kept": not_kept, "last_save": last_save(chat), "is_organiser": is_organiser,
        "template_can_go_back": is_organiser and may_be_put_back(chat),
    }
    return render(request, "desk/sheet.html", context)


def _address(chat: Chat) -> str:
    return reverse("desk:sheet", args=[chat.community.tag_key, chat.address])


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


ACTIONS: dict[str, Callable[[HttpRequest, Chat], HttpResponse]] = {
    "move": _move,
    "undo": _undo,
    "template": _make_template,
    "former-template": _unmake_template,
}
