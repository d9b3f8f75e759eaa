"""The web door's pages: what the room's forms send, with JavaScript and without."""

from dataclasses import replace
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from goodtalk.chats.addresses import Hour, chat_at, readable_post
from goodtalk.chats.incoming import Author
from goodtalk.chats.models import Chat, Post, PostQuerySet
from goodtalk.chats.moderation import withdraw
from goodtalk.chats.speakers import guest_author, new_guest_key, web_account, web_author
from goodtalk.chats.strip import Strip
from goodtalk.chats.taking_part import GUEST_KEY, GUEST_NAME, Seat, seat_of
from goodtalk.chats.thanking import OwnPost, thank
from goodtalk.communities.plain_text import plain_line
from goodtalk.doors.web.saying import NothingSaid, Said, SaidTooMuch, say


@require_POST
def say_something(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """The composer's form. What was typed is never lost: an error brings it back."""
    chat = chat_at(tag, hour)
    seat = seat_of(request, chat)
    text = request.POST.get("text", "")
    if not seat.may_post:
        return _composer(request, chat, seat, text=text, error=_("Sign in to take part."))
    said = Said(text, _reply_to(request, chat), _chosen(request), request.POST.get("key", "")[:64])
    if seat.is_guest and not _guest_name(request):
        error = _("Give a name that others can call you by.")
        return _composer(request, chat, seat, said=said, error=error)
    author = _guest(request) if seat.is_guest else web_author(seat.user)  # type: ignore[arg-type]
    try:
        receipt = say(chat, author, said, now=timezone.now(), hold=seat.is_guest)
    except NothingSaid:
        return _composer(request, chat, seat, said=said, error=_("There is nothing in it yet."))
    except SaidTooMuch as error:
        over: int = error.args[0]
        words = ngettext(
            "That is %(over)s character too long.", "That is %(over)s characters too long.", over
        )
        return _composer(request, chat, seat, said=said, error=words % {"over": over})
    if receipt.post is None:
        return _composer(request, chat, seat, said=said, error=receipt.reason)
    note = _("Thank you. The chair will look at it and let it in.") if seat.is_guest else ""
    if request.htmx:  # type: ignore[attr-defined]
        return _composer(request, chat, seat_of(request, chat), note=note or _("Posted."))
    if note:
        messages.success(request, note)
        return redirect(chat)
    return redirect(f"{chat.get_absolute_url()}#post-{receipt.post.pk}")


@require_POST
@login_required
def give_thanks(request: HttpRequest, tag: str, hour: Hour, number: int) -> HttpResponse:
    """Thanks for a post, or no longer: the button turns over what it was."""
    chat = chat_at(tag, hour)
    post = readable_post(chat, number)
    person = web_account(request.user).person  # type: ignore[arg-type]
    given = post.thanks.filter(person=person).exists()
    try:
        post = thank(post, person, wanted=not given, now=timezone.now())
    except OwnPost:
        messages.info(request, _("Thanks are for what others say."))
        given = True
    if request.htmx:  # type: ignore[attr-defined]
        context = {"chat": chat, "post": post, "thanked": set() if given else {post.pk}}
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


def _composer(
    request: HttpRequest,
    chat: Chat,
    seat: Seat,
    *,
    said: Said | None = None,
    text: str = "",
    error: str = "",
    note: str = "",
) -> HttpResponse:
    """The form again: alone for htmx, on a page of its own without JavaScript."""
    if seat.is_guest:  # the name that came with the form is theirs from now on
        seat = replace(seat, guest_name=_guest_name(request))
    context = {
        "chat": chat,
        "community": chat.community,
        "seat": seat,
        "strip": Strip(chat),
        "text": said.text if said else text,
        "reply_to": said.reply_to if said else None,
        "chosen": said.question if said else None,
        "error": error,
        "note": note,
        "key": uuid4().hex,
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "chats/_composer.html", context)
    status = 422 if seat.may_post else 403
    return render(request, "web/say.html", context, status=status)


def _reply_to(request: HttpRequest, chat: Chat) -> Post | None:
    number = request.POST.get("reply_to", "")
    if not number.isdecimal() or len(number) > 18:
        return None
    posts: PostQuerySet = chat.posts.visible().for_reading()
    return posts.filter(pk=int(number)).first()


def _chosen(request: HttpRequest) -> int | None:
    number = request.POST.get("question", "")
    return int(number) if number.isdecimal() and len(number) < 4 else None


def _guest_name(request: HttpRequest) -> str:
    name = plain_line(request.POST.get("name", ""))[:60].rstrip()
    if name:
        request.session[GUEST_NAME] = name
    return name or request.session.get(GUEST_NAME, "")


def _guest(request: HttpRequest) -> Author:
    key = request.session.setdefault(GUEST_KEY, new_guest_key())
    return guest_author(key, _guest_name(request))
