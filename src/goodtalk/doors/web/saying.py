"""The form at the foot of the room: somebody says something."""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.conf import settings

from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.receive import Receipt, receive_post
from goodtalk.chats.arriving.said import parts_of, said_to_html
from goodtalk.chats.models import Chat, Post
from goodtalk.chats.steering.promoting import is_question_of_its_own
from goodtalk.communities.hashtags import fold_tag
from goodtalk.communities.plain_text import plain_text

MAX_CHARACTERS = 500  # as on Mastodon, with the tag


class NothingSaid(Exception):
    """The form was sent empty."""


class SaidTooMuch(Exception):
    """With the tag, the text is longer than 500 characters. `args[0]` says by how many."""


@dataclass(frozen=True)
class Said:
    """What the form holds."""

    text: str
    reply_to: Post | None = None
    question: int | None = None  # what the author chose to answer
    key: str = ""  # made with the form: pressing twice says it once


def say(chat: Chat, author: Author, said: Said, *, now: datetime, hold: bool = False) -> Receipt:
    """Say something in an hour through the web. Raises NothingSaid, SaidTooMuch."""
    text = plain_text(said.text)
    if not text:
        raise NothingSaid
    tagged = with_tag(text, chat.community.tag)
    if len(tagged) > MAX_CHARACTERS:
        raise SaidTooMuch(len(tagged) - MAX_CHARACTERS)
    incoming = IncomingPost(
        network="web",
        uri=f"{settings.ORIGIN or 'http://localhost'}/said/{_name(said, author)}",
        author=author,
        text=tagged,
        html=said_to_html(text),  # the room is the tag's own: it need not be read there
        published=now,
        in_reply_to=said.reply_to.uri if said.reply_to else "",
        tags=tuple(found.value for found in parts_of(tagged).tags),
        # The form has the open question chosen already: their own label tells more.
        question=None if is_question_of_its_own(text) else said.question,
        hold=hold,
    )
    return receive_post(chat.community, incoming, now=now, into=chat)


def with_tag(text: str, tag: str) -> str:
    """The text with the community's tag, which is added where the author left it out."""
    tags = {fold_tag(found.value) for found in parts_of(text).tags}
    return text if fold_tag(tag) in tags else f"{text} #{tag}"


def _name(said: Said, author: Author) -> UUID:
    """The post's own name: the same for the same words in the same form of the same author.

    Who goes back to an old form and writes something else there says something else.
    """
    if not said.key:
        return uuid4()
    return uuid5(NAMESPACE_URL, f"{author.uri} {said.key} {said.text}")
