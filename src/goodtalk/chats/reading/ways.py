"""From the words of an address, such as `?read=q3&page=2`, to the reading that it asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from goodtalk.chats.models import Chat, Person, Question
from goodtalk.chats.reading import reading
from goodtalk.chats.reading.finding_in_hour import (
    page_of_links,
    person_in,
    place_at,
    read_link,
    read_person,
    times_of,
)
from goodtalk.chats.reading.reading import Reading

FINDS = {"people": _("People"), "links": _("Links"), "print": _("Print")}
LONGEST_LINK = 1000


@dataclass(frozen=True)
class Asked:
    """What an address asks for; what makes no sense in it is left out."""

    way: str
    lane: Question | None = None
    page: int = 1
    doubt: str = ""  # "only", "without"
    person: Person | None = None
    link: str = ""

    @classmethod
    def by(cls, words: Mapping[str, str], chat: Chat, questions: Sequence[Question]) -> "Asked":
        """Read the words after the question mark. One query where a person is named."""
        way, number = words.get("read", ""), words.get("page", "")
        page = int(number) if number.isdecimal() and len(number) < 10 else 1
        doubt = words.get("doubt", "")
        lane = next((one for one in questions if way == f"q{one.number}"), None)
        person = person_in(chat, words["person"]) if "person" in words else None
        link = words.get("link", "")[:LONGEST_LINK]
        if person or link:
            way = "person" if person else "link"
        elif lane is None and way not in {*reading.WAYS, *FINDS, "talk"}:
            way = "question" if chat.is_over else "flow"
        return cls(way, lane, page, doubt if doubt in reading.DOUBT else "", person, link)


def read(chat: Chat, questions: Sequence[Question], asked: Asked) -> Reading:
    """The posts that were asked for. A question's answers come latest first while it is live."""
    if asked.person:
        return read_person(chat, asked.person, page=asked.page)
    if asked.lane and not chat.is_over:
        return reading.read_flow(chat, lane=asked.lane, page=asked.page)
    if asked.lane or asked.way == "talk":
        return reading.read_lane(chat, asked.lane, page=asked.page, doubt=asked.doubt)
    match asked.way:
        case "link":
            return read_link(chat, asked.link, page=asked.page)
        case "links":
            return Reading("links", page=page_of_links(chat, asked.page))
        case "people":
            return Reading("people")
        case "question":
            return reading.read_by_question(chat, questions, doubt=asked.doubt)
        case "thread":
            return reading.read_by_thread(chat, page=asked.page)
        case "time":
            return reading.read_by_time(chat, page=asked.page)
        case "waiting":
            return reading.read_waiting(chat, page=asked.page)
    flow = reading.read_backwards if chat.is_over else reading.read_flow
    return flow(chat, page=asked.page)


def place_of(chat: Chat, words: Mapping[str, str]) -> str:
    """The address of a minute, `?minute=21-15`, on the page that it stands on; empty without."""
    if "minute" not in words:
        return ""
    place = place_at(chat, times_of(chat), words["minute"])
    return f"{chat.get_absolute_url()}?read=time{place and f'&{place}'}"
