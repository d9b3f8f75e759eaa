"""Posts that a relay or a tag's actor passes on. What people boost is not ours to repeat."""

from django.db.models import Q

from goodtalk.chats.models import Post
from goodtalk.doors.fediverse.gathering.models import Source
from goodtalk.doors.fediverse.gathering.sightings import saw
from goodtalk.doors.fediverse.inbox.models import Wanted
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, changed, ignored, refused
from goodtalk.doors.fediverse.inbox.reading import NETWORK, communities_for, is_ours
from goodtalk.doors.fediverse.inbox.taken import Taken
from goodtalk.doors.fediverse.inbox.values import Json, kind_of, thing_in, uri_in
from goodtalk.doors.fediverse.inbox.wanting import want

PASSED_ON = ("Create", "Announce", "Add")  # a group announces what was done, not only what is


def announce(taken: Taken) -> Outcome:
    """A relay tells of a post: it is fetched from where it is, never believed as it came."""
    source = taken.source or source_of(taken.actor.uri)
    if source is None:
        return ignored("It is a boost.")
    uri, told = _told(taken)
    return hear_of(uri, told, source, taken)


def take_back(taken: Taken) -> Outcome:
    """A relay does not tell of a post any more: where that is here, its own server is asked."""
    source = source_of(taken.actor.uri)
    uri = uri_in(taken.thing.get("object"))
    if source is None or not uri or is_ours(uri):
        return ignored("It was a boost.")
    if Wanted.objects.filter(uri=uri, source=source, climbs=False).delete()[0]:
        return changed("It is not fetched any more.")
    if not Post.objects.filter(network=NETWORK, uri=uri, withdrawn_at=None).exists():
        return ignored("What it is about is not here.")
    if not want(uri, now=taken.now):
        return refused("Too much is waiting to be fetched.")
    return ignored("Its own server is asked.")


def source_of(actor_uri: str) -> Source | None:
    """The relay or the tag's actor that is at an address, if the host has added it. One query."""
    passing_on = Q(kind=Source.Kind.RELAY) | Q(kind=Source.Kind.TAG_ACTOR)
    return Source.objects.filter(passing_on, address=actor_uri).first()


def hear_of(uri: str, told: Json, source: Source | None, taken: Taken) -> Outcome:
    """Somebody tells of somebody else's post: see it here, or have it fetched."""
    if not uri or is_ours(uri):
        return ignored("It tells of no post.")
    post = Post.objects.filter(network=NETWORK, uri=uri).first()
    if post is not None:
        if source is not None:
            saw(post, source, taken.now)
        return ignored("It is here already.")
    if told and communities_for(told) is None:
        return ignored("It is for no chat here.")
    if not want(uri, now=taken.now, source=source):
        return refused("Too much is waiting to be fetched.")
    return ignored("It is fetched from its own server.")


def _told(taken: Taken) -> tuple[str, Json]:
    """The address of the post, and the post as the relay has it, where it sends that."""
    thing = taken.thing
    if kind_of(thing) in PASSED_ON:
        inner = thing.get("object")
        return uri_in(inner), thing_in(inner)
    return taken.uri, thing if kind_of(thing) else {}
