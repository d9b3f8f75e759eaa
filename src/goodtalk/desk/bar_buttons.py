"""Lifting what was put on somebody, and undoing that: the buttons in either log."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from goodtalk.chats.keeping_order.barring import bar_again, lift
from goodtalk.chats.models import Bar
from goodtalk.communities.models import User

VERBS = {"lift": lift, "again": bar_again}


def change_one(among: QuerySet[Bar], number: int, action: str, *, by: User) -> None:
    """Do that with one of those bars; 404 for a word or a bar that there is not."""
    if action not in VERBS:
        raise Http404
    bars = among.select_related("community", "account", "chat")
    VERBS[action](get_object_or_404(bars, pk=number), by=by, now=timezone.now())
