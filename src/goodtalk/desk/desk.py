"""The desk itself: the run sheet with what can be done next, and the latest posts."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goodtalk.chats.addresses import Hour, chat_for_chair
from goodtalk.chats.models import Chat
from goodtalk.chats.reading.strip import Strip, newcomers_among
from goodtalk.chats.steering.pace_advice import advice_for
from goodtalk.communities.models import User
from goodtalk.desk.backstage import backstage_of
from goodtalk.desk.doings import latest_doings
from goodtalk.desk.presence import chat_at_desk

LATEST = 60  # posts in the desk's list


@login_required
def desk(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """The run sheet with what can be done next, posts that wait, and the latest posts.

    Whoever has it open shortly before the hour or during it is there: see desk/presence.py.
    """
    chat = chat_at_desk(request, tag, hour)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/_desk.html", _context(chat, request.user))
    return render(request, "desk/desk.html", _context(chat, request.user))


def desk_again(request: HttpRequest, chat: Chat) -> HttpResponse:
    """What a button of the desk is answered with: the desk as it is now."""
    if request.htmx:  # type: ignore[attr-defined]
        fresh = chat_for_chair(request.user, chat.community.tag_key, Hour(chat.day, chat.part))
        return render(request, "desk/_desk.html", _context(fresh, request.user))
    return redirect(chat.desk_url())


def _context(chat: Chat, viewer: User | Any) -> dict[str, Any]:
    """Twelve queries, however long the run sheet and however many posts."""
    strip = Strip(chat)
    posts = chat.posts.filter(withdrawn_at=None, same_as=None, is_share=False).for_reading()
    posts = posts.select_related("account", "question", "set_aside_by")
    held = posts.filter(held_at__isnull=False, set_aside_at=None).order_by("held_at")
    latest = list(posts.filter(held_at=None).order_by("-published_at", "-pk")[:LATEST])
    following = next((one for one in strip.questions if one.is_to_come), None)
    return {
        "chat": chat,
        "community": chat.community,
        "theme": chat.shown_theme,
        "strip": strip,
        "held": held,
        "latest": latest,
        "newcomers": newcomers_among(chat, {post.account.person_id for post in latest}),
        "last_released": following.number - 1 if following else len(strip.questions),
        "following": following,
        "advice": advice_for(chat, strip.open_question, following, now=strip.now),
        "doings": latest_doings(chat),
        **backstage_of(chat, viewer),
    }
