"""The author's form under a post that was set aside: asking why."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodtalk.chats.addresses import Hour, chat_at
from goodtalk.chats.keeping_order.asking_why import (
    LONGEST,
    AskedAlready,
    NothingToAsk,
    ask_why,
    set_aside_of,
    speaker_person,
)
from goodtalk.chats.taking_part import seat_of
from goodtalk.communities.plain_text import plain_text


@require_POST
def ask(request: HttpRequest, tag: str, hour: Hour, number: int) -> HttpResponse:
    """Ask; 404 to everybody but the author of a post that is set aside."""
    chat = chat_at(tag, hour)
    seat = seat_of(request, chat)
    post = get_object_or_404(set_aside_of(chat, speaker_person(request, seat)), pk=number)
    words = plain_text(request.POST.get("question", ""))[:LONGEST]
    try:
        if words:
            ask_why(post, words, by=seat.user, now=timezone.now())
            messages.success(request, _("Asked. The answer will stand here."))
        else:
            messages.error(request, _("There is nothing in it yet."))
    except AskedAlready:
        messages.error(request, _("You have asked already. One may ask once."))
    except NothingToAsk:
        messages.info(request, _("Your post is in the room again."))
    return redirect(f"{post.get_absolute_url()}#why")
