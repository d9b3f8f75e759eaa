"""The page on which a community finds out what to talk about."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from goodtalk.communities import suggesting
from goodtalk.communities.addresses import community_tagged, theme_kept_by
from goodtalk.communities.forms import ThemeForm
from goodtalk.communities.models import Community, Membership, Theme, User

A_PAGE = 20
TALKED_ABOUT = 30  # the latest; the community's page has all of its hours
WITHDRAWN = 20


def themes(request: HttpRequest, tag: str) -> HttpResponse:
    """What people would like, the most wanted first; what has its hour; a form to suggest more."""
    community = community_tagged(tag)
    if request.method == "POST" and not request.user.is_authenticated:
        return redirect_to_login(request.path)
    form = ThemeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by: User = request.user  # type: ignore[assignment]
        suggesting.suggest_theme(community, **form.cleaned_data, by=by, now=timezone.now())
        messages.success(request, _("Your theme is on the list."))
        return redirect("communities:themes", community.tag_key)
    standing = _standing(request, community)
    wanted = Paginator(suggesting.open_themes(community, viewer=request.user), A_PAGE)
    context = {
        "form": form,
        "page": wanted.get_page(request.GET.get("page")),
        "talked_about": suggesting.themes_with_an_hour(community)[:TALKED_ABOUT],
        "withdrawn": _withdrawn(request, community, is_organiser=standing["is_organiser"]),
        **standing,
    }
    return render(request, "communities/themes.html", context)


def vote(request: HttpRequest, tag: str, number: int) -> HttpResponse:
    """A member's vote, or no longer. Whoever comes back from signing in comes with GET."""
    community = community_tagged(tag)
    page = reverse("communities:themes", args=[community.tag_key])
    if not request.user.is_authenticated:
        answer = redirect_to_login(page)
        is_htmx = request.htmx  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(answer.url) if is_htmx else answer
    if request.method != "POST":
        return redirect(page)
    themes = suggesting.open_themes(community, viewer=request.user)
    theme, must_join = get_object_or_404(themes, pk=number), False
    try:
        suggesting.vote(theme, request.user, wanted=request.POST.get("wanted") != "no")
    except suggesting.NotAMember:
        must_join = True
    if request.htmx:  # type: ignore[attr-defined]
        context = {"theme": themes.get(pk=number), "must_join": must_join}
        return render(
            request, "communities/_theme.html", context | _standing(request, community)
        )
    if must_join:
        messages.info(request, _("Members vote: join %(tag)s first.") % {"tag": community})
    return redirect(f"{page}#theme-{theme.pk}")


@require_POST
@login_required
def withdraw(request: HttpRequest, tag: str, number: int) -> HttpResponse:
    """Take a theme off the list."""
    community = community_tagged(tag)
    theme = theme_kept_by(request.user, community, number)
    suggesting.withdraw_theme(theme, now=timezone.now())
    messages.success(request, _("It is off the list. Below, you can put it back."))
    return redirect("communities:themes", community.tag_key)


@require_POST
@login_required
def put_back(request: HttpRequest, tag: str, number: int) -> HttpResponse:
    """Put a theme that was withdrawn on the list again."""
    community = community_tagged(tag)
    suggesting.put_back(theme_kept_by(request.user, community, number))
    messages.success(request, _("It is on the list again."))
    return redirect("communities:themes", community.tag_key)


def _standing(request: HttpRequest, community: Community) -> dict[str, Any]:
    """What the visitor is here. At most one query."""
    role = community.role_of(request.user)
    is_organiser = role == Membership.Role.ORGANISER or getattr(
        request.user, "is_superuser", False
    )
    return {"community": community, "role": role, "is_organiser": is_organiser}


def _withdrawn(
    request: HttpRequest, community: Community, *, is_organiser: bool
) -> "QuerySet[Theme]":
    """Those that the visitor may put back."""
    themes = community.themes.filter(withdrawn_at__isnull=False, chats=None)
    if not request.user.is_authenticated:
        return themes.none()
    by: User = request.user
    mine = themes if is_organiser else themes.filter(suggested_by=by)
    return mine.order_by("-withdrawn_at")[:WITHDRAWN]
