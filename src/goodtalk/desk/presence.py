"""Whoever asks for anything of an hour's desk is at that desk."""

from django.http import HttpRequest
from django.utils import timezone

from goodtalk.chats.addresses import Hour, chat_for_chair
from goodtalk.chats.models import Chat
from goodtalk.chats.steering.conductor import check_in
from goodtalk.communities.models import User


def chat_at_desk(request: HttpRequest, tag: str, hour: Hour) -> Chat:
    """The hour at whose desk the visitor sits now; 404 to everybody who may not.

    Every page and button of the desk comes here, and an open desk asks for itself again every
    fifteen seconds: when nothing asks any more, nobody is there. It is written down at most every
    twenty seconds; otherwise this is the one query of chat_for_chair().
    """
    chat = chat_for_chair(request.user, tag, hour)
    by: User = request.user  # type: ignore[assignment]
    now = timezone.now()
    if not chat.awaits_check_in(by, now):
        return chat
    check_in(chat, by=by, now=now)
    return chat_for_chair(request.user, tag, hour)
