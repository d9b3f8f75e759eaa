"""Being left out of what is kept: one's own posts withdrawn, or a word to the organisers."""

from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django_tasks import task

from goodtalk.announcements.errands import tell_organiser
from goodtalk.announcements.models import LeavingOut, Request
from goodtalk.chats.keeping_order.moderation import withdraw
from goodtalk.chats.models import Account, Person, Post, PostQuerySet
from goodtalk.chats.taking_part import GUEST_KEY
from goodtalk.communities.models import Community, Membership, User

SILENT = timedelta(minutes=2)  # work of which nothing is heard for so long has stopped
A_COMMUNITY_A_DAY = 50  # requests


class TooManyRequests(Exception):
    """So many have asked within a day that somebody is playing with the form."""


def person_of(request: HttpRequest) -> Person | None:
    """Who the visitor is to the record, signed in or as a guest of this session. One query."""
    if isinstance(request.user, User):
        return Person.objects.filter(user=request.user).first()
    key = request.session.get(GUEST_KEY)
    if not key:
        return None
    account = Account.objects.filter(network="web", uri=f"guest:{key}")
    return Person.objects.filter(accounts__in=account).first()


def kept_posts(community: Community, person: Person) -> PostQuerySet:
    """What somebody said here and has not taken back, from whatever account."""
    posts: PostQuerySet = Post.objects.filter(
        community=community, account__person=person, withdrawn_at=None
    )
    return posts


@transaction.atomic
def leave_out(community: Community, person: Person, *, now: datetime) -> LeavingOut:
    """Have all of it withdrawn, by the worker. Who asks twice gets the same work."""
    Person.objects.select_for_update().get(pk=person.pk)
    leaving = LeavingOut.objects.filter(community=community, person=person).first()
    if leaving is None or leaving.finished_at:
        leaving = LeavingOut(community=community, person=person)
    elif not has_stopped(leaving, now):
        return leaving
    leaving.asked_at, leaving.heard_at, leaving.done = now, None, 0
    leaving.in_all = kept_posts(community, person).count()
    leaving.save()
    withdraw_all.enqueue(leaving.pk)
    return leaving


def has_stopped(leaving: LeavingOut, now: datetime) -> bool:
    """Whether nothing has been heard of it for so long that it may be asked for again."""
    return leaving.finished_at is None and now > (leaving.heard_at or leaving.asked_at) + SILENT


@task
def withdraw_all(number: int) -> None:
    """Withdraw one post after the other. Safe to repeat: the next run does the rest."""
    leaving = LeavingOut.objects.select_related("community", "person").filter(pk=number).first()
    if leaving is None or leaving.finished_at:
        return
    for post in kept_posts(leaving.community, leaving.person).order_by("pk"):
        withdraw(post, now=timezone.now())
        leaving.done += 1
        leaving.heard_at = timezone.now()
        leaving.save(update_fields=["done", "heard_at"])
    leaving.finished_at = timezone.now()
    leaving.save(update_fields=["finished_at"])


@transaction.atomic
def ask_organisers(request: Request, *, now: datetime) -> Request:
    """Put a request on the organisers' list and write to each of them. Raises TooManyRequests."""
    Community.objects.select_for_update().get(pk=request.community_id)  # two forms, one count
    today = Request.objects.filter(
        community=request.community, asked_at__gt=now - timedelta(days=1)
    )
    if today.count() >= A_COMMUNITY_A_DAY:
        raise TooManyRequests(request.community)
    request.asked_at = now
    request.save()
    organisers = request.community.memberships.filter(role=Membership.Role.ORGANISER)
    for user in organisers.values_list("user", flat=True):
        tell_organiser.enqueue(request.pk, user)
    return request
