"""The desk's log of one hour: who did what when, for those who may sit there."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goodtalk.chats.addresses import Hour
from goodtalk.chats.models import Bar, Chat
from goodtalk.communities.models import User
from goodtalk.desk.bar_buttons import change_one
from goodtalk.desk.doings import Doing, all_doings, in_words
from goodtalk.desk.entries import Entry, Row, Wanted, entries_of, rows_of
from goodtalk.desk.presence import chat_at_desk

A_PAGE = 100


@login_required
def log(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """Everything that was done, the latest first; also who was held or blocked, and who asked why.

    The same lines are in the community's log of the desks, which a plain chair cannot open.
    """
    chat = chat_at_desk(request, tag, hour)
    rows = rows_of(Wanted(chat.community, chat))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "chat": chat,
        "community": chat.community,
        "page": page,
        "lines": _lines(chat, list(page.object_list)),
    }
    return render(request, "desk/log.html", context)


@require_POST
@login_required
def change_bar(
    request: HttpRequest, tag: str, hour: Hour, number: int, action: str
) -> HttpResponse:
    """Lift what was put on somebody in this hour, or undo that."""
    chat = chat_at_desk(request, tag, hour)
    by: User = request.user  # type: ignore[assignment]
    change_one(Bar.objects.filter(chat=chat), number, action, by=by)
    return redirect("desk:log", chat.community.tag_key, chat.address)


def _lines(chat: Chat, rows: Sequence[Row]) -> list[dict[str, Doing | Entry]]:
    """Lines of the hour's own log with their undo, and those of the desk's that stand beside it."""
    events = [pk for _, pk, source in rows if source == "event"]
    doings = {one.event.pk: one for one in in_words(chat, all_doings(chat).filter(pk__in=events))}
    beside = [row for row in rows if row[2] == "line"]
    entries = dict(zip((pk for _, pk, _ in beside), entries_of(beside), strict=True))
    return [
        {"doing": doings[pk]} if source == "event" else {"entry": entries[pk]}
        for _, pk, source in rows
    ]
