"""A post that is here already, and comes again from somebody who knows more of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef

from goodtalk.chats.arriving.among import among
from goodtalk.chats.arriving.beforehand import url_of
from goodtalk.chats.arriving.cut_short import whole_text
from goodtalk.chats.arriving.drafts import AnyPost
from goodtalk.chats.arriving.enclosing import Data, as_data, read_enclosed
from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.chats.arriving.real_times import loosen_replies, move, tells_the_time, tidy_left
from goodtalk.chats.arriving.replies import (
    follow_parent,
    gather_replies,
    posts_here,
    stand_under,
)
from goodtalk.chats.arriving.shortened import not_shown, with_known
from goodtalk.chats.arriving.wording import Wording, links_in
from goodtalk.chats.arriving.writing import update_rows
from goodtalk.chats.filing.filing import Sheet, file_again
from goodtalk.chats.keeping_order.moderation import note_presence
from goodtalk.chats.log import Happening, append_many, lock_chat
from goodtalk.chats.models import Attendance, Chat, Post
from goodtalk.communities.models import Community

_KEPT = ["text", "html", "url", "tags", "links", "enclosed", "language", "in_reply_to", "parent_id"]
_KEPT += ["published_at", "chat_id", "question_id", "filed_by", "is_certain", "is_prompt", "kind"]
_KEPT += ["is_share"]
# Where a tweet leads whose author's handle was not known.
_BY_NUMBER = "https://twitter.com/i/"


class Change(NamedTuple):
    """What a completion has put in the place of what; the post's question follows from it."""

    post_id: int
    field: str  # the attribute: parent_id, not parent
    before: Any
    after: Any


Listener = Callable[[Sequence[Change]], None]
_listener: ContextVar[Listener | None] = ContextVar("_listener", default=None)


@contextmanager
def completions_told_to(listener: Listener) -> Iterator[None]:
    """While it lasts, `listener` hears what is completed: in the same transaction, in order.

    Not of posts that came at the same moment as what completes them: they are one delivery's.
    """
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


