"""The desk answers somebody who has asked why their post was set aside."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodtalk.chats.addresses import Hour
from goodtalk.chats.keeping_order.asking_why import LONGEST, AnsweredMeanwhile, answer_why
from goodtalk.chats.models import Why
from goodtalk.communities.models import User
from goodtalk.communities.plain_text import plain_text
from goodtalk.desk.presence import chat_at_desk
from goodtalk.desk.refusals import sentence_for


@require_POST
@login_required
def answer(request: HttpRequest, tag: str, hour: Hour, number: int) -> HttpResponse:
    """Answer at the post's own page, where question and answer stay; or reword the answer."""
    chat = chat_at_desk(request, tag, hour)
    whys = Why.objects.select_related("post__chat__community")
    why = get_object_or_404(whys, post__chat=chat, post=number)
    words = plain_text(request.POST.get("answer", ""))[:LONGEST]
    by: User = request.user  # type: ignore[assignment]
    if not words:
        messages.error(request, _("An answer needs words."))
        return redirect(why.post)
    try:
        answer_why(why, words, by=by, now=timezone.now(), seen=request.POST.get("seen", ""))
    except AnsweredMeanwhile as refusal:
        messages.error(request, sentence_for(refusal))
    return redirect(why.post)
