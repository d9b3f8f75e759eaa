"""What people would like to talk about: suggested, voted for, taken back."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from goodtalk.communities.models import Community, Theme, User


class NotAMember(Exception):
    """Members vote; this is a visitor."""


def open_themes(community: Community, *, viewer: User | Any) -> "QuerySet[Theme]":
    """Those that wait for their hour, the most wanted first.

    Each comes with `votes` and with `is_voted`, whether the viewer wants it.
    """
    own_votes = Theme.voters.through.objects.filter(theme=OuterRef("pk"), user=viewer.pk)
    return (
        community.themes.filter(withdrawn_at=None, chats=None)
        .select_related("suggested_by")
        .annotate(votes=Count("voters", distinct=True), is_voted=Exists(own_votes))
        .order_by("-votes", "-suggested_at", "-pk")
    )


def themes_with_an_hour(community: Community) -> "QuerySet[Theme]":
    """Those on the calendar or talked about, the latest first, with their `chats`."""
    return (
        community.themes.annotate(latest=Max("chats__starts_at"))
        .filter(latest__isnull=False)
        .order_by("-latest", "-pk")
        .prefetch_related("chats__community")
    )


def suggest_theme(
    community: Community, *, title: str, why: str, by: User, now: datetime
) -> Theme:
    """Put a theme on the list. Said twice, as by a second press of the button, it is one."""
    same = community.themes.filter(
        title=title, suggested_by=by, withdrawn_at=None, chats=None
    ).first()
    return same or community.themes.create(
        title=title, why=why, suggested_by=by, suggested_at=now
    )


def vote(theme: Theme, user: User, *, wanted: bool) -> None:
    """Ask for a theme, or no longer. Safe to call twice. Raises NotAMember."""
    if not theme.community.memberships.filter(user=user).exists():
        raise NotAMember(user)
    if wanted:
        theme.voters.add(user)
    else:
        theme.voters.remove(user)


def withdraw_theme(theme: Theme, *, now: datetime) -> None:
    """Take a theme off the list; its votes are kept in case it comes back."""
    theme.withdrawn_at = theme.withdrawn_at or now
    theme.save(update_fields=["withdrawn_at"])


def put_back(theme: Theme) -> None:
    """Undo withdraw_theme()."""
    theme.withdrawn_at = None
    theme.save(update_fields=["withdrawn_at"])
