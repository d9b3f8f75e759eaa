"""The page on which people read how to follow a community, and organisers choose how it speaks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodtalk.communities.addresses import community_run_by, community_tagged
from goodtalk.doors.fediverse.actors import addresses
from goodtalk.doors.fediverse.outbox.models import Follower
from goodtalk.doors.fediverse.outbox.thanks import choose_thanks, gives_thanks


def how_to_follow(request: HttpRequest, tag: str) -> HttpResponse:
    """The handle, what comes of following it, and how to answer."""
    community = community_tagged(tag)
    is_organiser = community.is_run_by(request.user)
    context = {
        "community": community,
        "handle": addresses.handle(community) if addresses.is_open() else "",
        "followers": Follower.objects.filter(community=community).count(),
        "is_organiser": is_organiser,
        "gives_thanks": is_organiser and gives_thanks(community),
    }
    return render(request, "fediverse/how_to_follow.html", context)


@require_POST
@login_required
def choose(request: HttpRequest, tag: str) -> HttpResponse:
    """An organiser says whether posts in the spotlight are thanked for in public."""
    community = community_run_by(request.user, tag)
    wanted = request.POST.get("thanks") == "yes"
    choose_thanks(community, wanted=wanted, now=timezone.now())
    if wanted:
        messages.success(request, _("Kept. Posts in the spotlight are thanked for in public."))
    else:
        messages.success(request, _("Kept. Nobody is thanked in public."))
    return redirect("fediverse:how_to_follow", community.tag_key)
