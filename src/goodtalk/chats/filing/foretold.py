"""An old hour that is filed before the database knows of it, by what an archive has of it.

Whoever stores the hour may find more: an earlier import, an author who is known by another name,
a chat that was held here. So what was foretold says what it was told from, and counts only where
that came to be.
"""

from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import NamedTuple, Self

from goodtalk.chats.arriving.drafts import Draft
from goodtalk.chats.arriving.enclosing import as_data
from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.chats.arriving.placing import rebuilt_times
from goodtalk.chats.arriving.replies import answered_first, stand_under
from goodtalk.chats.filing.askings import Asked
from goodtalk.chats.filing.whole_hours import Decision, Filed, decide
from goodtalk.chats.models import Chat
from goodtalk.communities.rhythm import Slot

_CHAT = 1  # its number, as long as it has none


class Foretold(NamedTuple):
    """What would become of an hour, in plain values that may go to another process."""

    uris: tuple[str, ...]  # of its posts, in order
    premises: tuple[Hashable, ...]
    asked: list[tuple[int, str, str]]  # number, words, moment of each question
    theme: str
    filed: list[tuple[int, str, bool, str, bool]]

    @classmethod
    def of(cls, slot: Slot, posts: Sequence[IncomingPost]) -> Self:
        """Foretell an hour of the rhythm, of which these are all posts."""
        chat = Chat(id=_CHAT, is_rebuilt=True, **rebuilt_times(slot))
        drafts = _drafts(posts)
        known: dict[str, Draft] = {}
        for draft in answered_first(drafts):
            parent = known.get(draft.in_reply_to)
            if parent is not None and stand_under(draft, parent):
                draft.parent_id = parent.id
            known[draft.uri] = draft
        premises = _premises(chat, drafts)
        asked, theme, filed = decide(chat, drafts)
        return cls(
            tuple(draft.uri for draft in drafts),
            premises,
            [(one.number, one.text, one.at.isoformat()) for one in asked],
            theme,
            [(f.number, f.filed_by, f.is_certain, f.kind, f.is_prompt) for f in filed],
        )

    def decision(self, chat: Chat, posts: Sequence[Draft]) -> Decision | None:
        """What was foretold, if these posts are what it was told from; None if they are not."""
        if not all(post.is_visible for post in posts) or self.premises != _premises(chat, posts):
            return None
        asked = [
            Asked(number, text, datetime.fromisoformat(at), ()) for number, text, at in self.asked
        ]
        return Decision(asked, self.theme, [Filed(*each) for each in self.filed])


def _drafts(posts: Sequence[IncomingPost]) -> list[Draft]:
    accounts: dict[tuple[str, str], int] = {}
    return [
        Draft(
            id=number,
            chat_id=_CHAT,
            account_id=accounts.setdefault((post.network, post.author.uri), len(accounts) + 1),
            network=post.network,
            uri=post.uri,
            text=post.text,
            enclosed=as_data(post.enclosed),
            published_at=post.published,
            in_reply_to=post.in_reply_to[:500],
            is_share=post.is_share,
        )
        for number, post in enumerate(posts, 1)
    ]


def _premises(chat: Chat, posts: Sequence[Draft]) -> tuple[Hashable, ...]:
    """All that the filing of an hour looks at and that its posts' words do not tell."""
    authors: dict[int, int] = {}
    places = {post.id: place for place, post in enumerate(posts)}
    times = (chat.starts_at, chat.ends_at, chat.closed_at, chat.wrapped_up_at)
    return (
        *(moment.timestamp() if moment else None for moment in times),
        tuple([authors.setdefault(post.account_id, len(authors)) for post in posts]),
        tuple([places.get(post.parent_id or 0, -1) for post in posts]),
        tuple([post.published_at.timestamp() for post in posts]),
    )
