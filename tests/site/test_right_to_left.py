"""Themes, questions and names in Arabic, on every page that shows them: each has its direction."""

import unicodedata
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from goodtalk.announcements.models import OwnWording, Which
from goodtalk.chats.models import Account, Person, Post, Question
from goodtalk.chats.steering.run_sheet import Asked, RunSheet, edit_run_sheet
from goodtalk.communities.belonging import add_by_email
from goodtalk.communities.models import DateChange, Membership, Theme, User
from goodtalk.record.recaps.drafting import draft_recap
from goodtalk.record.recaps.publishing import publish_recap
from goodtalk.rota.models import Seat, Turn
from tests.chats.pages import VOID
from tests.hour import at

THEME, ASKED, NAME, SAID = "الطرق في الشتاء", "ماذا تغيّر عندكم؟", "ليلى", "كان الجليد في كل مكان!"
BY_THEMSELVES = {"title", "option", "textarea", "script"}  # the browser looks after these
NO_LINES = {"visually-hidden", "avatar"}

EVERYBODY = (
    "/",
    "/lgovsm/",
    "/lgovsm/themes/",
    "/lgovsm/rota/",
    "/lgovsm/rota/past/",
    "{hour}",
    "{hour}?read=question",
    "{hour}?read=thread",
    "{hour}?read=time",
    "{hour}?read=waiting",
    "{hour}?read=q1",
    "{post}",
    "{over}",
    "{over}?read=question",
    "{over}?read=q1",
    "{over}?read=time",
    "{over}?read=people",
    "{over}?read=links",
    "{over}?read=print",
    "{over}recap/",
    "{coming}",
)
ORGANISERS = (
    "/my-account/",
    "/lgovsm/",
    "/lgovsm/members/",
    "/lgovsm/members/{member}/remove/",
    "/lgovsm/dates/",
    "/lgovsm/themes/",
    "/lgovsm/rota/",
    "/lgovsm/rota/log/",
    "/lgovsm/desk-log/",
    "{hour}",
    "{post}",
    "{hour}desk/",
    "{hour}desk/sheet/",
    "{hour}desk/sheet/?rehearse",
    "{hour}desk/backstage/",
    "{hour}desk/log/",
    "{over}desk/",
    "{over}recap/write/",
)


@pytest.mark.parametrize("path", EVERYBODY)
def test_visitors_read_arabic_from_the_right(client, hours, path):
    page = client.get(path.format(**hours), follow=True)

    assert page.status_code == 200
    assert read_from_the_left(page.content.decode()) == []


@pytest.mark.parametrize("path", ORGANISERS)
def test_organisers_read_arabic_from_the_right(client, hours, organiser, path):
    client.force_login(organiser)

    page = client.get(path.format(**hours), follow=True)

    assert page.status_code == 200
    assert read_from_the_left(page.content.decode()) == []


