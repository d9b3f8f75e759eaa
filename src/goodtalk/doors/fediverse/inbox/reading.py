"""From a note, or anything else that is said on the fediverse, to a post in a chat."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from goodtalk.chats.arriving.incoming import READABLE, Author, IncomingPost
from goodtalk.chats.models import LATE, LOBBY_MINUTES, Chat, Post, Question
from goodtalk.communities.hashtags import fold_tag
from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors.addresses import community_of, own_object_of
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.inbox.addressing import (
    addressees_of,
    answered_by,
    has_too_many_mentions,
    tags_of,
    visibility_of,
)
from goodtalk.doors.fediverse.inbox.enclosing import enclosed_of, linked_by
from goodtalk.doors.fediverse.inbox.values import (
    Json,
    is_of_one_server,
    kind_of,
    moment_at,
    pages_in,
    things_in,
    told_at,
    uri_in,
    uris_in,
    words_at,
)
from goodtalk.doors.fediverse.inbox.wording import Unreadable, words_of
from goodtalk.doors.fediverse.outbox.models import OwnObject

NETWORK = "fediverse"
KINDS = frozenset({"Note", "Article", "Page", "Question", "Event", "Image", "Video", "Audio"})

# Bridgy Fed's address for a post of Bluesky ends in that post's own: https://fed.brid.gy/docs
_BRIDGED = re.compile(r"/convert/ap/(at://did:[a-z0-9:%._-]{3,200}/[\w.]{3,100}/[\w.~-]{1,100})")


class NotAPost(Exception):
    """It is nothing that could stand in a chat. The text says why, in one plain sentence."""


class NotPublic(NotAPost):
    """It was not said to everybody."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a post goes: into which community, and where it answers us, into which hour."""

    community: Community
    chat: Chat | None = None  # None: the one whose time it is
    question: int | None = None  # the number of the question that it answers
    is_by_tag: bool = False  # it names nobody here, and answers nothing


def incoming_of(
    note: Json, *, author: RemoteActor, now: datetime | None = None
) -> IncomingPost:
    """The post that a note is. Where it does not say when it was said, that is `now`.

    Raises NotAPost for what is not public, not of this author, or not to be read.
    """
    if kind_of(note) not in KINDS:
        raise NotAPost(f"It is no post, but {_named(kind_of(note))}.")
    uri = uri_in(note.get("id"))
    if not uri:
        raise NotAPost("It has no usable address.")
    _check_author(note, uri, author)
    visibility = visibility_of(note)
    if visibility not in READABLE:
        raise NotPublic("It is not public.")
    if has_too_many_mentions(note):
        raise NotAPost("It mentions more than 100 people.")
    if _is_vote(note):
        raise NotAPost("It is a vote in a poll.")
    try:
        words = words_of(note)
    except Unreadable as error:
        raise NotAPost(str(error)) from error
    return IncomingPost(
        network=NETWORK,
        uri=uri,
        author=author_of(author),
        text=words.text,
        html=words.html,
        published=moment_at(note, "published") or now or timezone.now(),
        url=_page_of(note) or uri,
        in_reply_to=answered_by(note),
        tags=tags_of(note, words.text),
        links=(*words.links, *linked_by(note))[:100],
        language=words.language,
        visibility=visibility,
        copy_of=tuple(dict.fromkeys(_originals(note, uri)))[:10],
        enclosed=enclosed_of(note, words.warning, author.emoji),
    )


def author_of(actor: RemoteActor) -> Author:
    """Somebody of another server, as the rest of the program knows authors."""
    return Author(
        uri=actor.uri, handle=actor.handle, name=actor.name, url=actor.url,
        is_indexable=actor.is_indexable,
    )  # fmt: skip


def authors_in(note: Json) -> list[str]:
    """The addresses of those who are said to have written it. PeerTube names a channel as well."""
    return list(uris_in(note.get("attributedTo")))


def communities_for(note: Json) -> Community | None:
    """The community that a note is for, if it is for one of ours."""
    try:
        text = words_of(note).text
    except Unreadable:
        text = ""
    said = moment_at(note, "published")
    found = destination_of(note, answered_by(note), tags_of(note, text), said)
    return found.community if found else None