class Completions:
    """Gathers what the duplicates of one delivery tell beyond what is here, then keeps it.

    Nothing is taken away or shortened; what was taken back stays empty, what a person filed stays
    there, and another community's posts are its own affair. Only posts between times and those of
    the chats that are `locked` are touched.
    """

    def __init__(self, community: Community, locked: Mapping[int, Chat], now: datetime) -> None:
        self.community = community
        self.now = now
        self._locked = locked
        self._wording = Wording(community)
        self._posts: dict[int, Post] = {}
        self._reworded: set[int] = set()
        self._shared: set[int] = set()
        self.moved: dict[int, tuple[Chat | None, Chat | None]] = {}  # from where to where, by post
        self._changes: list[Change] = []

    def add(self, post: AnyPost, incoming: IncomingPost, chat: Chat | None = None) -> bool:
        """Take from an incoming post what its stored one lacks. Says whether that was anything.

        `chat` is the one of the incoming post: where only the day was known, it goes there.
        """
        if post.community_id != self.community.pk or post.withdrawn_at or post.network == "web":
            return False
        has_time = tells_the_time(incoming, post) and self._take_time(post, incoming, chat)
        if post.chat_id and post.chat_id not in self._locked:
            return False
        is_shared = self._set(post, self._as_share(post, incoming))
        has_words = self._set(
            post,
            self._whole_words(post, incoming)
            or _what_came(post, incoming) | self._whole_addresses(post, incoming),
        )
        has_facts = self._set(post, self._new_facts(post, incoming))
        has_any = has_words or has_facts or has_time or is_shared
        if not isinstance(post, Post):  # it is in the same delivery, and about to be written
            return has_any
        if has_words or is_shared:
            self._reworded.add(post.pk)
        if has_any:
            self._posts[post.pk] = post
        return has_any

    def _take_time(self, post: AnyPost, incoming: IncomingPost, chat: Chat | None) -> bool:
        """Give it its time, and put it where it was said then; not what a person put elsewhere.

        An hour that was held here is not left: it was told by its own log.
        """
        if isinstance(post, Post) and post.chat_id != (chat.pk if chat else None):
            left = self._locked.get(post.chat_id or 0)
            if post.chat_id and left is None:
                left = lock_chat(post.chat_id)
            if post.filed_by == Post.FiledBy.CHAIR or (left and not left.is_rebuilt):
                return False
            if left:
                self._locked = {**self._locked, left.pk: left}
            before = {name: getattr(post, name) for name in ("parent_id", "chat_id")}
            if post.received_at != self.now:  # filing the hour changes it; so it is kept first
                self._changes.append(Change(post.pk, "kind", post.kind, post.kind))
            move(post, chat)
            self.moved[post.pk] = left, chat
            for name, value in before.items():
                self._note(post, name, value)
        return self._set(post, {"published_at": incoming.published})

    def keep(self) -> None:
        """Write it, file anew where that is not done for the whole hour later, and log it.

        Nothing is asked where nothing is new. Three queries, and for each chat three; in hours
        that were held here, some more for each post that has moved.
        """
        self._leave_withdrawn()
        posts = list(self._posts.values())
        self._find_parents(posts)
        refiled = self._file(posts)
        update_rows(Post, posts, _KEPT)
        self._settle_moved()
        self._note_absent(posts)
        if self._changes and (listener := _listener.get()):
            listener(self._changes)
        happenings: dict[int | None, list[Happening]] = defaultdict(list)
        for number, (left, chat) in self.moved.items():
            for kind, where in (("post.withdrawn", left), ("post.received", chat)):
                if where and number in self._posts and self._posts[number].same_as_id is None:
                    happenings[where.pk].append(Happening(kind, {"post": number}))
        for post in posts:
            if post.pk in self._reworded and post.same_as_id is None:
                happenings[post.chat_id].append(Happening("post.edited", {"post": post.pk}))
        for post in refiled:
            moved = [post, *follow_parent(self._locked[post.chat_id or 0], post)]
            happenings[post.chat_id] += [Happening("post.refiled", {"post": m.pk}) for m in moved]
        in_chats = [(self._locked[number], these) for number, these in happenings.items() if number]
        append_many(in_chats, at=self.now)

    def _settle_moved(self) -> None:
        """Who was there, and who answers whom, where posts have moved; hours that they left."""
        if not self.moved:
            return
        moved = [post for pk, post in self._posts.items() if pk in self.moved]
        loose = loosen_replies(moved)
        update_rows(Post, loose, ["parent_id"])
        sheets = {}
        for post in moved:
            left, chat = self.moved[post.pk]
            if chat:
                sheets[chat.pk] = Sheet(chat)
                note_presence(chat, post.account.person)
            if left:
                tidy_left(left, [post], now=self.now)
        here = {post.uri: post.pk for post in moved}
        gather_replies(self.community, here, sheets, may_move=False)

    def _note_absent(self, posts: Iterable[Post]) -> None:
        """Who has only repeated what others said did not speak in the hour."""
        shared = [each for each in posts if each.pk in self._shared and each.chat_id]
        if not shared:
            return
        there = Attendance.objects.filter(
            among("chat_id", {post.chat_id for post in shared}),
            among("person__accounts", {post.account_id for post in shared}),
        )
        said = Post.objects.visible().authored().filter(account__person=OuterRef("person"))
        absent = there.filter(~Exists(said.filter(chat=OuterRef("chat")))).values_list("pk")
        Attendance.objects.filter(among("pk", [pk for (pk,) in absent])).delete()

    def _as_share(self, post: AnyPost, incoming: IncomingPost) -> dict[str, Any]:
        """That it is somebody else's words, where the file before did not know that.

        Some tools give a retweet the bare words of what it repeats. Only the same words tell, and
        only in an hour that is filed anew as a whole; not where a person has filed it.
        """
        if post.is_share or not incoming.is_share or post.network != "twitter":
            return {}
        if not isinstance(post, Post) or post.is_prompt or post.filed_by == Post.FiledBy.CHAIR:
            return {}
        if post.chat_id and not self._locked[post.chat_id].is_rebuilt:
            return {}
        if post.text != incoming.text and not whole_text(
            post.text, incoming.text, are_tweets=True, are_shares=True
        ):
            return {}
        self._shared.add(post.pk)
        return {"is_share": True}

    def _whole_words(self, post: AnyPost, incoming: IncomingPost) -> dict[str, Any]:
        """The whole text, with what is in it, where what is here was cut short."""
        if incoming.text == post.text:
            return {}
        are_tweets = post.network == "twitter"
        are_shares = are_tweets and post.is_share and incoming.is_share
        text = whole_text(post.text, incoming.text, are_tweets=are_tweets, are_shares=are_shares)
        if not text:
            return {}
        is_ours = text.endswith(post.text)  # and they only tell whom it repeats
        tags = [*self._wording.whole_tags(post.tags, post.text), *self._wording.tags_of(incoming)]
        if text != incoming.text:
            incoming = replace(incoming, text=text, links=() if is_ours else incoming.links)
        incoming = with_known(incoming, post)
        return {
            "text": incoming.text,
            "html": self._wording.html_of(incoming),
            "tags": list(dict.fromkeys(tags)),
            "links": (is_ours and post.links) or links_in(incoming) or post.links,
            "enclosed": _fuller(post.enclosed, as_data(incoming.enclosed)),
        }

    def _whole_addresses(self, post: AnyPost, incoming: IncomingPost) -> dict[str, Any]:
        """The same words, in which short addresses show where they lead.

        Once they do they stay so, whatever another file makes of them.
        """
        if not any(short in post.html for short, _whole, _is_below in incoming.addresses):
            return {}
        html = self._wording.html_of(replace(incoming, text=post.text, html=""))
        return {"html": html} if html != post.html else {}

    def _new_facts(self, post: AnyPost, incoming: IncomingPost) -> dict[str, Any]:
        """What it answers, its language, tags and links, where they were not known.

        Links of which nothing but the short address was known are not known either.
        """
        links = links_in(incoming)
        if links and not post.links and (gone := not_shown(post)):
            links = [link for link in links if link not in gone]
        told = {
            "in_reply_to": "" if post.is_share or incoming.is_share else incoming.in_reply_to[:500],
            "language": incoming.language[:16],
            "tags": [] if post.tags else self._wording.tags_of(incoming),
            "links": links,
        }
        new = {name: value for name, value in told.items() if value and not getattr(post, name)}
        if post.url.startswith(_BY_NUMBER) and not incoming.url.startswith(_BY_NUMBER):
            new["url"] = url_of(incoming) or post.url
        whole = {short: address for short, address, _is_below in incoming.addresses}
        if not whole.keys().isdisjoint(post.links):
            new["links"] = list(dict.fromkeys(whole.get(link, link) for link in post.links))
        return new

    def _set(self, post: AnyPost, new: Mapping[str, Any]) -> bool:
        for name, value in new.items():
            before = getattr(post, name)
            setattr(post, name, value)
            self._note(post, name, before)
        return bool(new)

    def _note(self, post: AnyPost, name: str, before: Any) -> None:
        after = getattr(post, name)
        if after != before and post.pk and post.received_at != self.now:
            self._changes.append(Change(post.pk, name, before, after))

    def _leave_withdrawn(self) -> None:
        """Posts between times have no chat to lock: one may have been taken back meanwhile."""
        between = sorted(post.pk for post in self._posts.values() if post.chat_id is None)
        if not between:
            return
        rows = Post.objects.select_for_update(of=("self",)).filter(among("pk", between))
        for pk, withdrawn_at in rows.order_by("pk").values_list("pk", "withdrawn_at"):
            if withdrawn_at is not None:
                del self._posts[pk]
                self._changes = [change for change in self._changes if change.post_id != pk]

    def _find_parents(self, posts: Iterable[Post]) -> None:
        asked = {post.in_reply_to for post in posts if post.in_reply_to and not post.parent_id}
        if not asked:
            return
        parents = posts_here(self.community, asked)
        for post in posts:
            parent, published = parents.get(post.in_reply_to), post.published_at
            if parent is None or post.parent_id or _stands_above(post, parent):
                continue
            if stand_under(post, parent):
                post.parent = parent
                self._note(post, "parent_id", None)
                self._note(post, "published_at", published)

    def _file(self, posts: Iterable[Post]) -> list[Post]:
        """An hour from an archive is filed as a whole, by whoever has brought it."""
        held_here = {pk: chat for pk, chat in self._locked.items() if not chat.is_rebuilt}
        touched = {post.chat_id for post in posts}
        sheets = {pk: Sheet(chat) for pk, chat in held_here.items() if pk in touched}
        moved = []
        for post in posts:
            sheet, kind = sheets.get(post.chat_id or 0), post.kind
            if sheet and file_again(post, sheet, post.parent):
                moved.append(post)
            self._note(post, "kind", kind)
        return moved


