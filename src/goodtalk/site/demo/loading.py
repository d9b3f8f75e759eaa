"""The sample, laid into the database: its past, the hour that is live now, and the one to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isclose

from django.db import transaction

from goodtalk.chats.models import Account, Chat, Post
from goodtalk.chats.steering.conductor import end_hour
from goodtalk.chats.steering.planning import Plan, plan_chat
from goodtalk.communities.models import Community, User
from goodtalk.record.recaps.drafting import draft_recap
from goodtalk.record.recaps.publishing import publish_recap
from goodtalk.site.demo.cast import seat
from goodtalk.site.demo.community import begin_community, find_users, plan_next
from goodtalk.site.demo.pace import pace_of
from goodtalk.site.demo.script import (
    HOUR_MINUTES,
    LIVE,
    PAST,
    Script,
    Speaker,
    load_cast,
    load_script,
    read_sample,
)
from goodtalk.site.demo.talk import Talk, post_uri

BEGUN_MINUTES = 12  # of the live hour have passed when it is first seen, so that the room is full
PAST_DAYS = (28, 2)  # how far back its past hours were, at most and at least
PLANNED_BEFORE = timedelta(days=6)


class TagIsTaken(Exception):
    """A community that is no sample has the sample's hashtag."""


@dataclass(frozen=True)
class Sample:
    """What a visitor is shown the way to, and the talk that is to go on."""

    community: Community
    chat: Chat
    organiser: User
    talk: Talk


@transaction.atomic
def load_sample(*, now: datetime, speed: float = 1) -> Sample:
    """The sample with an hour that is live now, and of which a fifth has passed.

    Whatever is there already is not made again. A sample hour that is still on is taken up where
    it stands, at its own pace; one of another pace is ended first. Raises TagIsTaken, and
    TooManyThatDay after twenty such hours on one day.
    """
    described, cast = read_sample("community.toml"), load_cast()
    community = Community.objects.tagged(described["tag"]).first()
    if community is not None and not community.is_sample:
        raise TagIsTaken(described["tag"])
    users = find_users(described, cast)
    stage = Stage(cast, users)
    if community is None:
        community = begin_community(described, users, now)
        stage.hold_past(community, now)
        plan_next(community, described, users, now)
    chat, talk = stage.go_live(community, now, speed)
    return Sample(community, chat, users[described["organiser"]], talk)


class Stage:
    """Where the scripts are played: knows the cast and who of it is a regular."""

    def __init__(self, cast: dict[str, Speaker], users: dict[str, User]) -> None:
        self._cast = cast
        self._users = users
        self._past = [load_script(name) for name in PAST]
        self._live = load_script(LIVE)
        self._regulars = set[str]().union(*(script.speakers for script in self._past))

    def hold_past(self, community: Community, now: datetime) -> None:
        """The hours of the last weeks, each at its slot of the rhythm, with their late answers.

        All but the latest have their recap; that one's is for the visitor to write.
        """
        most, least = (now - timedelta(days=days) for days in PAST_DAYS)
        slots = list(community.rhythm.slots(most, least))[-len(self._past) :]
        for script, slot in zip(self._past, slots, strict=True):
            chat = self._plan(community, script, slot.starts_at, speed=1)
            held = self._talk(chat, script).catch_up(now)
            if script is not self._past[-1]:
                text, a_day_later = draft_recap(held), held.ends_at + timedelta(days=1)
                publish_recap(held, text, after=0, by=held.chair, now=a_day_later)

    def go_live(self, community: Community, now: datetime, speed: float) -> tuple[Chat, Talk]:
        """The hour that is on, taken up again, or a new one."""
        for chat in self._held(community, now):
            talk = self._talk(chat, self._live)
            chat = talk.catch_up(now)
            if not chat.is_live:
                continue
            if isclose(pace_of(chat, self._live).speed, speed, rel_tol=0.01):
                return chat, talk
            end_hour(chat, by=None, now=now)
        starts_at = now - timedelta(minutes=BEGUN_MINUTES / speed)
        chat = self._plan(community, self._live, starts_at, speed)
        talk = self._talk(chat, self._live)
        return talk.catch_up(now), talk

    def _held(self, community: Community, now: datetime) -> Iterable[Chat]:
        """The live hours of earlier runs, also those that the server did not see the end of."""
        begun = list(community.chats.filter(starts_at__lte=now))
        first = self._live.lines[0]
        uris = {post_uri(self._cast[first.by], chat, first): chat for chat in begun}
        found = Post.objects.filter(community=community, uri__in=uris)
        return [uris[uri] for uri in found.values_list("uri", flat=True)]

    def _plan(
        self, community: Community, script: Script, starts_at: datetime, speed: float
    ) -> Chat:
        chair = self._users[script.chair]
        plan = Plan(starts_at, HOUR_MINUTES / speed, script.theme, chair=chair)
        planned_at = starts_at - PLANNED_BEFORE
        return plan_chat(community, plan, sheet=script.sheet(speed), by=chair, now=planned_at)

    def _talk(self, chat: Chat, script: Script) -> Talk:
        return Talk(chat, script, self._cast, self._accounts(chat, script))

    def _accounts(self, chat: Chat, script: Script) -> dict[str, Account]:
        """Who is new in one live hour is new in each: a second would have nobody new otherwise."""
        here = self._regulars | script.speakers
        new = here - self._regulars
        known = seat((self._cast[key] for key in self._regulars), self._users)
        return known | seat((self._cast[key] for key in new), {}, only_in=chat.address)
