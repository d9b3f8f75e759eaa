"""From an address of the rota to what it names; the lookup is the permission check."""

from typing import Any

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from goodtalk.communities.addresses import community_tagged
from goodtalk.communities.models import Community, Membership, User
from goodtalk.rota.models import Seat, Swap, Turn

KEEPERS = (Membership.Role.ORGANISER, Membership.Role.MODERATOR)


def keeps_rota(community: Community, user: User | Any) -> bool:
    """Whether they ask people and answer offers: organisers and moderators. One query."""
    return user.is_authenticated and (user.is_superuser or community.role_of(user) in KEEPERS)


def rota_kept_by(user: User | Any, tag: str) -> Community:
    """The community, for those who keep its rota; 404 to everybody else."""
    community = community_tagged(tag)
    if not keeps_rota(community, user):
        raise Http404
    return community


def turn_for(user: User | Any, community: Community, number: int) -> Turn:
    """A turn, for its own person and for those who keep the rota; 404 to everybody else."""
    turns = Turn.objects.filter(community=community).select_related("community", "user")
    if not keeps_rota(community, user):
        turns = turns.filter(user=user)
    return get_object_or_404(turns, pk=number)


def swap_for(user: User | Any, community: Community, number: int) -> Swap:
    """A swap, for the two whom it concerns; 404 to everybody else."""
    swaps = Swap.objects.filter(Q(offered_by=user) | Q(offered_to=user), community=community)
    return get_object_or_404(swaps.select_related("community"), pk=number)


def seat_named(text: str) -> Seat:
    """Chair or stand-by, or 404."""
    if text not in Seat.values:
        raise Http404
    return Seat(text)
