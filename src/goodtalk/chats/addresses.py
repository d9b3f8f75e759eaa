"""From an address to what it names; where only some may go, the lookup is the check."""

import re
from datetime import date
from typing import Any, NamedTuple

from django.shortcuts import get_object_or_404
from django.urls import register_converter

from goodtalk.chats.models import Chat, Post, PostQuerySet
from goodtalk.communities.hashtags import fold_tag
from goodtalk.communities.models import User


class Hour(NamedTuple):
    """The part of an address that names an hour: 2026-11-27, or 2026-11-27-2."""

    day: date
    part: int


class HourConverter:
    """Reads and writes that part for Django's URL patterns."""

    regex = r"\d{4}-\d{2}-\d{2}(?:-[2-9]|-1\d|-20)?"

    def to_python(self, value: str) -> Hour:
        """Raises ValueError, which is a 404, for a day that no calendar has."""
        return Hour(date.fromisoformat(value[:10]), int(value[11:] or 1))

    def to_url(self, value: Any) -> str:
        return str(value)


def read_hour(text: str) -> Hour | None:
    """The same for those who are not Django: the API, the stream, the command line."""
    if not re.fullmatch(HourConverter.regex, text):
        return None
    try:
        return HourConverter().to_python(text)
    except ValueError:
        return None


def chat_at(tag: str, hour: Hour) -> Chat:
    """The chat at an address, or 404. Its community comes with it."""
    chats = Chat.objects.select_related("community", "chair")
    return get_object_or_404(chats.at(fold_tag(tag), hour.day, hour.part))


def chat_for_chair(user: User | Any, tag: str, hour: Hour) -> Chat:
    """The chat, for those who may sit at its desk; 404 to everybody else."""
    chats = Chat.objects.chaired_by(user).select_related("community", "chair").distinct()
    return get_object_or_404(chats.at(fold_tag(tag), hour.day, hour.part))


def readable_post(chat: Chat, number: int) -> Post:
    """A post of the chat that everybody may read, or 404."""
    posts: PostQuerySet = chat.posts.visible().for_reading()
    posts = posts.select_related("parent__account")
    return get_object_or_404(posts, pk=number)


register_converter(HourConverter, "hour")
