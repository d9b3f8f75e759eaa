"""What people say, say otherwise, and take back: posts by way of the fediverse."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.chats.arriving.receive import receive_post
from goodtalk.chats.keeping_order.moderation import withdraw
from goodtalk.chats.keeping_order.rewording import NotTaken, reword
from goodtalk.chats.models import Post
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.gathering.models import Source
from goodtalk.doors.fediverse.gathering.rechecking import look_later
from goodtalk.doors.fediverse.gathering.sightings import saw
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, changed, ignored, refused, stored
from goodtalk.doors.fediverse.inbox.quote_permissions import want_permission
from goodtalk.doors.fediverse.inbox.reading import (
    NETWORK,
    NotAPost,
    NotPublic,
    destination_of,
    incoming_of,
    is_ours,
)
from goodtalk.doors.fediverse.inbox.seen import is_gone, is_outdated, note_edit, note_gone
from goodtalk.doors.fediverse.inbox.values import Json, is_of_one_server, moment_at, uri_in
from goodtalk.doors.fediverse.inbox.wanting import want, want_anew


@transaction.atomic(savepoint=False)
def say(
    note: Json, *, author: RemoteActor, now: datetime, source: Source | None = None,
    was_fetched: bool = False,
) -> Outcome:  # fmt: skip
    """Take a note in as a post of its author's, if it is for one of our chats.

    What its own server did not bring, because a `source` did or because we fetched it, is looked
    for later on: that server will not tell us either when it is deleted.
    """
    try:
        incoming = incoming_of(note, author=author, now=now)
    except NotAPost as error:
        return refused(str(error))
    to = destination_of(note, incoming.in_reply_to, incoming.tags, incoming.published)
    if to is None:
        return ignored("It is for no chat here.")
    want_anew([author], now=now)
    if to.is_by_tag and author.is_left_out:
        return ignored("Its author does not want to be gathered.")
    if is_gone(incoming.uri):
        return ignored("Its author took it back before it came.")
    if is_outdated(incoming.uri, _said_at(note)):
        return _leave_to_its_server(incoming.uri, now)
    incoming = replace(incoming, question=to.question)
    receipt = receive_post(to.community, incoming, now=now, into=to.chat)
    if receipt.post is None:
        return refused(receipt.reason)
    want_permission(note, now=now)
    if source is not None:
        saw(receipt.post, source, now)
    if receipt.outcome == "duplicate":
        return ignored("It is here already.")
    _note_edit(note, incoming.uri, now)
    if was_fetched or source is not None:
        look_later([receipt.post.pk], now)
    _want_parent(receipt.post, now=now)
    return stored(f"Said in {to.community}.")


@transaction.atomic(savepoint=False)
def say_otherwise(
    note: Json, *, author: RemoteActor, now: datetime, source: Source | None = None
) -> Outcome:
    """Take an edit in. What is not here may have been told of us by the edit: it is new then."""
    uri = uri_in(note.get("id"))
    post = Post.objects.select_related("account").filter(network=NETWORK, uri=uri).first()
    try:
        incoming = incoming_of(note, author=author, now=now)
    except NotPublic:
        return _take_back_hidden(post, author, now)
    except NotAPost as error:
        return refused(str(error))
    if post is not None and post.account.uri != author.uri:  # before anything is noted of it
        return refused("It is by somebody else.")
    if post is not None and is_outdated(uri, _said_at(note)):
        return ignored("It is older than what is here.")
    _note_edit(note, uri, now)
    if post is None:
        return say(note, author=author, now=now, source=source)
    want_permission(note, now=now)
    return _reword(post, incoming, now)


@transaction.atomic(savepoint=False)
def take_back(uri: str, *, by: RemoteActor, now: datetime) -> Outcome:
    """Its author has deleted it. What has never come does not come later either.

    Where somebody else of the same server says so, who may be a moderator, that server is asked.
    """
    post = Post.objects.select_related("account").filter(network=NETWORK, uri=uri).first()
    if post is None:
        if not is_of_one_server(uri, by.uri):
            return refused("It is of another server.")
        note_gone(uri, now=now)
        return ignored("It has never been here; it will not come in.")
    if post.account.uri != by.uri and not is_of_one_server(uri, by.uri):
        return refused("It is by somebody else.")
    if post.withdrawn_at is not None:
        return ignored("It is gone already.")
    if post.account.uri != by.uri:
        return _ask_its_server(uri, now)
    withdraw(post, now=now)
    return changed("It is gone.")


def _reword(post: Post, incoming: IncomingPost, now: datetime) -> Outcome:
    if post.withdrawn_at is not None:
        return ignored("It is gone.")
    before = post.text, post.html, post.enclosed
    try:
        post = reword(post, incoming, now=now)
    except NotTaken as error:
        return refused(str(error))
    if before == (post.text, post.html, post.enclosed):
        return ignored("It says what it said before.")
    return changed("It says something else now.")


def _take_back_hidden(post: Post | None, author: RemoteActor, now: datetime) -> Outcome:
    """Whoever makes a public post private by editing it has taken it back.

    Of what was never here nothing is kept: it may have been private from the beginning.
    """
    if post is None:
        return refused("It is not public.")
    if post.account.uri != author.uri:
        return refused("It is by somebody else.")
    if post.withdrawn_at is not None:
        return ignored("It is gone.")
    withdraw(post, now=now)
    return changed("It is not public any more, and gone.")


def _said_at(note: Json) -> datetime | None:
    """When it was said as it stands there."""
    return moment_at(note, "updated") or moment_at(note, "published")


def _note_edit(note: Json, uri: str, now: datetime) -> None:
    if edited_at := moment_at(note, "updated"):
        note_edit(uri, edited_at, now=now)


def _leave_to_its_server(uri: str, now: datetime) -> Outcome:
    """What is here is newer. What is not here was changed on its way: its own server has it."""
    if not Post.objects.filter(network=NETWORK, uri=uri).exists():
        want(uri, now=now)
        return ignored("It was changed before it came; that is fetched.")
    return ignored("It is older than what is here.")


def _ask_its_server(uri: str, now: datetime) -> Outcome:
    if not want(uri, now=now):
        return refused("Too much is waiting to be fetched.")
    return ignored("Its own server is asked.")


def _want_parent(post: Post, *, now: datetime) -> None:
    answered = post.in_reply_to
    if not answered or post.parent_id is not None or is_ours(answered):
        return
    if not Post.objects.filter(uri=answered).exists():
        want(answered, now=now, climbs=True)
