"""The desk's log: who did what when, for those who may sit there."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goodtalk.chats.addresses import Hour, chat_for_chair
from goodtalk.desk.doings import all_doings, in_words

A_PAGE = 100


@login_required
def log(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """Everything that was done, the latest first."""
    chat = chat_for_chair(request.user, tag, hour)
    page = Paginator(all_doings(chat), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "chat": chat,
        "community": chat.community,
        "page": page,
        "doings": in_words(chat, page.object_list),
    }
    return render(request, "desk/log.html", context)
