"""Who belongs to a community and as what: joining, leaving, roles."""

from datetime import datetime

from django.db import IntegrityError, transaction

from goodtalk.communities.models import Community, Membership, Removal, User

ORGANISER = Membership.Role.ORGANISER


class LastOrganiser(Exception):
    """A community has somebody who runs it; this was the last one."""


def join(community: Community, user: User) -> Membership:
    """Become a member. Whoever is one already keeps their role; a removal stands."""
    return community.memberships.get_or_create(user=user)[0]


@transaction.atomic
def leave(community: Community, user: User) -> None:
    """Stop being a member; nothing happens to whoever is none. Raises LastOrganiser.

    Who goes by themselves keeps the desks of the hours that they chaired.
    """
    membership = community.memberships.filter(user=user).first()
    if membership:
        _keep_an_organiser(membership)
        membership.delete()


@transaction.atomic
def remove(membership: Membership, *, by: User, now: datetime) -> None:
    """Take somebody's membership away, and the desks that they had; what they said stays.

    Their seats in hours to come are the rota's, which calls this. Raises LastOrganiser.
    """
    _keep_an_organiser(membership)
    Removal.objects.update_or_create(
        community=membership.community, user=membership.user,
        defaults={"removed_at": now, "by": by},
    )  # fmt: skip
    membership.delete()


def let_back(community: Community, user: User) -> None:
    """A removal is over: they were given a role or a seat again. One query."""
    Removal.objects.of(user, community).delete()


@transaction.atomic
def change_role(membership: Membership, role: Membership.Role) -> None:
    """Make somebody organiser, moderator or member. Raises LastOrganiser."""
    if role != ORGANISER:
        _keep_an_organiser(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    let_back(membership.community, membership.user)


@transaction.atomic
def add_by_email(community: Community, email: str, role: Membership.Role) -> Membership:
    """Add somebody before they have ever been here. Whoever is a member keeps their role."""
    user = user_with_email(email)
    let_back(community, user)
    return community.memberships.get_or_create(user=user, defaults={"role": role})[0]


def user_with_email(email: str) -> User:
    """Whoever signs in with this address; made now if nobody does yet."""
    address = email.strip().lower()  # as allauth keeps addresses
    known = User.objects.filter(email__iexact=address).first()
    if known:
        return known
    try:
        with transaction.atomic():
            return User.objects.create_user(address)
    except IntegrityError:  # they signed in at this very moment
        return User.objects.get(email__iexact=address)


def _keep_an_organiser(membership: Membership) -> None:
    """Under the community's lock, so that two organisers cannot both be the last to go."""
    Community.objects.select_for_update().get(pk=membership.community_id)
    others = Membership.objects.filter(community=membership.community_id, role=ORGANISER)
    if membership.role == ORGANISER and not others.exclude(pk=membership.pk).exists():
        raise LastOrganiser(membership)
