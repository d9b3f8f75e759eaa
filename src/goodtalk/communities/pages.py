"""The pages on which a community is started and set up, and the colours that it lends its pages."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from goodtalk.communities.addresses import community_run_by, community_tagged
from goodtalk.communities.colours import stylesheet
from goodtalk.communities.forms import SettingsForm, StartForm
from goodtalk.communities.founding import TagUnusable, sister_of, start_community
from goodtalk.communities.models import Community, User
from goodtalk.communities.sheet_form import TemplateForm

DATES_SHOWN = 3
A_DAY_SECONDS = 24 * 60 * 60


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """A new community; with `?like=TAG` one that takes after another."""
    like = request.GET.get("like", "")
    model = community_tagged(like) if like else None
    form = StartForm(request.POST or None, instance=sister_of(model) if model else Community())
    if request.method == "POST" and form.is_valid():
        by: User = request.user  # type: ignore[assignment]
        try:
            community = start_community(form.save(commit=False), organiser=by)
        except TagUnusable as error:
            form.add_error("tag", str(error))
        else:
            messages.success(
                request,
                _("%(community)s is here, and you organise it. %(rhythm)s")
                % {"community": community, "rhythm": rhythm_and_dates(community)},
            )
            return redirect(community)
    return render(request, "communities/start.html", {"form": form, "like": model})


@login_required
def settings(request: HttpRequest, tag: str) -> HttpResponse:
    """Everything about a community but its hashtag, and its run sheet template."""
    community = community_run_by(request.user, tag)
    changed = copy(community)  # a form writes into its row even when it cannot be kept
    form = SettingsForm(request.POST or None, instance=changed)
    sheet = TemplateForm(request.POST or None, community=community)
    if request.method == "POST" and form.is_valid() and sheet.is_valid():
        sheet.fill(changed)
        form.save()
        kept = community_tagged(community.tag_key)
        messages.success(request, _("Kept. %(rhythm)s") % {"rhythm": rhythm_and_dates(kept)})
        return redirect("communities:settings", community.tag_key)
    context = {"community": community, "form": form, "sheet": sheet, **_dates(community)}
    return render(request, "communities/settings.html", context)


def accent(request: HttpRequest, tag: str) -> HttpResponse:
    """The accent as a style sheet. Pages ask for it with the colour in the query: a new one is
    seen at once."""
    response = HttpResponse(stylesheet(community_tagged(tag).accent), content_type="text/css")
    response["Cache-Control"] = f"public, max-age={A_DAY_SECONDS}"
    return response


def rhythm_and_dates(community: Community) -> str:
    """Fridays, 13:00 to 14:00, London. Next: Fri 27 November, …"""
    words = _("%(rhythm)s.") % {"rhythm": community.rhythm_in_words}
    dates = ", ".join(date_format(day, "D j F") for day in _dates(community)["next_dates"])
    return f"{words} {_('Next: %(dates)s.') % {'dates': dates}}" if dates else words


def _dates(community: Community) -> dict[str, Any]:
    slots = community.rhythm.next_slots(timezone.now(), DATES_SHOWN)
    return {"next_dates": [slot.day for slot in slots]}
