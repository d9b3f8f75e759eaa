"""The log of all desks of a community, for its organisers and moderators; and its export."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodtalk.chats.addresses import read_hour
from goodtalk.chats.models import Bar, Chat, ChatEvent, ChatQuerySet, DeskLine, Why
from goodtalk.chats.spreadsheets import cell
from goodtalk.communities.addresses import community_run_by, community_tagged
from goodtalk.communities.models import Community, Membership, User
from goodtalk.desk.bar_buttons import change_one
from goodtalk.desk.doings import SENTENCES
from goodtalk.desk.entries import Entry, Wanted, entries_of, rows_of
from goodtalk.desk.notes import Note

A_PAGE = 100
HOURS_OFFERED = 60
COLUMNS = ["at", "hour", "who", "what", "whom", "reason", "post"]


@login_required
def page(request: HttpRequest, tag: str) -> HttpResponse:
    """What was done, latest first; `?hour=` and `?by=` say of which hour and by whom."""
    community = community_kept_by(request.user, tag)
    wanted = _wanted(request, community)
    lines = Paginator(rows_of(wanted), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "community": community,
        "wanted": wanted,
        "page": lines,
        "entries": entries_of(lines.object_list),
        "bars": Bar.objects.standing().filter(community=community).select_related("account", "by"),
        "hours": _hours_with_lines(community)[:HOURS_OFFERED],
        "people": _who_did_something(community),
        "may_export": community.is_run_by(request.user),
    }
    return render(request, "desk/whole_log.html", context)


@require_POST
@login_required
def change_bar(request: HttpRequest, tag: str, number: int, action: str) -> HttpResponse:
    """Lift a bar, or undo that."""
    community = community_kept_by(request.user, tag)
    by: User = request.user  # type: ignore[assignment]
    change_one(Bar.objects.filter(community=community), number, action, by=by)
    return redirect("desk:whole_log", community.tag_key)


@login_required
def export(request: HttpRequest, tag: str) -> StreamingHttpResponse:
    """All of it as a table, with what was said backstage and what was asked and answered."""
    community = community_run_by(request.user, tag)
    table = csv.writer(_Echo())
    rows = (table.writerow([cell(value) for value in row]) for row in _table(community))
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    name = f"{community.tag_key}-desk-log.csv"
    response["Content-Disposition"] = f"attachment; filename*=utf-8''{name}"
    return response


def community_kept_by(user: User | Any, tag: str) -> Community:
    """The community, for its organisers and moderators; 404 to everybody else."""
    community = community_tagged(tag)
    keepers = (Membership.Role.ORGANISER, Membership.Role.MODERATOR)
    if not (user.is_superuser or community.role_of(user) in keepers):
        raise Http404
    return community


class _Echo:
    """What the table writes goes straight on to whoever asked for it."""

    def write(self, row: str) -> str:
        return row


def _table(community: Community) -> Iterator[list[str]]:
    """The log, a page at a time; then what is no line of it."""
    yield COLUMNS
    lines = Paginator(rows_of(Wanted(community)), 500)
    for number in lines.page_range:
        yield from map(_cells, entries_of(lines.page(number).object_list))
    notes = Note.objects.filter(chat__community=community).select_related("by", "chat__community")
    for note in notes:
        what = _("Took a note backstage back") if note.taken_back_at else _("Wrote backstage")
        who = note.by.shown_name if note.by else ""
        yield _cells(Entry(note.at, note.chat, who, what, reason=note.text))
    whys = Why.objects.filter(post__community=community)
    for why in whys.select_related("post__chat__community", "post__account", "answered_by"):
        yield from _question_and_answer(why)


def _question_and_answer(why: Why) -> Iterator[list[str]]:
    post = why.post
    asked = post.account.shown_name
    yield _cells(Entry(why.asked_at, post.chat, asked, _("The question"), post.pk, asked,
                       why.question))
    if why.answered_at:
        who = why.answered_by.shown_name if why.answered_by else ""
        yield _cells(Entry(why.answered_at, post.chat, who, _("The answer"), post.pk, asked,
                           why.answer))


def _cells(entry: Entry) -> list[str]:
    hour = entry.chat.address if entry.chat else ""
    return [
        entry.at.isoformat(), hour, entry.who, entry.what, entry.whom, entry.reason,
        entry.post_url,
    ]


def _wanted(request: HttpRequest, community: Community) -> Wanted:
    """Words that make no sense ask for everything."""
    hour, by = read_hour(request.GET.get("hour", "")), request.GET.get("by", "")
    chat: Chat | None = None
    if hour:
        chat = community.chats.filter(day=hour.day, part=hour.part).first()
    user = None
    if by.isdecimal() and len(by) < 18:
        user = User.objects.filter(pk=int(by)).first()
    return Wanted(community, chat, user)


def _hours_with_lines(community: Community) -> ChatQuerySet:
    """Those that were held here, and of those out of an archive the ones that have lines."""
    did = ChatEvent.objects.filter(
        chat__community=community, chat__is_rebuilt=True, kind__in=SENTENCES, by__isnull=False
    )
    beside = DeskLine.objects.filter(community=community, event=None, chat__is_rebuilt=True)
    has_lines = Q(pk__in=did.values("chat")) | Q(pk__in=beside.values("chat"))
    chats: ChatQuerySet = community.chats.filter(Q(is_rebuilt=False) | has_lines)
    return chats.order_by("-starts_at")


def _who_did_something(community: Community) -> list[User]:
    """Those whom the log can be asked for: who keeps the community, and who has chaired."""
    keeps = User.objects.filter(
        memberships__community=community,
        memberships__role__in=[Membership.Role.ORGANISER, Membership.Role.MODERATOR],
    )
    chaired = User.objects.filter(chaired__community=community)
    return list((keeps | chaired).distinct().order_by("name", "pk"))
