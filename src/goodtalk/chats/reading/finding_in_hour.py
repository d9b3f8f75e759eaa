"""Finding somebody, a minute or a link in an hour of thousands of posts."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Count

from goodtalk.chats.arriving.enclosing import read_enclosed
from goodtalk.chats.models import Account, Chat, Person, Post, Question
from goodtalk.chats.reading import reading
from goodtalk.chats.reading.reading import Reading, page_of_posts, readable

SLOT_MINUTES = 5
BEFORE = timedelta(minutes=30)  # talk so long before and after the hour is found by the minute,
AFTER = timedelta(minutes=90)  # what came later by the day
LINKS_A_PAGE = 200
_MINUTE = re.compile(r"([01][0-9]|2[0-3])[-:]([0-5][0-9])")
Time = tuple[int, datetime]  # a post's number, and when it was said


@dataclass(frozen=True)
class Mark:
    """A place in the hour that a link can lead to: the first post of five minutes, or of a day."""

    anchor: str  # m-21-15, or m-2014-07-04
    at: datetime  # on the community's clock
    post: int  # its first post
    page: int  # on which that stands, read by time

    @property
    def is_day(self) -> bool:
        """Whether it stands for a whole day."""
        return len(self.anchor) > len("m-21-15")


@dataclass(frozen=True)
class Moment:
    """A post read by time, with what stands before it."""

    post: Post
    asked: Sequence[Question]
    mark: Mark | None


@dataclass
class Link:
    """A page that somebody pointed to."""

    url: str
    shared_by: str
    times: int = 0

    @property
    def shown(self) -> str:
        """Without what every address begins with."""
        return self.url.split("://", 1)[-1].removeprefix("www.").rstrip("/")


def times_of(chat: Chat) -> list[Time]:
    """When each post was said, in the order of time. One query."""
    rows = readable(chat).select_related(None).order_by("published_at", "pk")
    return list(rows.values_list("pk", "published_at"))


def marks_of(chat: Chat, times: Iterable[Time]) -> list[Mark]:
    """Every five minutes in which something was said, and every other day."""
    zone = chat.community.zone_info
    marks: dict[str, Mark] = {}
    for place, (pk, published) in enumerate(times):
        at = published.astimezone(zone)
        anchor = _anchor(chat, at)
        if anchor not in marks:
            marks[anchor] = Mark(anchor, at, pk, place // reading.POSTS_A_PAGE + 1)
    return list(marks.values())


def place_at(chat: Chat, times: Sequence[Time], minute: str) -> str:
    """Where a minute such as 21-17 or 21:17 begins, read by time: `page=3#post-12`.

    At its first post, else at the next one; after everything that was said, at the last. Empty
    for what is no minute, and where nothing was said.
    """
    if not times or not (match := _MINUTE.fullmatch(minute)):
        return ""
    wanted = _moment(chat, int(match[1]), int(match[2]))
    until = chat.ends_at + AFTER
    near = [place for place, (_, at) in enumerate(times) if at <= until] or [0]
    place = next((one for one in near if times[one][1] >= wanted), near[-1])
    pk, page = times[place][0], place // reading.POSTS_A_PAGE + 1
    marks = (mark.anchor for mark in marks_of(chat, times) if mark.post == pk)
    return f"page={page}#{next(marks, f'post-{pk}')}"


def _moment(chat: Chat, hour: int, minute: int) -> datetime:
    """The time of the clock nearest to the hour, which may go over midnight."""
    start = chat.community.local(chat.starts_at)
    days = (start + timedelta(days=more) for more in (-1, 0, 1))
    moments = [day.replace(hour=hour, minute=minute, second=0, microsecond=0) for day in days]
    return min(moments, key=lambda moment: abs(moment - chat.starts_at))


def milestones(times: Iterable[Time], questions: Iterable[Question]) -> dict[int, list[Question]]:
    """Before which post each question was asked, by the post's number."""
    asked = [(one.released_at, one) for one in questions if one.released_at]
    asked.sort(key=lambda pair: pair[0])
    found: dict[int, list[Question]] = {}
    for pk, published in times:
        passed = [question for moment, question in asked if moment <= published]
        if passed:
            found[pk] = passed
            asked = asked[len(passed) :]
    return found


def moments(
    posts: Iterable[Post], asked: Mapping[int, Sequence[Question]], marks: Iterable[Mark]
) -> list[Moment]:
    """Posts in the order of time, each with the questions and the mark that it follows."""
    places = {mark.post: mark for mark in marks}
    return [Moment(post, asked.get(post.pk, ()), places.get(post.pk)) for post in posts]


def read_person(chat: Chat, person: Person, *, page: int = 1) -> Reading:
    """All that somebody said in the hour, in order."""
    posts = readable(chat).filter(account__person=person)
    return Reading("person", page=page_of_posts(posts, page))


def read_link(chat: Chat, url: str, *, page: int = 1) -> Reading:
    """Every post that points to a page, in order."""
    rows = chat.posts.visible().authored().exclude(links=[]).values_list("pk", "links")
    numbers = [pk for pk, links in rows if url in links]
    return Reading("link", page=page_of_posts(readable(chat).filter(pk__in=numbers), page))


def person_in(chat: Chat, number: str) -> Person | None:
    """Somebody who spoke in the hour, by what an address says; None for anything else."""
    if not number.isdecimal() or len(number) > 18:
        return None
    return Person.objects.filter(
        pk=int(number), pk__in=readable(chat).values("account__person")
    ).first()


def who_took_part(chat: Chat) -> list[tuple[int, str, int]]:
    """Everybody who spoke: number, name, how many posts; those who said most first. One query."""
    rows = (
        chat.posts.visible().authored()
        .values_list("account__person", "account__person__name")
        .annotate(posts=Count("pk"))
        .order_by("-posts", "account__person__name", "account__person")
    )
    return list(rows)


def links_of(chat: Chat) -> list[Link]:
    """The links of the hour, those that most people shared first. One query.

    What stands behind a content warning stays there.
    """
    found: dict[str, Link] = {}
    rows = chat.posts.visible().authored().exclude(links=[])
    values = rows.values_list("links", "account__name", "account__handle", "enclosed")
    for links, name, handle, enclosed in values:
        if (came := read_enclosed(enclosed)) and came.warning:
            continue
        for url in links:
            link = found.setdefault(url, Link(url, Account(name=name, handle=handle).shown_name))
            link.times += 1
    return sorted(found.values(), key=lambda link: -link.times)


def page_of_links(chat: Chat, number: int) -> Page[Link]:
    """The links of the hour, a page of them."""
    return Paginator(links_of(chat), LINKS_A_PAGE).get_page(number)


def _anchor(chat: Chat, at: datetime) -> str:
    if not chat.starts_at - BEFORE <= at <= chat.ends_at + AFTER:
        return f"m-{at:%Y-%m-%d}"
    again = "-again" if at.fold else ""  # the night in which the clock goes back
    return f"m-{at:%H}-{at.minute // SLOT_MINUTES * SLOT_MINUTES:02}{again}"
