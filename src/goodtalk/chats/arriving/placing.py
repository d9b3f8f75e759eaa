"""Which chat a post belongs to: the one it replies into, or the one whose time it was said in."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from goodtalk.chats.addresses import read_hour
from goodtalk.chats.arriving.incoming import IncomingPost, Recorded
from goodtalk.chats.log import lock_chat
from goodtalk.chats.models import LATE, LOBBY_MINUTES, Chat, Post
from goodtalk.communities.models import Community
from goodtalk.communities.rhythm import Rhythm, Slot

SPILL_MINUTES = 90  # talk goes on for so long after the hour

LEAD, SPILL = timedelta(minutes=LOBBY_MINUTES), timedelta(minutes=SPILL_MINUTES)


def place(
    community: Community,
    incoming: Sequence[IncomingPost],
    *,
    into: Chat | None = None,
    rebuild: bool = False,
) -> dict[tuple[str, str], Chat | None]:
    """The chat of each post by its (network, uri), None between times; each chat is locked.

    Locks are taken in one order, the community's first, so that two deliveries never wait for
    each other. Runs in the caller's transaction.
    """
    if not incoming:
        return {}
    found: dict[tuple[str, str], int | None]
    made: dict[int, Chat] = {}  # just now: nobody else sees them yet
    if into is not None:
        found = {(post.network, post.uri): into.pk for post in incoming}
    else:
        found = _chats_on_record(community, incoming)
        rest = [post for post in incoming if (post.network, post.uri) not in found]
        found |= _chats_by_time(community, rest, made if rebuild else None)
        if not rebuild:
            found |= _chats_by_reply(community, incoming)
    if None in found.values():  # between times, nothing else keeps two deliveries apart
        Community.objects.select_for_update().get(pk=community.pk)
    chats = sorted({pk for pk in found.values() if pk})
    locked = {pk: made.get(pk) or lock_chat(pk) for pk in chats}
    return {key: locked[pk] if pk else None for key, pk in found.items()}


def _chats_on_record(
    community: Community, incoming: Sequence[IncomingPost]
) -> dict[tuple[str, str], int | None]:
    """Of posts that a record brings: the chat at the address that it names, if that is here."""
    named = {
        (post.network, post.uri): Recorded._make(post.recorded).hour
        for post in incoming
        if post.recorded
    }
    if not named:
        return {}
    days = {hour.day for hour in map(read_hour, set(named.values())) if hour}
    chats = {chat.address: chat.pk for chat in community.chats.filter(day__in=days)}
    return {
        key: chats.get(address) for key, address in named.items() if address in chats or not address
    }


def _chats_by_time(
    community: Community, incoming: Sequence[IncomingPost], made: dict[int, Chat] | None
) -> dict[tuple[str, str], int | None]:
    """By their time; where there was none, one is made, if there is a place to note it."""
    if not incoming:
        return {}
    moments = [post.published for post in incoming]
    calendar = _Calendar(
        community.chats.filter(
            starts_at__lte=max(moments) + LEAD, ends_at__gte=min(moments) - SPILL
        )
    )
    found: dict[tuple[str, str], int | None] = {}
    rhythm = community.rhythm
    for post in incoming:
        chat = calendar.chat_at(post.published)
        if chat is None and made is not None and (slot := slot_at(rhythm, post.published)):
            chat, is_new = rebuild_chat(community, slot)
            calendar.add(chat)
            if is_new:
                made[chat.pk] = chat
        found[post.network, post.uri] = chat.id if chat else None
    return found


class _Calendar:
    """Chats by their time: an archive asks thousands of times."""

    def __init__(self, chats: Iterable[Chat]) -> None:
        self._chats: list[Chat] = []
        self._starts: list[datetime] = []
        self._longest = timedelta()
        for chat in chats:
            self.add(chat)

    def add(self, chat: Chat) -> None:
        place = bisect_right(self._starts, chat.starts_at)
        self._starts.insert(place, chat.starts_at)
        self._chats.insert(place, chat)
        self._longest = max(self._longest, chat.ends_at - chat.starts_at)

    def chat_at(self, moment: datetime) -> Chat | None:
        """The chat to which what was said then belongs."""
        first = bisect_left(self._starts, moment - SPILL - self._longest)
        last = bisect_right(self._starts, moment + LEAD)
        near = [chat for chat in self._chats[first:last] if moment <= chat.ends_at + SPILL]
        return near[0] if len(near) == 1 else _chat_at(near, moment)


def _chat_at(near: Sequence[Chat], moment: datetime) -> Chat | None:
    """The chat whose hour it was, else the one that was about to begin, else the one just over."""
    on = [one for one in near if one.starts_at <= moment < one.ends_at]
    soon = [one for one in near if moment < one.starts_at]
    return min(on or soon or near, key=lambda one: abs(one.starts_at - moment), default=None)


def slot_at(rhythm: Rhythm, moment: datetime) -> Slot | None:
    """The hour of a rhythm to which what was said then belongs."""
    return rhythm.slot_of(
        moment, lead_minutes=LOBBY_MINUTES, spill_minutes=SPILL_MINUTES
    )


def rebuild_chat(community: Community, slot: Slot) -> tuple[Chat, bool]:
    """The chat that must have been there, for an archive: over, without theme or questions yet.

    And whether it has been made just now.
    """
    return Chat.objects.get_or_create(
        community=community,
        day=slot.day,
        part=1,
        defaults={**rebuilt_times(slot), "is_rebuilt": True},
    )


def rebuilt_times(slot: Slot) -> dict[str, datetime]:
    """When such a chat was, by the rhythm."""
    return {
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "opened_at": slot.starts_at - LEAD,
        "started_at": slot.starts_at,
        "closed_at": slot.ends_at,
    }


def _chats_by_reply(
    community: Community, incoming: Sequence[IncomingPost]
) -> dict[tuple[str, str], int]:
    asked = {post.in_reply_to for post in incoming if post.in_reply_to}
    if not asked:
        return {}
    # The community is looked at here: SQLite would rather read all of its posts than a few.
    found = Post.objects.filter(uri__in=asked).order_by().select_related("chat")
    parents = {
        (parent.network, parent.uri): parent.chat
        for parent in found
        if parent.chat and parent.community_id == community.pk
    }
    return {
        (post.network, post.uri): chat.pk
        for post in incoming
        if (chat := parents.get((post.network, post.in_reply_to)))
        and post.published <= chat.ends_at + LATE
    }
