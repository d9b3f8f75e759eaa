"""The sample community itself: who runs it, who belongs to it, what it would like to talk about."""

from datetime import datetime, timedelta
from typing import Any

from goodtalk.chats.steering.planning import Plan, plan_chat
from goodtalk.chats.steering.run_sheet import Asked, RunSheet
from goodtalk.communities.models import Community, Membership, Theme, User
from goodtalk.site.demo.cast import OWN_HOST
from goodtalk.site.demo.script import Speaker

ORGANISER_EMAIL = "organiser@example.org"
AGE = timedelta(days=365)  # it began so long before it was first shown
AHEAD = timedelta(days=1)  # the next hour is not so near that it would meet the live one


def begin_community(described: dict[str, Any], users: dict[str, User], now: datetime) -> Community:
    """The community with its people, labelled as a sample on every page of it."""
    plain = ("tag", "name", "rule", "at", "zone", "minutes", "welcome", "house_rules")
    community = Community.objects.create(
        **{name: described[name] for name in plain},
        template_welcome=described["template_welcome"],
        template_wrap_up=described["template_wrap_up"],
        template_questions=described["template_question"],
        since=(now - AGE).date(),
        is_sample=True,
    )
    Membership.objects.bulk_create(
        Membership(community=community, user=user, role=_role(described, key), joined_at=now - AGE)
        for key, user in users.items()
    )
    return community


def find_users(described: dict[str, Any], cast: dict[str, Speaker]) -> dict[str, User]:
    """Those of the cast who can sign in, by their keys; made where they are not there yet."""
    keys = [described["organiser"], *described["moderators"], *described["members"]]
    return {key: _user(cast[key], key == described["organiser"]) for key in keys}


def plan_next(
    community: Community, described: dict[str, Any], users: dict[str, User], now: datetime
) -> None:
    """Put the next hour on the calendar, and what people would like to talk about after that."""
    hour = described["next"]
    slot = community.rhythm.next_slots(now + AHEAD, 1)[0]
    plan = Plan(slot.starts_at, community.minutes, hour["theme"], chair=users[hour["chair"]])
    sheet = RunSheet(
        questions=[Asked(one["text"], one["minutes"]) for one in hour["question"]],
        welcome=hour["intro"],
        welcome_minutes=hour["welcome_minutes"],
        wrap_up=hour["wrap_up"],
    )
    plan_chat(community, plan, sheet=sheet, by=users[described["organiser"]], now=now)
    for place, suggested in enumerate(described["theme"], 1):
        theme = Theme.objects.create(
            community=community,
            title=suggested["title"],
            why=suggested["why"],
            suggested_by=users[suggested["by"]],
            suggested_at=now - timedelta(days=place),
        )
        theme.voters.set([users[key] for key in suggested["votes"]])


def _role(described: dict[str, Any], key: str) -> Membership.Role:
    if key == described["organiser"]:
        return Membership.Role.ORGANISER
    moderates = key in described["moderators"]
    return Membership.Role.MODERATOR if moderates else Membership.Role.MEMBER


def _user(speaker: Speaker, is_organiser: bool) -> User:
    email = ORGANISER_EMAIL if is_organiser else f"{speaker.key}@{OWN_HOST}"
    found = User.objects.filter(email=email).first()
    return found or User.objects.create_user(email, name=speaker.name)
