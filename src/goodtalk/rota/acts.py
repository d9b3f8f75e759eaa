"""What is pressed on the rota: each button does one thing, says so, and shows the rota again."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodtalk.communities.addresses import community_tagged
from goodtalk.communities.models import Community, User
from goodtalk.rota import asking, giving_up
from goodtalk.rota.addresses import keeps_rota, rota_kept_by, seat_named, turn_for
from goodtalk.rota.dates import occasion_named
from goodtalk.rota.forms import AskForm
from goodtalk.rota.models import Seat
from goodtalk.rota.pages import shown
from goodtalk.rota.refusals import REFUSALS, why_not


@require_POST
@login_required
def ask(request: HttpRequest, tag: str, key: str) -> HttpResponse:
    """Ask somebody to take a seat on a date."""
    community, now = rota_kept_by(request.user, tag), timezone.now()
    by: User = request.user  # type: ignore[assignment]
    try:
        form = AskForm(request.POST, occasion=occasion_named(community, key, now=now))
        if not form.is_valid():
            return shown(request, community, now=now, wrong=form, wrong_key=key)
        email, note = form.cleaned_data["email"], form.cleaned_data["note"]
        seat = Seat(form.cleaned_data["seat"])
        turn = asking.ask(community, key, seat, email=email, note=note, by=by, now=now)
    except REFUSALS as error:
        return _back(request, community, error)
    if email:
        messages.success(request, _("%(email)s is written to.") % {"email": email})
        return _back(request, community)
    return redirect(f"{_rota(community)}?link={turn.pk}")


@require_POST
@login_required
def offer(request: HttpRequest, tag: str, key: str, seat: str) -> HttpResponse:
    """Say that one would be there; who keeps the rota is on it at once."""
    community, wanted, now = community_tagged(tag), seat_named(seat), timezone.now()
    by: User = request.user  # type: ignore[assignment]
    if keeps_rota(community, by):
        return _do(request, community, _("You are on the rota for that date."), lambda: (
            asking.take_seat(community, key, wanted, by=by, now=now)
        ))
    if community.role_of(by) is None:
        raise Http404  # the button is there for members
    return _do(request, community, _("Thank you. The organisers have been told."), lambda: (
        asking.offer(community, key, wanted, note="", by=by, now=now)
    ))


@require_POST
@login_required
def answer_offer(request: HttpRequest, tag: str, number: int, action: str) -> HttpResponse:
    """Take up somebody's offer, or decline it."""
    community, by = rota_kept_by(request.user, tag), request.user
    turn = turn_for(by, community, number)
    verbs = {
        "take": (asking.take_offer, _("%(name)s is on the rota, and is told.")),
        "refuse": (asking.refuse_offer, _("%(name)s is told that it is not this time.")),
    }
    if action not in verbs or not turn.is_offer:
        raise Http404
    verb, words = verbs[action]
    return _do(request, community, words % {"name": turn.whom}, lambda: (
        verb(turn, by=by, now=timezone.now())  # type: ignore[arg-type]
    ))


@require_POST
@login_required
def withdraw(request: HttpRequest, tag: str, number: int) -> HttpResponse:
    """Take back a question, or one's own offer."""
    community, by = community_tagged(tag), request.user
    turn = turn_for(by, community, number)
    return _do(request, community, _("Withdrawn."), lambda: (
        asking.withdraw(turn, by=by, now=timezone.now())  # type: ignore[arg-type]
    ))


@require_POST
@login_required
def give_up(request: HttpRequest, tag: str, key: str, seat: str) -> HttpResponse:
    """I cannot make it."""
    community, by, left = community_tagged(tag), request.user, seat_named(seat)
    words = _("Thank you for saying so. The organisers have been told.")
    return _do(request, community, words, lambda: (
        giving_up.give_up(community, key, left, by=by, now=timezone.now())  # type: ignore[arg-type]
    ))


@require_POST
@login_required
def take_off(request: HttpRequest, tag: str, key: str, seat: str) -> HttpResponse:
    """Free a seat; the form says whose, so that nobody else is taken off by mistake."""
    community, by, freed = rota_kept_by(request.user, tag), request.user, seat_named(seat)
    number = request.POST.get("whom", "")
    whom = User.objects.filter(pk=number if number.isdecimal() and len(number) < 16 else 0).first()
    if whom is None:
        raise Http404
    words = _("%(name)s is off the rota for that date, and is told.") % {"name": whom.shown_name}
    return _do(request, community, words, lambda: giving_up.take_off(
        community, key, freed, whom, by=by, now=timezone.now()  # type: ignore[arg-type]
    ))


@require_POST
@login_required
def come_back(request: HttpRequest, tag: str, number: int) -> HttpResponse:
    """I can make it after all; an organiser presses it to undo that somebody was taken off."""
    community, by = community_tagged(tag), request.user
    turn = turn_for(by, community, number)
    if turn.ended_by_id != by.pk and not keeps_rota(community, by):
        raise Http404  # whoever was taken off does not put themselves back
    return _do(request, community, _("As it was before."), lambda: (
        giving_up.come_back(turn, by=by, now=timezone.now())  # type: ignore[arg-type]
    ))


def _do(
    request: HttpRequest, community: Community, words: str, act: Callable[[], object]
) -> HttpResponse:
    """Do it and say so, or say in plain words why it cannot be done."""
    try:
        act()
    except REFUSALS as error:
        return _back(request, community, error)
    messages.success(request, words)
    return _back(request, community)


def _back(
    request: HttpRequest, community: Community, error: Exception | None = None
) -> HttpResponse:
    if error:
        messages.error(request, why_not(error))
    page = request.POST.get("page", "")
    return redirect(f"{_rota(community)}?page={page}" if page.isdecimal() else _rota(community))


def _rota(community: Community) -> str:
    return reverse("rota:rota", args=[community.tag_key])
