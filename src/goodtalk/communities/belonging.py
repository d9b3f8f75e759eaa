"""Who belongs to a community and as what: joining, leaving, roles."""

from django.db import IntegrityError, transaction

from goodtalk.communities.models import Community, Membership, User

ORGANISER = Membership.Role.ORGANISER


class LastOrganiser(Exception):
    """A community has somebody who runs it; this was the last one."""


def join(community: Community, user: User) -> Membership:
    """Become a member. Whoever is one already keeps their role."""
    return community.memberships.get_or_create(user=user)[0]


def leave(community: Community, user: User) -> None:
    """Stop being a member; nothing happens to whoever is none. Raises LastOrganiser."""
    membership = community.memberships.filter(user=user).first()
    if membership:
        remove(membership)


@transaction.atomic
def remove(membership: Membership) -> None:
    """Take somebody's membership away; what they said stays. Raises LastOrganiser."""
    _keep_an_organiser(membership)
    membership.delete()


@transaction.atomic
def change_role(membership: Membership, role: Membership.Role) -> None:
    """Make somebody organiser, moderator or member. Raises LastOrganiser."""
    if role != ORGANISER:
        _keep_an_organiser(membership)
    membership.role = role
    membership.save(update_fields=["role"])


@transaction.atomic
def add_by_email(community: Community, email: str, role: Membership.Role) -> Membership:
    """Add somebody before they have ever been here. Whoever is a member keeps their role."""
    user = user_with_email(email)
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
