"""Files an hour again once it is over, when everything that was said can be weighed together."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from goodtalk.chats.filing.refiling import file_chat_again
from goodtalk.chats.models import Chat

A_WHILE = timedelta(minutes=5)  # what was said in the last minute has come in from elsewhere
BEHIND_OTHERS = -10


def file_in_a_while(chat: Chat, *, now: datetime) -> None:
    """Have the worker file a chat that closes now. The caller's transaction keeps the task."""
    file_closed_hour.using(run_after=now + A_WHILE).enqueue(chat.pk)


@task(priority=BEHIND_OTHERS)
def file_closed_hour(chat_id: int) -> None:
    """Weigh its posts together. What a person decided stays; safe to repeat."""
    chat = Chat.objects.filter(pk=chat_id).first()
    if chat is not None and chat.is_over:
        file_chat_again(chat, now=timezone.now())