def destination_of(
    note: Json, answered: str, tags: Sequence[str], said: datetime | None
) -> Destination | None:
    """Where a note belongs: with what it answers, with whom it mentions, or under its tag.

    At most five queries, none for a note that answers and names nobody and has no tag.
    """
    if answered and (destination := _by_reply(answered, said)):
        return destination
    if community := next(filter(None, map(community_of, _ours(note))), None):
        return Destination(community)
    community = _by_tag(tags)
    return Destination(community, is_by_tag=True) if community else None


def is_ours(uri: str) -> bool:
    """Whether an address is one of this server's."""
    return bool(settings.ORIGIN) and uri.lower().startswith(f"{settings.ORIGIN.lower()}/")


def _by_reply(answered: str, said: datetime | None) -> Destination | None:
    if not is_ours(answered):
        found = Post.objects.select_related("community").filter(uri=answered).first()
        return Destination(found.community) if found else None
    own = own_object_of(answered)
    if own is None:
        return None
    chat = own.chat
    if chat is None or (said and not _belongs(said, own, chat)):
        return Destination(own.community)
    is_question = own.kind == OwnObject.Kind.QUESTION
    return Destination(own.community, chat, _number_of(own) if is_question else None)


def _belongs(said: datetime, own: OwnObject, chat: Chat) -> bool:
    """Whether a reply belongs into the hour of what it answers: from its lobby on, until a week
    after the hour; of a recap, until a week after that.
    """
    end = chat.ends_at
    if own.kind != OwnObject.Kind.QUESTION:
        end = max(end, own.published_at)
    return chat.starts_at - timedelta(minutes=LOBBY_MINUTES) <= said <= end + LATE


def _number_of(own: OwnObject) -> int | None:
    """The number of the question that a note of ours asks."""
    key = own.about.rpartition(" ")[2]
    if not (key.isascii() and key.isdigit()):
        return None
    questions = Question.objects.filter(chat=own.chat_id, pk=int(key))
    return questions.values_list("number", flat=True).first()


def _ours(note: Json) -> list[str]:
    """Of those whom it is for, each once, the ones that may be ours."""
    return list(dict.fromkeys(filter(is_ours, addressees_of(note))))[:10]


def _by_tag(tags: Sequence[str]) -> Community | None:
    keys = [fold_tag(tag) for tag in tags]
    found = {one.tag_key: one for one in Community.objects.filter(tag_key__in=keys)} if keys else {}
    return next((found[key] for key in keys if key in found), None)


def _check_author(note: Json, uri: str, author: RemoteActor) -> None:
    """Somebody speaks for themselves alone, at an address of their own server."""
    named = authors_in(note)
    if note.get("attributedTo") is not None and author.uri not in named:
        raise NotAPost("It is by somebody else.")
    if not is_of_one_server(uri, author.uri):
        raise NotAPost("Its address is not of its author's server.")


def _is_vote(note: Json) -> bool:
    """A vote is a Note with the choice's name and no words, in reply to the Question (Mastodon)."""
    is_bare = not (words_at(note, "content") or note.get("contentMap") or note.get("attachment"))
    return kind_of(note) == "Note" and is_bare and bool(answered_by(note) and told_at(note, "name"))


def _page_of(note: Json) -> str:
    """Where people read it: what is HTML, else the first that is not a film or an object."""
    pages = list(pages_in(note.get("url")))
    for wanted in ("text/html", ""):
        if found := next((url for url, media in pages if media == wanted), ""):
            return found
    return ""


def _originals(note: Json, uri: str) -> Iterator[str]:
    """What a bridge says that this is a copy of: by its address, or as FEP-fffd has it."""
    if found := _BRIDGED.search(uri):
        yield found[1]
    for proxy in things_in(note.get("proxyOf")):
        original = words_at(proxy, "proxied")
        if original.startswith("at://") and len(original) <= 500:
            yield original


def _named(kind: str) -> str:
    return f"a thing of the kind {kind}" if kind else "a thing without a type"
