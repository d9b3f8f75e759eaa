"""What is done at the welcome desk: a post is taken on, put down, settled, put back."""

from datetime import datetime

from django.db import transaction

from goodtalk.chats.log import append_event, lock_chat
from goodtalk.chats.models import Chat, Post
from goodtalk.communities.models import User
from goodtalk.desk.claims import Claim


@transaction.atomic
def claim_post(post: Post, *, by: User, now: datetime) -> Claim:
    """Take a post on for five minutes. Whoever has it already keeps it: see Claim.holder()."""
    chat, claim = _locked(post, now)
    if claim.settled_at or claim.holder(now):
        return claim
    claim.claimed_by, claim.claimed_at = by, now
    claim.save()
    append_event(chat, "welcome.claimed", {"post": post.pk}, at=now, by=by)
    return claim


@transaction.atomic
def free_post(post: Post, *, by: User, now: datetime) -> Claim:
    """Put down what one has taken on. Changes nothing for whoever does not have it."""
    chat, claim = _locked(post, now)
    if claim.holder(now) == by:
        claim.claimed_by = None
        claim.save()
        append_event(chat, "welcome.freed", {"post": post.pk}, at=now, by=by)
    return claim


@transaction.atomic
def settle_post(post: Post, *, by: User, now: datetime) -> Claim:
    """Greeted elsewhere, or no answer needed: it leaves the queue. Safe to call twice.

    What somebody else has taken on stays theirs to settle.
    """
    chat, claim = _locked(post, now)
    if claim.settled_at or claim.holder(now) not in (None, by):
        return claim
    claim.settled_at, claim.settled_by = now, by
    claim.save()
    append_event(chat, "welcome.settled", {"post": post.pk}, at=now, by=by)
    return claim


@transaction.atomic
def put_back(post: Post, *, by: User, now: datetime) -> Claim:
    """Undo a settlement: the post waits again, for anybody. Safe to call twice."""
    chat, claim = _locked(post, now)
    if claim.settled_at:
        claim.settled_at = claim.settled_by = claim.claimed_by = None
        claim.save()
        append_event(chat, "welcome.reopened", {"post": post.pk}, at=now, by=by)
    return claim


def _locked(post: Post, now: datetime) -> tuple[Chat, Claim]:
    """The post's chat, locked, and the claim as it is now that nobody else can change it."""
    if post.chat_id is None:
        raise ValueError("A post between times is at nobody's desk.")
    chat = lock_chat(post.chat_id)
    claims = Claim.objects.select_related("claimed_by", "settled_by")
    return chat, claims.filter(post=post).first() or Claim(post=post, claimed_at=now)
