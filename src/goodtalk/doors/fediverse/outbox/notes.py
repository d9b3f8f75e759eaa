"""What a Note of ours holds: a question, an announcement, thanks, a recap."""

from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from goodtalk.chats.models import Chat, Post, Question
from goodtalk.doors.fediverse.actors import addresses
from goodtalk.doors.fediverse.actors.documents import hashtag
from goodtalk.doors.fediverse.outbox.activities import PUBLIC
from goodtalk.doors.fediverse.outbox.models import OwnObject
from goodtalk.doors.fediverse.outbox.wording import tagged, words_in

# FEP-044f: without it, Mastodon does not ask, and offers nobody to quote us.
ANYBODY_MAY_QUOTE = {"canQuote": {"automaticApproval": PUBLIC}}


def about_question(number: int) -> str:
    """How OwnObject.about names a question, by its key."""
    return f"question {number}"


def about_thanks(number: int) -> str:
    """The same for thanks for a post."""
    return f"thanks {number}"


def about_recap(chat: int, seq: int) -> str:
    """The same for a recap, by its hour and the line of the log that published it."""
    return f"recap {chat} {seq}"


def question_note(question: Question, chat: Chat) -> dict[str, Any]:
    """Q1: What works? #lgovsm. It stands under the hour's announcement. One query.

    And one more where somebody of the room has asked it first: what they have kept out of public
    timelines, our note does not bring there. Nor does it name them, or say more than the question.
    """
    words = tagged(chat.community, f"{question}: {question.text}")
    note = _note(chat, words) | {"inReplyTo": head_of(chat)}
    asked_first = question.promoted_from
    if asked_first is not None and asked_first.is_unlisted:
        note |= {"to": [addresses.followers_uri(chat.community)], "cc": [PUBLIC]}
    return note


def announcement_note(chat: Chat, text: str) -> dict[str, Any]:
    """The words of an announcement, which may be longer than a post: the address stays in."""
    address = hour_uri(chat)
    if len(text) <= 500 or address not in text:
        return _note(chat, tagged(chat.community, text))
    tail = f" {address}"
    words = tagged(chat.community, text.replace(address, "").strip(), longest=500 - len(tail))
    return _note(chat, words + tail)


def thanks_note(post: Post, handle: str) -> dict[str, Any]:
    """Thanks to somebody whose post stands in the spotlight: a reply to it, which they see."""
    chat, author = post.chat, post.account
    if chat is None:
        raise ValueError("A post in the spotlight is in an hour.")
    words = tagged(
        chat.community,
        _("%(handle)s Thank you: this is in the spotlight of our hour. %(address)s")
        % {"handle": handle, "address": f"{settings.ORIGIN}{post.get_absolute_url()}"},
    )
    note = _note(chat, words, {handle: author.uri})
    note["tag"].append({"type": "Mention", "href": author.uri, "name": handle})
    return note | {
        "inReplyTo": post.uri,
        "to": [PUBLIC],
        "cc": [addresses.followers_uri(chat.community), author.uri],
    }


def recap_note(chat: Chat) -> dict[str, Any]:
    """That the recap of an hour can be read, and where.

    It names, quotes and counts nobody: what people said is not carried further than they did, and
    nothing has to be put right on other servers when they take it back here.
    """
    named = {
        "tag": chat.community,
        "day": date_format(chat.community.local(chat.starts_at), "l j F"),
        "theme": chat.shown_theme,
        "address": f"{settings.ORIGIN}{chat.recap_url()}",
    }
    words = _("The recap of %(tag)s on %(day)s: %(theme)s. %(address)s") % named
    return _note(chat, tagged(chat.community, words)) | {"url": named["address"]}


def hour_uri(chat: Chat) -> str:
    """The hour's page; it also names the conversation, so that all of it belongs together."""
    return f"{settings.ORIGIN}{chat.get_absolute_url()}"


def head_of(chat: Chat) -> str | None:
    """What the hour's questions reply to: its last announcement, or its first question. One query.

    All of them to one Note rather than each to the one before, so that a question which is taken
    back leaves the others where they are.
    """
    kinds = [OwnObject.Kind.ANNOUNCEMENT, OwnObject.Kind.QUESTION]
    said = OwnObject.objects.filter(chat=chat, kind__in=kinds, withdrawn_at=None)
    known = list(said.order_by("pk").values_list("kind", "pk"))
    announced = [number for kind, number in known if kind == OwnObject.Kind.ANNOUNCEMENT]
    asked = [number for kind, number in known if kind == OwnObject.Kind.QUESTION]
    head = announced[-1] if announced else (asked[0] if asked else None)
    return addresses.object_uri(chat.community, head) if head else None


def _note(chat: Chat, words: str, mentions: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "type": "Note",
        "url": hour_uri(chat),
        "context": hour_uri(chat),
        "conversation": hour_uri(chat),
        "sensitive": False,
        "interactionPolicy": ANYBODY_MAY_QUOTE,
        "tag": [hashtag(chat.community)],
        **words_in(chat.community, words, mentions),
    }
