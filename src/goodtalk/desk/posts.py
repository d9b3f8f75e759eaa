"""The desk's buttons on one post; each a thin call of what does it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from goodtalk.chats import moderation
from goodtalk.chats.addresses import Hour, chat_for_chair
from goodtalk.chats.models import Chat, Post
from goodtalk.chats.promoting import promote_question
from goodtalk.desk.desk import desk_again
from goodtalk.desk.refusals import REFUSALS, sentence_for


@require_POST
@login_required
def look_after(
    request: HttpRequest, tag: str, hour: Hour, number: int, action: str
) -> HttpResponse:
    """Set a post aside, put it back, let it in, file it under another question, or ask it."""
    chat = chat_for_chair(request.user, tag, hour)
    post = get_object_or_404(chat.posts.filter(withdrawn_at=None), pk=number)
    by, now = request.user, timezone.now()
    match action:
        case "set-aside":
            moderation.set_aside(post, by=by, now=now)  # type: ignore[arg-type]
        case "restore":
            moderation.restore(post, by=by, now=now)  # type: ignore[arg-type]
        case "let-in":
            moderation.let_in(post, by=by, now=now)  # type: ignore[arg-type]
        case "refile":
            _refile(request, chat, post)
        case "promote":
            _promote(request, post)
        case _:
            raise Http404
    if request.POST.get("next") == "room" and not request.htmx:  # type: ignore[attr-defined]
        return redirect(chat)
    return desk_again(request, chat)


def _refile(request: HttpRequest, chat: Chat, post: Post) -> None:
    number = request.POST.get("question", "")
    question = None
    if number.isdecimal() and len(number) < 4:
        question = get_object_or_404(chat.questions, number=int(number))
    moderation.refile(post, question, by=request.user, now=timezone.now())  # type: ignore[arg-type]


def _promote(request: HttpRequest, post: Post) -> None:
    try:
        promote_question(post, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    except REFUSALS as refusal:
        messages.error(request, sentence_for(refusal))
