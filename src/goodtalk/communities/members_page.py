"""The page of a community's people and roles, and the buttons with which one joins and leaves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodtalk.communities import belonging
from goodtalk.communities.addresses import (
    community_run_by,
    community_tagged,
    member_of,
    next_page,
)
from goodtalk.communities.forms import AddMemberForm
from goodtalk.communities.models import Membership, User

A_PAGE = 50


@login_required
def members(request: HttpRequest, tag: str) -> HttpResponse:
    """Everybody, the organisers first; and a form to add somebody."""
    community = community_run_by(request.user, tag)
    form = AddMemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        belonging.add_by_email(community, email, Membership.Role(form.cleaned_data["role"]))
        messages.success(request, _("%(email)s belongs here now.") % {"email": email})
        return redirect("communities:members", community.tag_key)
    removed = community.removals.filter(user=OuterRef("user"))
    people = community.memberships.annotate(was_removed=Exists(removed)).select_related("user")
    # Of the roles' names the most trusted comes last in the alphabet.
    people = people.order_by("-role", "user__name", "pk")
    context = {
        "community": community,
        "form": form,
        "page": Paginator(people, A_PAGE).get_page(request.GET.get("page")),
        "roles": Membership.Role.choices,
    }
    return render(request, "communities/members.html", context)


@require_POST
@login_required
def role(request: HttpRequest, tag: str, number: int) -> HttpResponse:
    """Make somebody organiser, moderator or member."""
    community = community_run_by(request.user, tag)
    membership = member_of(community, number)
    if request.POST.get("role") not in Membership.Role.values:
        raise Http404
    try:
        belonging.change_role(membership, Membership.Role(request.POST["role"]))
    except belonging.LastOrganiser:
        messages.error(request, last_organiser())
    else:
        words = {"name": membership.user.shown_name, "role": membership.get_role_display()}
        messages.success(request, _("%(name)s: %(role)s.") % words)
    return back_to_members(request, community.tag_key, membership)


@login_required
def join(request: HttpRequest, tag: str) -> HttpResponse:
    """Become a member. Whoever comes back from signing in comes with GET and is asked again."""
    community = community_tagged(tag)
    if request.method == "POST":
        by: User = request.user  # type: ignore[assignment]
        belonging.join(community, by)
        messages.success(request, _("You belong to %(tag)s now.") % {"tag": community})
    return redirect(next_page(request, community.get_absolute_url()))


@login_required
def leave(request: HttpRequest, tag: str) -> HttpResponse:
    """Stop being a member."""
    community = community_tagged(tag)
    if request.method == "POST":
        by: User = request.user  # type: ignore[assignment]
        try:
            belonging.leave(community, by)
        except belonging.LastOrganiser:
            messages.error(request, last_organiser())
        else:
            messages.success(request, _("You have left %(tag)s.") % {"tag": community})
    return redirect(next_page(request, community.get_absolute_url()))


def last_organiser() -> str:
    """Why somebody stays what they are."""
    return _("Somebody has to organise it: make another person an organiser first.")


def back_to_members(request: HttpRequest, tag: str, membership: Membership) -> HttpResponse:
    """To the list; to the community for those who have just given up running it."""
    still_organises = membership.pk and membership.role == Membership.Role.ORGANISER
    if membership.user_id == request.user.pk and not still_organises:
        return redirect("community", tag)
    return redirect("communities:members", tag)
