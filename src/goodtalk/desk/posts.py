"""The desk's buttons on one post; each a thin call of what does it."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from goodtalk.chats.addresses import Hour
from goodtalk.chats.keeping_order import barring, moderation
from goodtalk.chats.keeping_order.post_tools import tools_for
from goodtalk.chats.models import Bar, Chat, Post, PostQuerySet
from goodtalk.chats.steering.promoting import promote_question
from goodtalk.communities.models import User
from goodtalk.desk.desk import desk_again
from goodtalk.desk.presence import chat_at_desk
from goodtalk.desk.refusals import REFUSALS, sentence_for

LONGEST_REASON = 500  # characters
IN_DIALOG = "post-tools"  # what is drawn there
Act = Callable[[HttpRequest, Post, User, datetime], object]


@login_required
def tools(request: HttpRequest, tag: str, hour: Hour, number: int) -> HttpResponse:
    """All that can be done with a post, for the dialog; without it, at the post's own page."""
    chat = chat_at_desk(request, tag, hour)
    post = _post(chat, number)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{post.get_absolute_url()}#tools")
    return _drawn(request, chat, post)


@require_POST
@login_required
def look_after(
    request: HttpRequest, tag: str, hour: Hour, number: int, action: str
) -> HttpResponse:
    """Do one thing with a post, and show again where the button stood."""
    chat = chat_at_desk(request, tag, hour)
    post = _post(chat, number)
    if action not in ACTS:
        raise Http404
    by: User = request.user  # type: ignore[assignment]
    try:
        ACTS[action](request, post, by, timezone.now())
    except REFUSALS as refusal:
        messages.error(request, sentence_for(refusal))
    if request.htmx and request.htmx.target == IN_DIALOG:  # type: ignore[attr-defined]
        return _drawn(request, chat, _post(chat, number))
    if not request.htmx:  # type: ignore[attr-defined]
        match request.POST.get("next"):
            case "room":
                return redirect(chat)
            case "post":
                return redirect(f"{post.get_absolute_url()}#tools")
    return desk_again(request, chat)


def _post(chat: Chat, number: int) -> Post:
    posts: PostQuerySet = chat.posts.filter(withdrawn_at=None).select_related(
        "account__person", "question", "set_aside_by", "chat__community"
    )
    return get_object_or_404(posts, pk=number)


def _drawn(request: HttpRequest, chat: Chat, post: Post) -> HttpResponse:
    context = {"chat": chat, "community": chat.community, "post": post, "in_dialog": True}
    return render(request, "desk/_all_tools.html", context | tools_for(chat, post))


def _set_aside(request: HttpRequest, post: Post, by: User, now: datetime) -> None:
    moderation.set_aside(post, by=by, now=now, because=_reason(request))


def _refile(request: HttpRequest, post: Post, by: User, now: datetime) -> None:
    number, question = request.POST.get("question", ""), None
    if number.isdecimal() and len(number) < 4 and post.chat:
        question = get_object_or_404(post.chat.questions, number=int(number))
    moderation.refile(post, question, by=by, now=now, seen=request.POST.get("seen", ""))


def _mark(request: HttpRequest, post: Post, by: User, now: datetime) -> None:
    kind = request.POST.get("kind", "")
    if kind not in moderation.MARKS:
        raise Http404
    moderation.mark(post, kind, by=by, now=now, seen=request.POST.get("seen", ""))


def _unmark(request: HttpRequest, post: Post, by: User, now: datetime) -> None:
    moderation.unmark(post, by=by, now=now)


def _hold(request: HttpRequest, post: Post, by: User, now: datetime) -> None:
    barring.hold_account(post, by=by, now=now, because=_reason(request))


def _block(request: HttpRequest, post: Post, by: User, now: datetime) -> None:
    """The account, or with `whom=domain` everybody who is at home there."""
    block = barring.block_domain if request.POST.get("whom") == "domain" else barring.block_account
    block(
        post, by=by, now=now, because=_reason(request),
        and_set_aside=bool(request.POST.get("and_set_aside")),
    )  # fmt: skip


def _lift(request: HttpRequest, post: Post, by: User, now: datetime) -> None:
    number = request.POST.get("bar", "")
    if not number.isdecimal() or len(number) > 18:
        raise Http404
    bar = get_object_or_404(Bar.objects.filter(community=post.community_id), pk=int(number))
    if not barring.is_of(bar, post):
        raise Http404
    barring.lift(bar, by=by, now=now)


def _reason(request: HttpRequest) -> str:
    return " ".join(request.POST.get("reason", "").split())[:LONGEST_REASON]


ACTS: dict[str, Act] = {
    "set-aside": _set_aside,
    "restore": lambda request, post, by, now: moderation.restore(post, by=by, now=now),
    "let-in": lambda request, post, by, now: moderation.let_in(post, by=by, now=now),
    "spotlight": lambda request, post, by, now: moderation.spotlight(post, by=by, now=now),
    "end-spotlight": lambda request, post, by, now: moderation.end_spotlight(post, by=by, now=now),
    "promote": lambda request, post, by, now: promote_question(post, by=by, now=now),
    "refile": _refile,
    "mark": _mark,
    "unmark": _unmark,
    "hold-account": _hold,
    "block": _block,
    "lift": _lift,
}
