"""What is on and what was: a community's page, its calendar, and putting an hour on it."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodtalk.chats.forms import PlanForm
from goodtalk.chats.models import Chat
from goodtalk.chats.steering.planning import (
    AlreadyScheduled,
    NoFreeSlot,
    TooManyThatDay,
    next_free_slot,
    plan_chat,
    schedule_theme,
)
from goodtalk.communities.addresses import community_run_by, community_tagged
from goodtalk.communities.calendar import CalendarEntry, calendar_feed
from goodtalk.communities.models import Community, User
from goodtalk.communities.plain_text import plain_line
from goodtalk.communities.rhythm import Slot

PAST_A_PAGE = 20
CALENDAR_SLOTS = 12  # hours of the rhythm that the calendar shows ahead of their planning
CALENDAR_DAYS_BACK = 400


def home(request: HttpRequest) -> HttpResponse:
    """The communities that meet here, what is on now, and what comes next."""
    chats = Chat.objects.coming().select_related("community", "chair")
    context = {
        "communities": Community.objects.prefetch_related("changes"),
        "coming": chats[:8],
    }
    return render(request, "chats/home.html", context)


def community_page(request: HttpRequest, tag: str) -> HttpResponse:
    """Who this is, when the next hour is, what is planned, what was talked about."""
    community = community_tagged(tag)
    if tag != community.tag_key:
        return redirect(community, permanent=True)
    past = Paginator(_counted(community.chats.past().select_related("chair")), PAST_A_PAGE)
    coming = list(community.chats.coming().select_related("chair"))
    context = {
        "community": community,
        "next": coming[0] if coming else None,
        "next_slot": None if coming else _next_slot(community),
        "coming": coming[1:],
        "past": past.get_page(request.GET.get("page")),
        "themes": _themes(community)[:5],
        **standing(request, community),
    }
    return render(request, "chats/community.html", context)


def calendar(request: HttpRequest, tag: str) -> HttpResponse:
    """The hours that are planned, and the slots of the rhythm ahead, as RFC 5545 has them."""
    community = community_tagged(tag)
    now = timezone.now()
    chats = list(
        community.chats.filter(starts_at__gte=now - timedelta(days=CALENDAR_DAYS_BACK))
    )
    entries = [_chat_entry(request, chat) for chat in chats]
    entries += [
        _slot_entry(request, community, slot)
        for slot in community.rhythm.next_slots(now, CALENDAR_SLOTS)
        if not any(_overlap(chat, slot) for chat in chats)
    ]
    feed = calendar_feed(
        name=f"{community.name} {community}", zone=community.zone, entries=entries, now=now
    )
    response = HttpResponse(feed, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response["Cache-Control"] = "public, max-age=900"
    return response


@require_POST
@login_required
def schedule(request: HttpRequest, tag: str, number: int) -> HttpResponse:
    """The organiser gives a theme the next free slot."""
    community = community_run_by(request.user, tag)
    theme = get_object_or_404(community.themes.filter(withdrawn_at=None), pk=number)
    by: User = request.user  # type: ignore[assignment]
    try:
        chat = schedule_theme(theme, by=by, now=timezone.now())
    except AlreadyScheduled:
        messages.info(request, _("This theme has its hour already."))
    except NoFreeSlot:
        messages.error(request, _("The rhythm has no free slot in the coming two years."))
    else:
        messages.success(request, _("Planned. Now the run sheet: what will you ask?"))
        return redirect("desk:sheet", community.tag_key, chat.address)
    return redirect("communities:themes", community.tag_key)


@login_required
def plan_new(request: HttpRequest, tag: str) -> HttpResponse:
    """The organiser plans an hour of its own: in the next free slot, or at any other time.

    While a theme is typed, and without JavaScript at a button's press, it says when that was last
    talked about.
    """
    community = community_run_by(request.user, tag)
    form = PlanForm(
        request.POST or None, community=community, starts_at=_next_start(community),
        theme=plain_line(request.GET.get("theme", "")),
    )  # fmt: skip
    looks = "look" in request.POST
    if request.method == "POST" and form.is_valid() and not looks:
        by: User = request.user  # type: ignore[assignment]
        try:
            chat = plan_chat(community, form.plan(), sheet=None, by=by, now=timezone.now())
        except TooManyThatDay:
            form.add_error("starts", _("Twenty hours on one day are enough."))
        else:
            messages.success(request, _("Planned. Now the run sheet: what will you ask?"))
            if notice := form.clock_notice():
                messages.warning(request, notice)
            return redirect("desk:sheet", community.tag_key, chat.address)
    context = {"community": community, "form": form, "looks": looks}
    return render(request, "chats/plan_new.html", context)


def standing(request: HttpRequest, community: Community) -> dict[str, Any]:
    """What the visitor is in this community. At most one query."""
    role = community.role_of(request.user)
    return {
        "role": role,
        "is_organiser": role == "organiser" or getattr(request.user, "is_superuser", False),
    }


def _counted(chats: Any) -> Any:
    return chats.annotate(
        people=Count("attendances", distinct=True),
    )


def _themes(community: Community) -> Any:
    return (
        community.themes.filter(withdrawn_at=None, chats=None)
        .annotate(votes=Count("voters"))
        .order_by("-votes", "-suggested_at")
    )


def _next_slot(community: Community) -> Slot | None:
    return next(iter(community.rhythm.next_slots(timezone.now(), 1)), None)


def _next_start(community: Community) -> datetime | None:
    try:
        return next_free_slot(community, timezone.now()).starts_at
    except NoFreeSlot:
        return None


def _overlap(chat: Chat, slot: Slot) -> bool:
    return chat.starts_at < slot.ends_at and chat.ends_at > slot.starts_at


def _chat_entry(request: HttpRequest, chat: Chat) -> CalendarEntry:
    return CalendarEntry(
        uid=f"chat-{chat.pk}@{request.get_host()}",
        starts_at=chat.starts_at,
        ends_at=chat.ends_at,
        title=f"{chat.community}: {chat.shown_theme}",
        description=chat.welcome,
        url=request.build_absolute_uri(chat.get_absolute_url()),
        sequence=chat.last_seq,
    )


def _slot_entry(request: HttpRequest, community: Community, slot: Slot) -> CalendarEntry:
    return CalendarEntry(
        uid=f"slot-{community.pk}-{slot.day.isoformat()}@{request.get_host()}",
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        title=f"{community}: {community.name}",
        description=_("The theme is not known yet."),
        url=request.build_absolute_uri(community.get_absolute_url()),
        sequence=0,
    )
