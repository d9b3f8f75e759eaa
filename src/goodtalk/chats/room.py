"""The hour's one page: lobby, room and transcript in turn; and each post's own place in it."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control

from goodtalk.chats import reading
from goodtalk.chats.addresses import Hour, chat_at
from goodtalk.chats.models import Chat, Person, Post, PostQuerySet, Question
from goodtalk.chats.reading import Reading
from goodtalk.chats.strip import Strip
from goodtalk.chats.taking_part import Seat, seat_of

ASIDE_POSTS = 5
ASIDE_SECONDS = 10  # how old the margin may be


def hour(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """The room before, while and after it is live. Read in the way that `?read=` says."""
    chat = chat_at(tag, hour)
    strip, seat = Strip(chat), seat_of(request, chat)
    context = {
        "chat": chat,
        "community": chat.community,
        "theme": chat.shown_theme,
        "seq": chat.last_seq,  # read before the posts: what comes meanwhile is streamed again
        "strip": strip,
        "seat": seat,
        "reply_to": _asked_reply(request, chat),
        "key": uuid4().hex,
        **_read(request, chat, strip, seat),
        **_margin(chat),
    }
    return render(request, "chats/hour.html", context)


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
        chat.posts.for_reading().select_related("parent__account", "set_aside_by"), pk=number
    )
    context = {"chat": chat, "community": chat.community, "theme": chat.shown_theme, "seat": seat}
    if not found.is_visible and not (seat.is_chairing and found.withdrawn_at is None):
        return render(request, "chats/post_gone.html", context, status=410)
    thread = reading.read_thread(chat, found)
    context |= {
        "post": found,
        "reading": reading.for_reader(thread, chat, seat.person),
        "is_mine": seat.person is not None and found.account.person_id == seat.person.pk,
        "questions": chat.questions.all(),
    }
    return render(request, "chats/post.html", context)


def _read(request: HttpRequest, chat: Chat, strip: Strip, seat: Seat) -> dict[str, Any]:
    asked = request.GET.get("read", "")
    number = request.GET.get("page", "")
    page = int(number) if number.isdecimal() and len(number) < 10 else 1
    lane = _lane(asked, strip.questions)
    way = asked if asked in reading.WAYS else "question" if chat.is_over else "flow"
    found = _reading(chat, strip.questions, way, lane, page)
    found = reading.for_reader(found, chat, seat.person)
    asked_before = {}
    if found.way == "time" and found.page is not None:
        posts: list[Any] = list(found.page.object_list)  # this way has posts, the others threads
        asked_before = reading.milestones(posts, strip.questions)
    return {"reading": found, "lane": lane, "ways": reading.WAYS, "milestones": asked_before}


def _reading(
    chat: Chat, questions: list[Question], way: str, lane: Question | None, page: int
) -> Reading:
    if lane is not None:
        return reading.read_flow(chat, lane=lane, page=page)
    match way:
        case "question":
            return reading.read_by_question(chat, questions)
        case "thread":
            return reading.read_by_thread(chat, page=page)
        case "time":
            return reading.read_by_time(chat, page=page)
        case "waiting":
            return reading.read_waiting(chat, page=page)
    return reading.read_flow(chat, page=page)


def _lane(asked: str, questions: list[Question]) -> Question | None:
    return next((question for question in questions if asked == f"q{question.number}"), None)


def _asked_reply(request: HttpRequest, chat: Chat) -> Post | None:
    """Without JavaScript, `?reply=` says what the form at the foot answers."""
    number = request.GET.get("reply", "")
    if not number.isdecimal() or len(number) > 18:
        return None
    posts: PostQuerySet = chat.posts.visible().for_reading()
    return posts.filter(pk=int(number)).first()


def _margin(chat: Chat) -> dict[str, Any]:
    """Six queries, however large the hour."""
    waiting = chat.posts.visible().unanswered()
    newcomers = Person.objects.filter(attendances__in=chat.attendances.newcomers())
    return {
        "waiting": waiting.for_reading().order_by("published_at")[:ASIDE_POSTS],
        "waiting_count": waiting.count(),
        "new_here": newcomers.order_by("name")[:ASIDE_POSTS],
        "new_here_count": newcomers.count(),
        "links": reading.links_of(chat),
    }
