"""One activity that is being taken in, with all that is known of how it came."""

from dataclasses import dataclass, field
from datetime import datetime

from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.gathering.models import Source
from goodtalk.doors.fediverse.inbox.outcomes import NeedsFetching
from goodtalk.doors.fediverse.inbox.values import Json, kind_of, thing_in, uri_in


@dataclass(frozen=True, slots=True)
class Taken:
    """The activity, who stands behind it, which relay passed it on, and when."""

    activity: Json
    actor: RemoteActor
    source: Source | None
    now: datetime
    may_fetch: bool = True
    fetched: Json = field(default_factory=dict)  # what had to be looked up for it

    @property
    def thing(self) -> Json:
        """The object, where the activity holds more of it than its address; else empty."""
        return thing_in(self.activity.get("object"))

    @property
    def uri(self) -> str:
        """The address of the object; empty where it has none."""
        return uri_in(self.activity.get("object"))

    @property
    def is_farewell(self) -> bool:
        """Whether the actor says that they are gone themselves."""
        return kind_of(self.activity) == "Delete" and self.uri == self.actor.uri

    def fetching(self) -> None:
        """Say that something has to be fetched now. Raises NeedsFetching where it may not."""
        if not self.may_fetch:
            raise NeedsFetching
