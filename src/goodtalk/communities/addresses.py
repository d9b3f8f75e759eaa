"""From an address to what it names; where only some may go, the lookup is the check."""

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme

from goodtalk.communities.models import Community, Membership, Theme, User


def whole_address(path: str) -> str:
    """A page's whole address, for letters: no request says there what the site is called."""
    return f"{settings.ADDRESS}{path}"


def community_tagged(tag: str) -> Community:
    """The community of a hashtag, or 404."""
    return get_object_or_404(Community.objects.tagged(tag))


def community_run_by(user: User | Any, tag: str) -> Community:
    """The community, for its organisers; 404 to everybody else."""
    if not user.is_authenticated:
        raise Http404
    return get_object_or_404(Community.objects.organised_by(user).tagged(tag))


def member_of(community: Community, number: int) -> Membership:
    """One of its people by the number of their membership, or 404."""
    return get_object_or_404(community.memberships.select_related("user"), pk=number)


def theme_kept_by(user: User | Any, community: Community, number: int) -> Theme:
    """A theme, for whoever suggested it (signed in) and for organisers; 404 to everybody else."""
    themes = community.themes.all()
    if not community.is_run_by(user):
        themes = themes.filter(suggested_by=user.pk)
    return get_object_or_404(themes, pk=number)


def day_named(text: str) -> date:
    """The day that an address names as 2026-11-27, or 404."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise Http404
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def next_page(request: HttpRequest, otherwise: str) -> str:
    """Where the form wants to go on, if that is a page of this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_here = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_here else otherwise
