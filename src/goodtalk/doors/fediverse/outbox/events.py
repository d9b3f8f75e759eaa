"""The coming hour as an Event, in the shape that Mobilizon reads.

What Mobilizon takes from it: lib/federation/activity_stream/converter/event.ex. Its online address
is the attachment named "Website"; a `location` would become a postal address there, even a
VirtualLocation, so there is none. FEP-8a8e asks for no more than name and startTime.
"""

from typing import Any

from django.utils.translation import gettext as _

from goodtalk.chats.models import Chat
from goodtalk.doors.fediverse.actors import addresses
from goodtalk.doors.fediverse.actors.documents import hashtag
from goodtalk.doors.fediverse.outbox.notes import hour_uri
from goodtalk.doors.fediverse.outbox.wording import as_html


def about_event(chat_id: int) -> str:
    """How OwnObject.about names the Event of an hour."""
    return f"event {chat_id}"


def event_of(chat: Chat) -> dict[str, Any]:
    """The hour as it is planned now."""
    community, page = chat.community, hour_uri(chat)
    return {
        "type": "Event",
        "name": chat.shown_theme,
        "content": _content(chat),
        "mediaType": "text/html",
        "actor": addresses.actor_uri(community),
        "url": page,
        "context": page,
        "conversation": page,
        "startTime": community.local(chat.starts_at).isoformat(timespec="seconds"),
        "endTime": community.local(chat.ends_at).isoformat(timespec="seconds"),
        "timezone": community.zone,
        "category": "MEETING",
        "status": "CONFIRMED",
        "ical:status": "CONFIRMED",
        "draft": False,
        "isOnline": True,
        "joinMode": "external",
        "externalParticipationUrl": page,
        "commentsEnabled": True,
        "repliesModerationOption": "allow_all",
        "tag": [hashtag(community)],
        "attachment": [
            {"type": "Link", "mediaType": "text/html", "name": "Website", "href": page}
        ],
    }


def _content(chat: Chat) -> str:
    community = chat.community
    welcome = as_html(community, chat.welcome) if chat.welcome else ""
    how = _("An hour of talk with #%(tag)s. Take part from your own account, or at %(page)s") % {
        "tag": community.tag, "page": hour_uri(chat)
    }  # fmt: skip
    return welcome + as_html(community, how)
