"""The web door's pages: what the room's forms send, with JavaScript and without."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodtalk.chats.addresses import Hour, chat_at, readable_post
from goodtalk.chats.arriving.gate import is_kept_out
from goodtalk.chats.arriving.speakers import web_account, web_author
from goodtalk.chats.keeping_order.moderation import withdraw
from goodtalk.chats.models import Chat, Post
from goodtalk.chats.taking_part import seat_of
from goodtalk.chats.thanking import OwnPost, thank
from goodtalk.communities.models import User
from goodtalk.doors.web.composer import NameMissing, composer, said_in, speaker_of, why_not
from goodtalk.doors.web.saying import NothingSaid, SaidTooMuch, say


@require_POST
def say_something(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """The composer's form. What was typed is never lost: an error brings it back."""
    chat = chat_at(tag, hour)
    seat, said = seat_of(request, chat), said_in(request, chat)
    if not seat.may_post:
        return composer(request, chat, seat, said=said, error=_("Sign in to take part."))
    try:
        author = speaker_of(request, seat)
        receipt = say(chat, author, said, now=timezone.now(), hold=seat.is_guest)
    except (NameMissing, NothingSaid, SaidTooMuch) as error:
        return composer(request, chat, seat, said=said, error=why_not(error))
    if receipt.post is None:
        return composer(request, chat, seat, said=said, error=receipt.reason)
    is_held = receipt.post.held_at is not None
    note = _("Thank you. The chair will look at it and let it in.") if is_held else ""
    if request.htmx:  # type: ignore[attr-defined]
        return composer(request, chat, seat_of(request, chat), note=note or _("Posted."))
    if note:
        messages.success(request, note)
        return redirect(chat)
    if request.POST.get("next") == "desk":  # a word, no address: nobody is led elsewhere by it
        messages.success(request, _("Posted."))
        return redirect(f"{chat.desk_url()}#welcome")
    return redirect(f"{chat.get_absolute_url()}#post-{receipt.post.pk}")


@require_POST
@login_required
def give_thanks(request: HttpRequest, tag: str, hour: Hour, number: int) -> HttpResponse:
    """Thanks for a post, or no longer: the button turns over what it was."""
    chat = chat_at(tag, hour)
    post = readable_post(chat, number)
    by: User = request.user  # type: ignore[assignment]
    person, now = web_account(by).person, timezone.now()
    wanted = not post.thanks.filter(person=person).exists()
    if wanted and is_kept_out(post, "web", web_author(by), now=now):
        words = _("Thanks of this account are not taken in %(community)s.")
        messages.info(request, words % {"community": chat.community})
        return _thanks_again(request, chat, post, are_given=False)
    try:
        post = thank(post, person, wanted=wanted, now=now)
    except OwnPost:
        messages.info(request, _("Thanks are for what others say."))
        return _thanks_again(request, chat, post, are_given=False)
    return _thanks_again(request, chat, post, are_given=wanted)


def _thanks_again(
    request: HttpRequest, chat: Chat, post: Post, *, are_given: bool
) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        context = {"chat": chat, "post": post, "thanked": {post.pk} if are_given else set()}
        return render(request, "chats/_thanks.html", context)
    return redirect(f"{chat.get_absolute_url()}#post-{post.pk}")


@login_required
def take_back(request: HttpRequest, tag: str, hour: Hour, number: int) -> HttpResponse:
    """The author takes a post back, after being asked: it cannot be undone."""
    chat = chat_at(tag, hour)
    posts = chat.posts.filter(withdrawn_at=None, account__person__user=request.user.pk)
    post = get_object_or_404(posts.select_related("account"), pk=number)
    if request.method == "POST":
        withdraw(post, now=timezone.now())
        messages.success(request, _("It is gone from the room, the record and every export."))
        return redirect(chat)
    return render(request, "web/take_back.html", {"chat": chat, "post": post})


def find_said(request: HttpRequest, name: UUID) -> HttpResponse:
    """From a web post's own name, as exports carry it, to its place in the hour."""
    uri = f"{settings.ORIGIN or 'http://localhost'}/said/{name}"
    post = get_object_or_404(Post.objects.visible().select_related("chat__community"), uri=uri)
    if post.chat is None:
        raise Http404
    return redirect(post)
