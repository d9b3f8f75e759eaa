"""How well we hear: which sources report, when they last did, and what each alone has seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.gathering.models import Sighting, Source

COUNTED = timedelta(weeks=4)
LATELY = timedelta(minutes=12)  # between times a timeline is asked every five minutes
FOR_LONG = timedelta(hours=1)
FAILURES = 3  # in a row; fewer may be a hiccup


class Colour(StrEnum):
    """Of a light; each has its own shape and word on the page as well."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Light:
    """How a source is, in one word and one sentence."""

    colour: Colour
    word: str
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """A source as the page shows it."""

    source: Source  # with `seen` and `alone`
    light: Light

    @property
    def name(self) -> str:
        """Its address, as people write it."""
        return self.source.address.partition("://")[2]

    @property
    def kind(self) -> str:
        """What it is, in words."""
        return {
            Source.Kind.TIMELINE: _("Server, asked for its timeline"),
            Source.Kind.RELAY: _("Relay"),
            Source.Kind.TAG_ACTOR: _("Actor that follows the tag"),
        }[Source.Kind(self.source.kind)]


def rows_of(community: Community, now: datetime) -> list[Row]:
    """Every source that looks for a community's tag. One query."""
    return [Row(each, light_of(each, now=now)) for each in sources_of(community, now)]


def sources_for(community: Community) -> QuerySet[Source]:
    """The sources that look for a community's tag: its own, and those of all communities."""
    return Source.objects.filter(Q(community=None) | Q(community=community))


def sources_of(community: Community, now: datetime) -> QuerySet[Source]:
    """The same, with what each saw of it. One query.

    `seen` counts its posts of the last four weeks that a source told of, `alone` those of them
    that no other source did.
    """
    others = Sighting.objects.filter(post=OuterRef("sightings__post")).exclude(
        source=OuterRef("pk")
    )
    recent = Q(sightings__post__community=community, sightings__at__gt=now - COUNTED)
    return (
        sources_for(community)
        .annotate(
            seen=Count("sightings", filter=recent),
            alone=Count("sightings", filter=recent & Q(~Exists(others))),
        )
        .order_by("-kind", "address")  # timelines first: they are asked
    )


def light_of(source: Source, *, now: datetime) -> Light:
    """How one source is."""
    if source.kind != Source.Kind.TIMELINE:
        return _light_of_followed(source)
    if source.heard_at is None and not source.problem:
        return Light(Colour.AMBER, _("Not asked yet"), _("It is asked within a minute."))
    is_silent = source.heard_at is None or source.heard_at < now - FOR_LONG
    if source.failures and (is_silent or source.failures >= FAILURES):
        return Light(Colour.RED, _("Not heard"), source.problem)
    if source.problem:
        return Light(Colour.AMBER, _("Waiting"), source.problem)
    if is_silent or (source.heard_at and source.heard_at < now - LATELY):
        why = _("It has not been asked for a while. Is the worker of this site running?")
        return Light(Colour.RED if is_silent else Colour.AMBER, _("Not asked"), why)
    return Light(Colour.GREEN, _("Heard"), _("It answers when it is asked."))


def _light_of_followed(source: Source) -> Light:
    """A relay speaks when there is something to tell: that it is silent says nothing."""
    if source.refused_at:
        return Light(Colour.RED, _("Refused"), _("It does not let us follow it."))
    if source.accepted_at is None:
        return Light(Colour.AMBER, _("Asked"), _("It has not said yet whether we may follow it."))
    return Light(Colour.GREEN, _("Followed"), _("It tells us when there is something to tell."))


def light_of_all(lights: Iterable[Light]) -> Light:
    """How it is on the whole: for the desk, at a glance."""
    found = list(lights)
    heard = sum(light.colour == Colour.GREEN for light in found)
    if not found:
        why = _("Only posts that name the community, or answer it, arrive by themselves.")
        return Light(Colour.OFF, _("No sources"), why)
    if heard == len(found):
        why = ngettext(
            "The one source is heard.", "All %(count)s sources are heard.", len(found)
        ) % {"count": len(found)}
        return Light(Colour.GREEN, _("Heard"), why)
    why = ngettext(
        "%(heard)s of %(count)s source is heard.",
        "%(heard)s of %(count)s sources are heard.",
        len(found),
    ) % {"heard": heard, "count": len(found)}
    if heard:
        return Light(Colour.AMBER, _("Partly heard"), why)
    return Light(Colour.RED, _("Not heard"), why)
