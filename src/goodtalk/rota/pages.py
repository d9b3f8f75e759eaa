"""The pages on which one reads the rota: what is to come, what was, and what was done."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from goodtalk.communities.addresses import community_tagged
from goodtalk.communities.calendar import CalendarEntry, calendar_feed
from goodtalk.communities.models import Community
from goodtalk.rota.addresses import rota_kept_by
from goodtalk.rota.dates import coming_occasions
from goodtalk.rota.forms import AskForm
from goodtalk.rota.links import answer_path
from goodtalk.rota.log import sentence
from goodtalk.rota.models import Turn
from goodtalk.rota.shown import SeatRow, Viewer, row_of, what_is_mine

DATES_A_PAGE = 12
LINES_A_PAGE = 50


@never_cache
def rota(request: HttpRequest, tag: str) -> HttpResponse:
    """Who chairs when: a year ahead, a dozen dates on each page; one's own dates first."""
    return shown(request, community_tagged(tag), now=timezone.now())


def shown(
    request: HttpRequest, community: Community, *, now: datetime, wrong: AskForm | None = None,
    wrong_key: str = "",
) -> HttpResponse:
    """The rota's page; `wrong` is a form that could not be kept, of the date `wrong_key`."""
    viewer = Viewer(request.user, community.role_of(request.user))
    occasions = coming_occasions(community, now=now)
    page = Paginator(occasions, DATES_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        row_of(one, viewer, now=now, wrong=wrong if one.key == wrong_key else None)
        for one in page.object_list
    ]
    context = {
        "community": community,
        "viewer": viewer,
        "page": page,
        "rows": rows,
        "mine": what_is_mine(community, occasions, viewer, now=now),
        "link": _link_to_show(request, viewer, community),
    }
    return render(request, "rota/rota.html", context)


def past(request: HttpRequest, tag: str) -> HttpResponse:
    """Who was in the chair, latest first."""
    community = community_tagged(tag)
    chats = community.chats.past().exclude(chair=None).select_related("chair", "community")
    page = Paginator(chats, LINES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "rota/past.html", {"community": community, "page": page})


@login_required
def log(request: HttpRequest, tag: str) -> HttpResponse:
    """What was done to the rota, for those who keep it."""
    community = rota_kept_by(request.user, tag)
    lines = community.rota_lines.select_related("by", "whom")
    page = Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("page"))
    told = [(line, sentence(line)) for line in page.object_list]
    context = {"community": community, "page": page, "lines": told}
    return render(request, "rota/log.html", context)


@login_required
def my_calendar(request: HttpRequest, tag: str) -> HttpResponse:
    """One's own dates, to be put into a calendar."""
    community, now = community_tagged(tag), timezone.now()
    viewer = Viewer(request.user, role=None)
    mine = what_is_mine(community, coming_occasions(community, now=now), viewer, now=now)
    feed = calendar_feed(
        name=_("My dates for %(community)s") % {"community": community}, zone=community.zone,
        entries=[_entry(request, seat) for seat in mine.sitting], now=now,
    )  # fmt: skip
    response = HttpResponse(feed, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-dates.ics"'
    return response


def _entry(request: HttpRequest, seat: SeatRow) -> CalendarEntry:
    occasion, community = seat.occasion, seat.occasion.community
    words = {"community": community, "theme": occasion.chat.shown_theme if occasion.chat else ""}
    is_chair = seat.seat == "chair"
    title = _("You chair %(community)s") if is_chair else _("You stand by for %(community)s")
    return CalendarEntry(
        uid=f"{seat.seat}-{community.pk}-{occasion.key}@{request.get_host()}",
        starts_at=occasion.starts_at, ends_at=occasion.ends_at, title=title % words,
        description=words["theme"],  # type: ignore[arg-type]
        url=request.build_absolute_uri(
            occasion.chat.desk_url() if occasion.chat else f"/{community.tag_key}/rota/"
        ),
        sequence=occasion.chat.last_seq if occasion.chat else 0,
    )  # fmt: skip


def _link_to_show(
    request: HttpRequest, viewer: Viewer, community: Community
) -> dict[str, Any] | None:
    """The link that was asked for, to be copied, while it is good for something."""
    number = request.GET.get("link", "")
    if not viewer.keeps or not number.isdecimal() or len(number) > 15:
        return None
    turn = Turn.objects.open().filter(community=community, pk=number, user=None).first()
    if turn is None:
        return None
    turn.community = community
    return {"turn": turn, "address": request.build_absolute_uri(answer_path(turn))}
