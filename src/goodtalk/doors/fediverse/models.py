"""Every table of this door; each is declared in the folder that it belongs to."""

from goodtalk.doors.fediverse.actors.models import FormerActor as FormerActor
from goodtalk.doors.fediverse.actors.models import OwnKey as OwnKey
from goodtalk.doors.fediverse.actors.models import RemoteActor as RemoteActor
from goodtalk.doors.fediverse.actors.models import RemoteKey as RemoteKey
from goodtalk.doors.fediverse.gathering.models import Recheck as Recheck
from goodtalk.doors.fediverse.gathering.models import Sighting as Sighting
from goodtalk.doors.fediverse.gathering.models import Source as Source
from goodtalk.doors.fediverse.hosts.models import DomainRule as DomainRule
from goodtalk.doors.fediverse.hosts.models import HiddenPost as HiddenPost
from goodtalk.doors.fediverse.inbox.models import Edited as Edited
from goodtalk.doors.fediverse.inbox.models import Gone as Gone
from goodtalk.doors.fediverse.inbox.models import Liked as Liked
from goodtalk.doors.fediverse.inbox.models import QuotePermission as QuotePermission
from goodtalk.doors.fediverse.inbox.models import SeenActivity as SeenActivity
from goodtalk.doors.fediverse.inbox.models import Waiting as Waiting
from goodtalk.doors.fediverse.inbox.models import Wanted as Wanted
from goodtalk.doors.fediverse.outbox.models import Blocker as Blocker
from goodtalk.doors.fediverse.outbox.models import Carried as Carried
from goodtalk.doors.fediverse.outbox.models import Choice as Choice
from goodtalk.doors.fediverse.outbox.models import Delivery as Delivery
from goodtalk.doors.fediverse.outbox.models import Follower as Follower
from goodtalk.doors.fediverse.outbox.models import Introduced as Introduced
from goodtalk.doors.fediverse.outbox.models import OwnObject as OwnObject
from goodtalk.doors.fediverse.outbox.models import Server as Server
from goodtalk.doors.fediverse.signing_in.models import SignInApp as SignInApp
