"""Something is said through the API: by the same rules, in the same way, as on the web."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from ninja.errors import HttpError

from goodtalk.chats.arriving.sanitising import is_storable
from goodtalk.chats.arriving.speakers import web_author
from goodtalk.chats.models import Chat, Post
from goodtalk.chats.taking_part import may_speak
from goodtalk.communities.models import User
from goodtalk.doors.api.news import seq_of
from goodtalk.doors.api.schemas import PostIn, Stored
from goodtalk.doors.web.saying import NothingSaid, Said, SaidTooMuch, say


def speak(chat: Chat, user: User, post: PostIn, key: str, now: datetime) -> Stored:
    """Say it and answer once it is stored. Raises HttpError with a sentence for people.

    The same words with the same `key` in the same hour are said once.
    """
    if not may_speak(user, chat):
        raise HttpError(
            403, _("Only members may post in %(community)s.") % {"community": chat.community}
        )
    if not is_storable(post.text):
        raise HttpError(422, _("It holds a character that no text has."))
    said = Said(post.text, _answered(chat, post.in_reply_to), key=_form_key(chat, key))
    try:
        receipt = say(chat, web_author(user), said, now=now)
    except NothingSaid:
        raise HttpError(422, _("There is nothing in it yet.")) from None
    except SaidTooMuch as error:
        raise HttpError(422, _too_long(error.args[0])) from None
    if receipt.post is None:
        raise HttpError(422, receipt.reason)
    return Stored(uri=receipt.post.uri, seq=receipt.seq or seq_of(receipt.post))


def _answered(chat: Chat, uri: str | None) -> Post | None:
    if uri is None:
        return None
    post: Post | None = None
    if is_storable(uri):
        post = chat.posts.visible().filter(uri=uri).first()
    if post is None:
        raise HttpError(422, _("What it replies to is not in this hour."))
    return post


def _form_key(chat: Chat, key: str) -> str:
    """A key that a program made up is its own in this hour only; none stays none."""
    return uuid5(NAMESPACE_URL, f"{chat.pk} {key}").hex if key else ""


def _too_long(over: int) -> str:
    words = ngettext(
        "That is %(over)s character too long, with the tag.",
        "That is %(over)s characters too long, with the tag.",
        over,
    )
    return words % {"over": over}
