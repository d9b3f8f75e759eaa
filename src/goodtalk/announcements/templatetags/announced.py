"""What other pages show of this room: the notice of an hour that is near, and of being kept."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from goodtalk.announcements.models import Which
from goodtalk.announcements.times import BEFORE
from goodtalk.announcements.wording import worded, words_of
from goodtalk.chats.models import Chat, Post
from goodtalk.chats.taking_part import GUEST_KEY

register = template.Library()


@register.inclusion_tag("announcements/_notice.html", takes_context=True)
def announce_on_page(
    context: template.Context, chats: Chat | Iterable[Chat] | None
) -> dict[str, Any]:
    """The first of these hours that is on, or begins within the hour, in its announcement's words.

    Wants request. One query then, two where the words name the questions; else none.
    """
    now = timezone.now()
    for chat in [chats] if isinstance(chats, Chat) else chats or ():
        which = _near(chat, now)
        if which is not None:
            words = words_of(chat.community)[which]
            address = context["request"].build_absolute_uri(chat.get_absolute_url())
            return {"words": worded(words.text, chat, address=address)} if words.is_on else {}
    return {}


@register.inclusion_tag("announcements/_kept_notice.html", takes_context=True)
def say_it_is_kept(context: template.Context) -> dict[str, Any]:
    """That an hour is kept, to whoever has not yet said anything in its community.

    Wants chat, seat and request. One query for who has signed in; none for guests.
    """
    chat, seat = context["chat"], context["seat"]
    if seat.person is None:
        has_spoken = seat.is_guest and GUEST_KEY in context["request"].session
    else:
        said = Post.objects.filter(community=chat.community_id, account__person=seat.person)
        has_spoken = said.exists()
    return {"community": chat.community, "is_new": seat.may_post and not has_spoken}


def _near(chat: Chat, now: datetime) -> Which | None:
    if chat.is_live:
        return Which.LIVE
    is_soon = chat.starts_at - BEFORE[Which.HOUR] <= now < chat.starts_at
    return Which.HOUR if is_soon and chat.started_at is None else None
