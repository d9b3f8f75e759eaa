"""What somebody may do in an hour, and as whom: the seat from which they see it."""

from dataclasses import dataclass

from django.http import HttpRequest

from goodtalk.chats.models import Chat, Person
from goodtalk.communities.models import Community, Removal, User

GUEST_KEY, GUEST_NAME = "guest_key", "guest_name"  # in the session


@dataclass(frozen=True)
class Seat:
    """One visitor of one hour."""

    user: User | None
    person: Person | None
    may_post: bool
    is_guest: bool  # may post under a display name, for the chair to let in
    needs_membership: bool  # has signed in, and would have to join first
    is_chairing: bool
    guest_name: str = ""

    @property
    def needs_name(self) -> bool:
        """Whether they are to be asked what others can call them."""
        return self.is_guest or (self.user is not None and not self.user.name)


def seat_of(request: HttpRequest, chat: Chat) -> Seat:
    """The visitor's seat. No query for a stranger, three for somebody who has signed in."""
    community = chat.community
    user = request.user if isinstance(request.user, User) else None
    if user is None:
        guests = community.may_post == Community.MayPost.GUESTS
        name = request.session.get(GUEST_NAME, "") if guests else ""
        return Seat(None, None, guests, guests, False, False, name)
    may, chairing = may_speak(user, chat), Chat.objects.chaired_by(user).filter(pk=chat.pk)
    return Seat(
        user=user,
        person=Person.objects.filter(user=user).first(),
        may_post=may,
        is_guest=False,
        needs_membership=not may,
        is_chairing=chairing.exists(),
    )


def may_speak(user: User, chat: Chat) -> bool:
    """Whether somebody who has signed in may post in this hour. At most two queries."""
    community = chat.community
    if community.may_post != Community.MayPost.MEMBERS or user.is_superuser:
        return True
    is_chair = chat.chair_id == user.pk
    if is_chair and not Removal.objects.of(user, community).exists():
        return True
    return community.role_of(user) is not None
