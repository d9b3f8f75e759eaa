"""The page on which an organiser skips and moves dates of the rhythm."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodtalk.communities.addresses import community_run_by, day_named
from goodtalk.communities.changed_dates import (
    NotAhead,
    RuledDate,
    coming_dates,
    date_ahead,
    move_date,
    skip_date,
    undo_change,
)
from goodtalk.communities.dates_form import DateForm
from goodtalk.communities.models import Community


@login_required
def dates(request: HttpRequest, tag: str) -> HttpResponse:
    """The coming dates, each with what can be done about it."""
    community = community_run_by(request.user, tag)
    return _page(request, community, timezone.now())


@require_POST
@login_required
def change(request: HttpRequest, tag: str, day: str) -> HttpResponse:
    """Skip a date, move it, or have it as the rule has it."""
    community, now = community_run_by(request.user, tag), timezone.now()
    try:
        date = date_ahead(community, day_named(day), now=now)
    except NotAhead:
        messages.error(request, _("There is no hour to come on that day."))
        return redirect("communities:dates", community.tag_key)
    form = DateForm(request.POST, community=community, date=date, now=now)
    if request.POST.get("action") != "undo" and not form.is_valid():
        return _page(request, community, now, form)
    messages.success(request, _done(request, community, date, form))
    return redirect("communities:dates", community.tag_key)


def _done(request: HttpRequest, community: Community, date: RuledDate, form: DateForm) -> str:
    """Does it, and says so."""
    shown = date_format(date.day, "l j F")
    match request.POST.get("action"):
        case "skip":
            skip_date(community, date.day, reason=form.cleaned_data["reason"])
            return _("%(date)s is skipped.") % {"date": shown}
        case "move":
            to, reason = form.cleaned_data["moved_to"], form.cleaned_data["reason"]
            move_date(community, date.day, to=to, reason=reason)
            words = {"date": shown, "to": date_format(community.local(to), "l j F, H:i")}
            return _("%(date)s is moved to %(to)s.") % words
        case "undo":
            undo_change(community, date.day)
            return _("%(date)s is as usual again.") % {"date": shown}
    raise Http404


def _page(
    request: HttpRequest, community: Community, now: datetime, wrong: DateForm | None = None
) -> HttpResponse:
    rows: list[dict[str, Any]] = [
        {
            "date": date,
            "form": wrong
            if wrong and wrong.date.day == date.day
            else DateForm(community=community, date=date, now=now),
        }
        for date in coming_dates(community, now=now)
    ]
    return render(request, "communities/dates.html", {"community": community, "rows": rows})