@pytest.fixture
def hours(make_community, make_chat, make_user, post_in, friday_at, organiser):
    """An hour that is on, one that is over and one to come, in which everything is Arabic."""
    community = make_community(name=THEME, welcome=SAID, house_rules=SAID)
    User.objects.update(name=NAME)
    layla, chair = make_user("layla", name=NAME), User.objects.get(email="charlie@example.org")
    week = timedelta(days=7)
    over = make_chat(
        2, "closed", theme=THEME, chair=chair, day=at("13:00").date() - week,
        starts_at=at("13:00") - week, ends_at=at("14:00") - week,
        closed_at=at("14:00") - week, welcome=SAID, wrap_up=SAID,
    )  # fmt: skip
    hour = make_chat(2, theme=THEME, welcome=SAID, wrap_up=SAID, stand_by=layla)
    coming = make_chat(
        2, "planned", theme=THEME, welcome=SAID, wrap_up=SAID, day=at("13:00").date() + week,
        starts_at=at("13:00") + week, ends_at=at("14:00") + week,
    )  # fmt: skip
    Question.objects.update(text=ASKED, notes=SAID, promoted_from=None)
    for chat, since in ((over, week), (hour, timedelta())):
        chat.questions.filter(number=1).update(released_at=at("13:05") - since)
    for chat, since in ((hour, timedelta()), (over, week)):
        first = post_in(chat, f"{SAID} https://example.org/road", by="layla").post
        post_in(chat, SAID, by="nur", in_reply_to=first.uri)
        post_in(chat, "يجب أن نبدأ باكرا؟", by="amal")
        chat.posts.update(published_at=at("13:10") - since)
    Person.objects.update(name=NAME)
    Account.objects.update(name=NAME, handle=f"@{NAME}@social.example")
    Post.objects.filter(chat=hour, parent=None).update(spotlit_at=at("13:12"))
    Question.objects.filter(chat=hour, number=1).update(promoted_from=hour.posts.first())
    theme = Theme.objects.create(community=community, title=THEME, why=SAID, suggested_by=layla)
    theme.voters.add(layla)
    Theme.objects.create(
        community=community, title=THEME, suggested_by=organiser, withdrawn_at=at("12:00")
    )
    DateChange.objects.create(community=community, day=coming.day + week, reason=SAID)
    for seat, answered in ((Seat.CHAIR, "accepted_at"), (Seat.STAND_BY, "declined_at")):
        Turn.objects.create(
            community=community, day=coming.day, chat=coming, seat=seat, user=layla, note=SAID,
            asked_by=organiser, asked_at=at("12:00"), word=SAID, **{answered: at("12:10")},
        )  # fmt: skip
    OwnWording.objects.create(
        community=community, which=Which.LIVE, text="الآن: {theme}", changed_at=at("12:00")
    )
    member = add_by_email(community, "layla@example.org", Membership.Role.MODERATOR)
    friday_at("13:15")
    edit_run_sheet(hour, RunSheet([Asked(ASKED), Asked(ASKED)], SAID, 5, SAID, 5), by=chair,
                   now=at("13:14"))  # fmt: skip
    publish_recap(over, draft_recap(over) + f"\n{SAID}\n", after=0, by=chair, now=at("13:00"))
    return {
        "hour": hour.get_absolute_url(), "over": over.get_absolute_url(),
        "coming": coming.get_absolute_url(), "member": member.pk,
        "post": hour.posts.first().get_absolute_url(),
    }  # fmt: skip


def read_from_the_left(html):
    """The words in Arabic that a browser would lay out in the direction of an English page."""
    return Directions(html).wrong


class Directions(HTMLParser):
    """Finds, for each run of words, what gives it its direction: the nearest bdi or dir=auto."""

    def __init__(self, html):
        super().__init__()
        self.wrong, self._open = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag not in VOID:
            is_isolated = tag == "bdi" or attrs.get("dir") == "auto"
            is_no_line = tag in BY_THEMSELVES or not NO_LINES.isdisjoint(classes(attrs))
            self._open.append((tag, [] if is_isolated else None, is_no_line))

    def handle_endtag(self, tag):
        if tag not in [one for one, _, _ in self._open]:
            return
        while True:
            ended, words, _ = self._open.pop()
            if words is not None and is_arabic("".join(words)) and not begins_right("".join(words)):
                self.wrong.append("".join(words).strip())
            if ended == tag:
                return

    def handle_data(self, data):
        if any(is_no_line for _, _, is_no_line in self._open):
            return
        nearest = next((words for _, words, _ in reversed(self._open) if words is not None), None)
        if nearest is not None:
            nearest.append(data)
        elif is_arabic(data):
            self.wrong.append(" ".join(data.split()))


def classes(attrs):
    return (attrs.get("class") or "").split()


def is_arabic(words):
    return any(unicodedata.bidirectional(letter) == "AL" for letter in words)


def begins_right(words):
    """As a browser finds it: by the first letter that has a direction."""
    strong = (unicodedata.bidirectional(letter) for letter in words)
    return next((one for one in strong if one in ("L", "R", "AL")), "L") != "L"