def _what_came(post: AnyPost, incoming: IncomingPost) -> dict[str, Any]:
    """What came with the same words, where nothing of it was known: its pictures, its warning."""
    came = as_data(incoming.enclosed)
    if not came:
        return {}
    if post.network == "twitter":  # nobody could change a tweet: each file tells some of the same
        came = _fuller(post.enclosed, came)
    elif read_enclosed(post.enclosed) or post.text != incoming.text:
        return {}
    else:
        came = (post.enclosed or {}) | came
    return {"enclosed": came} if came != post.enclosed else {}


def _fuller(here: Data | None, came: Data | None) -> Data | None:
    """What is here with what is not; of two tellings of the pictures, the one that says more."""
    if not here or not came:
        return came or here
    whole = came | here
    new, old = (_said_of(one.get("pictures", [])) for one in (came, here))
    if new != old and all(one >= other for one, other in zip(new, old, strict=True)):
        whole["pictures"] = came["pictures"]
    return whole


def _said_of(pictures: Sequence[Data]) -> tuple[int, int, int]:
    """How much is told: how many they are, what is to be seen in them, where they were."""
    described, found = (sum(bool(one[name]) for one in pictures) for name in ("description", "url"))
    return len(pictures), described, found


def _stands_above(post: Post, other: Post | None) -> bool:
    """Whether the one is the other or above it: nobody answers what answers them."""
    if other is not None and other.pk != post.pk and other.published_at < post.published_at:
        return False  # what stands above is older
    while other is not None:
        if other.pk == post.pk:
            return True
        other = other.parent
    return False
