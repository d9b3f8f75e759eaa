"""Brings the welcome desk's queue to the page that shows it."""

from uuid import uuid4

from django import template
from django.utils import timezone

from goodtalk.chats.models import Chat
from goodtalk.desk.waiting import Queue, queue_of

register = template.Library()


@register.simple_tag
def welcome_queue(chat: Chat) -> Queue:
    """Who and what waits in the hour. Five queries."""
    return queue_of(chat, now=timezone.now())


@register.simple_tag
def fresh_key() -> str:
    """What makes a form's second sending the same as its first."""
    return uuid4().hex
