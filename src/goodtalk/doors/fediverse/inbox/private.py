"""What is said to some alone: it goes before anything of it is kept."""

from goodtalk.chats.arriving.incoming import READABLE
from goodtalk.chats.models import Post
from goodtalk.doors.fediverse.actors.reading import KINDS as ACTORS
from goodtalk.doors.fediverse.inbox.addressing import says_whom_it_is_for, visibility_of
from goodtalk.doors.fediverse.inbox.reading import NETWORK
from goodtalk.doors.fediverse.inbox.values import Json, kind_of, things_in


def is_for_some(activity: Json) -> bool:
    """Whether it holds something said, or said otherwise, that is not for everybody."""
    if kind_of(activity) not in ("Create", "Update"):
        return False
    told = [thing for thing in things_in(activity.get("object")) if kind_of(thing)]
    return any(kind_of(thing) not in ACTORS and is_hidden(thing, activity) for thing in told)


def is_hidden(thing: Json, activity: Json) -> bool:
    """Some servers address the activity alone: it tells where the thing itself does not."""
    return visibility_of(thing if says_whom_it_is_for(thing) else activity) not in READABLE


def is_here(uri: str) -> bool:
    """Whether a post is here, so that an edit may hide it. One query."""
    return bool(Post.objects.filter(network=NETWORK, uri=uri).exists())
