"""The hour's one page: lobby, room and transcript in turn; and each post's own place in it."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control

from goodtalk.chats.addresses import Hour, chat_at
from goodtalk.chats.keeping_order.asking_why import set_aside_of, speaker_person
from goodtalk.chats.keeping_order.post_tools import tools_for
from goodtalk.chats.models import Chat, Person, Post, PostQuerySet
from goodtalk.chats.reading import reading
from goodtalk.chats.reading.finding_in_hour import (
    links_of,
    marks_of,
    milestones,
    moments,
    times_of,
    who_took_part,
)
from goodtalk.chats.reading.pace import CHOICES, Limits, read_highlights, shape_of
from goodtalk.chats.reading.playing import Play
from goodtalk.chats.reading.quoting import find_quoted
from goodtalk.chats.reading.reading import Reading, discreet, readable
from goodtalk.chats.reading.spotlight import spotlit_in
from goodtalk.chats.reading.strip import Strip
from goodtalk.chats.reading.ways import FINDS, Asked, place_of, read
from goodtalk.chats.reading.what_is_missing import what_is_missing
from goodtalk.chats.taking_part import seat_of

ASIDE_POSTS = 5
ASIDE_LINKS = 5
ASIDE_SECONDS = 10  # how old the margin may be


def hour(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """The room before, while and after it is live. Read in the way that `?read=` says."""
    chat = chat_at(tag, hour)
    if place := place_of(chat, request.GET):
        return redirect(place)
    strip, seat = Strip(chat), seat_of(request, chat)
    asked = Asked.by(request.GET, chat, strip.questions)
    if asked.way == "print":
        return _printed(request, chat, strip)
    pace = request.GET.get("pace", "")
    shape = shape_of(chat, pace, now=strip.now)
    has_highlights = shape == "highlights" and asked.way == "flow" and not chat.is_over
    shown = (
        read_highlights(chat, page=asked.page)
        if has_highlights
        else read(chat, strip.questions, asked)
    )
    found = reading.for_reader(shown, chat, seat.person)
    context = {
        "chat": chat,
        "community": chat.community,
        "theme": chat.shown_theme,
        "seq": chat.last_seq,  # read before the posts: what comes meanwhile is streamed again
        "strip": strip,
        "seat": seat,
        "reply_to": _asked_reply(request, chat),
        "key": uuid4().hex,
        "asked": asked,
        "lane": asked.lane,
        "ways": reading.WAYS,
        "finds": FINDS,
        "doubts": reading.DOUBT,
        "reading": found,
        "pace": pace,
        "paces": CHOICES,
        "shape": shape,
        "limits": Limits.of_this_host(),
        "has_highlights": has_highlights,
        "missing": what_is_missing(chat) if asked.page == 1 else None,
        "mine_aside": list(set_aside_of(chat, speaker_person(request, seat))),
        **_beside(chat, strip, found),
        **_margin(chat),
    }
    return render(request, "chats/hour.html", context)


def _printed(request: HttpRequest, chat: Chat, strip: Strip) -> HttpResponse:
    """The whole hour on one long page, as paper wants it. Five queries, six with quotes.

    Nobody can open a warning on paper: `?warnings=open` has done so.
    """
    times = times_of(chat)
    posts = list(
        readable(chat).select_related("parent__account").order_by("published_at", "pk")
    )
    find_quoted(posts)
    context = {
        "chat": chat,
        "community": chat.community,
        "theme": chat.shown_theme,
        "people": strip.people,
        "moments": moments(map(discreet, posts), milestones(times, strip.questions), ()),
        "missing": what_is_missing(chat),
        "behind": sum(bool(post.came_with and post.came_with.warning) for post in posts),
        "opens_warnings": request.GET.get("warnings") == "open",
    }
    return render(request, "chats/print.html", context)


def _beside(chat: Chat, strip: Strip, found: Reading) -> dict[str, Any]:
    """What a way of reading needs besides its posts. One query at most."""
    if found.way == "people":
        return {"took_part": who_took_part(chat)}
    if found.way != "time" or found.page is None:
        return {}
    times = times_of(chat)
    marks, asked = marks_of(chat, times), milestones(times, strip.questions)
    posts: list[Any] = list(found.page.object_list)  # this way has posts, the others threads
    return {"marks": marks, "moments": moments(posts, asked, marks), "play": Play.of(chat, times)}


def aside(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """The margin alone: who waits, who is new, what was linked. The same for everybody."""
    chat = chat_at(tag, hour)
    response = render(request, "chats/_aside.html", {"chat": chat, **_margin(chat)})
    patch_cache_control(response, max_age=ASIDE_SECONDS, public=True)
    return response


def post(request: HttpRequest, tag: str, hour: Hour, number: int) -> HttpResponse:
    """One post with what it answers and what was answered: its permanent address."""
    chat = chat_at(tag, hour)
    seat = seat_of(request, chat)
    found = get_object_or_404(
        chat.posts.for_reading().select_related(
            "parent__account", "set_aside_by", "why__answered_by", "account__person"
        ),
        pk=number,
    )
    context = {"chat": chat, "community": chat.community, "theme": chat.shown_theme, "seat": seat}
    person = speaker_person(request, seat)
    is_mine = person is not None and found.account.person_id == person.pk
    is_shown = seat.is_chairing or (is_mine and found.set_aside_at is not None)
    if not found.is_visible and not (is_shown and found.withdrawn_at is None):
        return render(request, "chats/post_gone.html", context, status=410)
    asked = request.GET.get("page", "")
    page = int(asked) if asked.isdecimal() and len(asked) < 10 else None
    thread = reading.read_thread(chat, found, page=page)
    context |= {
        "post": found,
        "reading": reading.for_reader(thread, chat, seat.person),
        "is_mine": is_mine and seat.person is not None,
        "is_theirs": is_mine,  # a guest's too: what they have asked the desk stays theirs to read
        "why": getattr(found, "why", None),
    }
    if seat.is_chairing:
        context |= tools_for(chat, found)
    return render(request, "chats/post.html", context)


def _asked_reply(request: HttpRequest, chat: Chat) -> Post | None:
    """Without JavaScript, `?reply=` says what the form at the foot answers."""
    number = request.GET.get("reply", "")
    if not number.isdecimal() or len(number) > 18:
        return None
    posts: PostQuerySet = chat.posts.visible().for_reading()
    return posts.filter(pk=int(number)).first()


def _margin(chat: Chat) -> dict[str, Any]:
    """Seven queries, however large the hour."""
    waiting = chat.posts.visible().unanswered(chat)
    newcomers = Person.objects.filter(attendances__in=chat.attendances.newcomers())
    return {
        "spotlit": spotlit_in(chat),
        "waiting": waiting.for_reading().order_by("published_at")[:ASIDE_POSTS],
        "waiting_count": waiting.count(),
        "new_here": newcomers.order_by("name")[:ASIDE_POSTS],
        "new_here_count": newcomers.count(),
        "links": links_of(chat)[:ASIDE_LINKS],
    }
