"""The welcome desk's buttons; each a thin call of what does it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodtalk.chats.addresses import Hour
from goodtalk.communities.models import User
from goodtalk.desk import welcome
from goodtalk.desk.desk import desk_again
from goodtalk.desk.presence import chat_at_desk

_VERBS = {
    "claim": welcome.claim_post,
    "free": welcome.free_post,
    "settle": welcome.settle_post,
    "put-back": welcome.put_back,
}


@require_POST
@login_required
def look_after(
    request: HttpRequest, tag: str, hour: Hour, number: int, action: str
) -> HttpResponse:
    """Take a post on, put it down, settle it, or put it back."""
    chat = chat_at_desk(request, tag, hour)
    if action not in _VERBS:
        raise Http404
    post = get_object_or_404(chat.posts.visible(), pk=number)
    by: User = request.user  # type: ignore[assignment]
    now = timezone.now()
    holder = _VERBS[action](post, by=by, now=now).holder(now)
    if holder not in (None, by):
        messages.info(request, _("%(name)s is looking after that one.") % {"name": holder})
    if request.htmx:  # type: ignore[attr-defined]
        return desk_again(request, chat)
    return redirect(f"{chat.desk_url()}#welcome")
