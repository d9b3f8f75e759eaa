"""The page that asks before somebody is taken out of a community, and does it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from goodtalk.communities.addresses import community_run_by, member_of
from goodtalk.communities.belonging import LastOrganiser
from goodtalk.communities.members_page import back_to_members, last_organiser
from goodtalk.rota.removing import remove_from_community, seats_to_come


@login_required
def remove(request: HttpRequest, tag: str, number: int) -> HttpResponse:
    """Take somebody out, after saying what that ends."""
    community, now = community_run_by(request.user, tag), timezone.now()
    membership, by = member_of(community, number), request.user
    if request.method != "POST":
        seats = seats_to_come(community, membership.user, now=now)
        context = {"community": community, "membership": membership, "seats": seats}
        return render(request, "rota/remove.html", context)
    try:
        remove_from_community(membership, by=by, now=now)  # type: ignore[arg-type]
    except LastOrganiser:
        messages.error(request, last_organiser())
    else:
        words = _("%(name)s is no longer a member.") % {"name": membership.user.shown_name}
        messages.success(request, words)
    return back_to_members(request, community.tag_key, membership)
