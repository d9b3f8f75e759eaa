"""The page on which a chair offers a swap, and the buttons that answer one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodtalk.communities.addresses import community_tagged
from goodtalk.communities.models import User
from goodtalk.rota import swapping
from goodtalk.rota.addresses import swap_for
from goodtalk.rota.dates import coming_occasions
from goodtalk.rota.models import Seat
from goodtalk.rota.refusals import REFUSALS, why_not


@login_required
def offer(request: HttpRequest, tag: str, key: str) -> HttpResponse:
    """The dates of other chairs, each with a button; for the one who has the chair on `key`."""
    community, now = community_tagged(tag), timezone.now()
    by: User = request.user  # type: ignore[assignment]
    ahead = [one for one in coming_occasions(community, now=now) if one.starts_at > now]
    chaired = [(one, one.holder(Seat.CHAIR)) for one in ahead if not one.is_skipped]
    mine = next((one for one, chair in chaired if one.key == key and chair == by), None)
    if mine is None:
        raise Http404
    if request.method == "POST":
        return _offered(request, tag, key, by)
    others = [(one, chair) for one, chair in chaired if chair and chair != by]
    context = {"community": community, "mine": mine, "others": others}
    return render(request, "rota/swap.html", context)


@require_POST
@login_required
def answer(request: HttpRequest, tag: str, number: int, action: str) -> HttpResponse:
    """Agree to a swap or decline it, for the one whom it was offered to; or take the offer back."""
    community = community_tagged(tag)
    by: User = request.user  # type: ignore[assignment]
    swap = swap_for(by, community, number)
    asked = {
        "agree": (swapping.agree, _("Swapped. The other chair is told.")),
        "decline": (swapping.decline_swap, _("You keep your date. The other chair is told.")),
        "undo": (swapping.undo_swap, _("Your own date is yours again. The other chair is told.")),
    }
    offering = {"withdraw": (swapping.withdraw_swap, _("Withdrawn."))}
    verbs = asked if swap.offered_to_id == by.pk else offering
    if action not in verbs:
        raise Http404
    verb, words = verbs[action]
    try:
        verb(swap, by=by, now=timezone.now())
    except REFUSALS as error:
        messages.error(request, why_not(error))
    else:
        messages.success(request, words)
    return redirect("rota:rota", community.tag_key)


def _offered(request: HttpRequest, tag: str, key: str, by: User) -> HttpResponse:
    community, wanted = community_tagged(tag), request.POST.get("wanted", "")
    try:
        swapping.offer_swap(community, key, wanted, by=by, now=timezone.now())
    except REFUSALS as error:
        messages.error(request, why_not(error))
    else:
        messages.success(request, _("Offered. Nothing changes until they agree."))
    return redirect("rota:rota", community.tag_key)
