"""The rehearsal's own server: an empty data folder, one hour in it, and its old posts said again.

Nothing of a rehearsal is ever in the community's database, so that no door can show it.
"""

import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from goodtalk.chats.models import Chat, Post
from goodtalk.chats.steering.planning import Plan, plan_chat
from goodtalk.communities.models import Community, Membership, User
from goodtalk.site.database import bring_up_to_date
from goodtalk.site.demo.cast import seat
from goodtalk.site.demo.player import Player
from goodtalk.site.demo.script import HOUR_MINUTES
from goodtalk.site.demo.talk import Talk
from goodtalk.site.rehearsal.old_hour import OldHour, read_back
from goodtalk.site.serving import serve
from goodtalk.site.sign_in_links import sign_in_path

CHAIR_EMAIL = "chair@example.org"


@dataclass(frozen=True)
class Rehearsal:
    """An hour that is about to begin, who chairs it, and the talk that will go on in it."""

    chat: Chat
    chair: User
    talk: Talk


class TellingPlayer(Player):
    """Says on a terminal how far the talk is."""

    def __init__(self, rehearsal: Rehearsal, lines: int) -> None:
        super().__init__(rehearsal.talk)
        self._chat, self._lines = rehearsal.chat, lines

    def tick(self) -> None:
        """Say what is due, and how much that makes."""
        super().tick()
        if sys.stderr.isatty():
            said = Post.objects.filter(chat=self._chat).count()
            sys.stderr.write(f"\r\033[K{said:,} of {self._lines:,} posts said")
            sys.stderr.flush()


@transaction.atomic
def lay_out(old: OldHour, *, speed: float, by_hand: bool, starts_at: datetime) -> Rehearsal:
    """The community, its chair, and the hour with its run sheet."""
    community = Community.objects.create(tag=old.tag, name=old.name, zone=old.zone)
    chair = User.objects.create_user(CHAIR_EMAIL, name="Chair")
    Membership.objects.create(
        community=community, user=chair, role=Membership.Role.ORGANISER
    )
    pace = speed * HOUR_MINUTES / old.minutes
    plan = Plan(
        starts_at,
        HOUR_MINUTES / pace,
        f"Rehearsal: {old.script.theme}"[:200],
        chair=chair,
        autopilot=not by_hand,
    )
    chat = plan_chat(community, plan, sheet=old.script.sheet(pace), by=chair, now=timezone.now())
    accounts = seat(old.cast.values(), {})
    return Rehearsal(chat, chair, Talk(chat, old.script, old.cast, accounts))


def hold(path: Path, bind: str, *, speed: float, lobby: timedelta, by_hand: bool) -> None:
    """Serve the rehearsal of an hour that was written down, until told to stop."""
    bring_up_to_date(settings.DATA)
    old = read_back(path)
    rehearsal = lay_out(old, speed=speed, by_hand=by_hand, starts_at=timezone.now() + lobby)
    player, sign_in = TellingPlayer(rehearsal, len(old.script.lines)), sign_in_path(rehearsal.chair)

    def announce(address: str) -> None:
        base = address.rstrip("/")
        sys.stdout.write(
            f"The rehearsal begins in {lobby.seconds} seconds. Nobody else can see it.\n\n"
            f"  Sign in as its chair:  {base}{sign_in}\n"
            f"  The desk:              {base}{rehearsal.chat.desk_url()}\n"
            f"  The room:              {base}{rehearsal.chat.get_absolute_url()}\n\n"
            "Ctrl-C ends it, and nothing of it is kept.\n"
        )
        sys.stdout.flush()
        player.start()

    try:
        serve(bind, announce=announce)
    finally:
        player.stop()
