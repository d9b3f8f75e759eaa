"""Posts on their way into the database: filed, linked to what they answer, and logged."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from goodtalk.chats.copies import find_original
from goodtalk.chats.filing import Sheet, file_post, kind_of
from goodtalk.chats.incoming import IncomingPost
from goodtalk.chats.log import Happening, append_events
from goodtalk.chats.models import Attendance, Chat, Post
from goodtalk.chats.said import find_links, said_to_html
from goodtalk.chats.sanitising import sanitise
from goodtalk.chats.speakers import find_accounts, mention_address
from goodtalk.communities.hashtags import fold_tag
from goodtalk.communities.models import Community

Key = tuple[str, str]  # network, uri
CLOCK_SKEW = timedelta(minutes=5)  # how far two servers' clocks may be apart


class Arrivals:
    """Gathers the new posts of one delivery, then stores them together.

    The caller holds the locks of the chats and has made sure that no post is there already.
    """

    def __init__(
        self, community: Community, chats: Mapping[Key, Chat | None], *, now: datetime, rebuild: bool
    ) -> None:
        self.community = community
        self.chats = chats
        self.now = now
        self.rebuild = rebuild
        self._incoming: list[tuple[IncomingPost, Post]] = []

    def add(self, incoming: IncomingPost) -> Post:
        """Gather one; the post that comes back is stored, and gets its number, with the rest."""
        post = Post(
            community=self.community,
            chat=self.chats[incoming.network, incoming.uri],
            network=incoming.network,
            uri=incoming.uri,
            url=_web_address(incoming.url),
            text=incoming.text,
            html=sanitise(incoming.html) if incoming.html else self._html(incoming.text),
            published_at=incoming.published,
            received_at=self.now,
            language=incoming.language[:16],
            tags=list(incoming.tags),
            links=list(incoming.links or _links(incoming.text)),
            in_reply_to=incoming.in_reply_to[:500],
            is_share=incoming.is_share,
            held_at=self.now if incoming.hold else None,
        )
        self._incoming.append((incoming, post))
        return post

    def _html(self, text: str) -> str:
        return said_to_html(text, tag_url=self._tag_address, mention_url=mention_address)

    def _tag_address(self, tag: str) -> str | None:
        """The community's own tag leads to its page; others lead nowhere that we know."""
        own = fold_tag(tag) == self.community.tag_key
        return self.community.get_absolute_url() if own else None

    def store(self) -> dict[int, int]:
        """Write everything. Returns the seq of each post's event by the post's number."""
        if not self._incoming:
            return {}
        self._name_authors()
        self._file()
        posts = [post for _, post in self._incoming]
        Post.objects.bulk_create(posts, batch_size=500)
        self._link_replies(posts)
        self._note_attendance(posts)
        return self._log(posts)

    def _name_authors(self) -> None:
        accounts = find_accounts(incoming for incoming, _ in self._incoming)
        for incoming, post in self._incoming:
            post.account = accounts[incoming.network, incoming.author.uri]

    def _file(self) -> None:
        """Earlier posts first, so that a reply finds its parent filed."""
        sheets = {chat.pk: Sheet(chat) for chat in set(self.chats.values()) if chat}
        nothing = Sheet(None)
        known = self._parents()
        present = self._present()
        for incoming, post in sorted(self._incoming, key=lambda pair: pair[0].published):
            parent = known.get(incoming.in_reply_to)
            _come_after(post, parent)
            post.same_as = find_original(incoming, post.chat)
            filing = file_post(
                sheets.get(post.chat_id or 0, nothing),
                text=post.text,
                published=post.published_at,
                parent=parent,
                chosen=incoming.question,
            )
            post.question, post.filed_by = filing.question, filing.by
            post.is_certain = filing.certain
            speaker = (post.chat_id, post.account.person_id)
            post.kind = kind_of(
                post.text, filing, is_reply=bool(post.in_reply_to), is_first=speaker not in present
            )
            present.add(speaker)
            known[incoming.uri] = post

    def _parents(self) -> dict[str, Post]:
        """What these posts reply to, by its uri: people answer across networks."""
        asked = {incoming.in_reply_to for incoming, _ in self._incoming if incoming.in_reply_to}
        if not asked:
            return {}
        found = Post.objects.filter(community=self.community, uri__in=asked)
        return {
            post.uri: post.same_as or post
            for post in found.select_related("question", "same_as__question")
        }

    def _present(self) -> set[tuple[int | None, int]]:
        chats = {chat.pk for chat in self.chats.values() if chat}
        people = {post.account.person_id for _, post in self._incoming}
        spoken = Attendance.objects.filter(chat__in=chats, person__in=people)
        return set(spoken.values_list("chat", "person"))

    def _link_replies(self, posts: Iterable[Post]) -> None:
        """Give replies their parents: those that came now, and those that came before theirs."""
        known = self._parents()
        linked = []
        for post in posts:
            parent = known.get(post.in_reply_to)
            if parent and _answers(post, parent):
                post.parent = parent
                linked.append(post)
        by_uri = {post.uri: post for post in posts}
        waiting = Post.objects.filter(
            community=self.community, parent=None, in_reply_to__in=by_uri
        ).exclude(in_reply_to="").exclude(pk__in=[post.pk for post in linked])
        for reply in waiting:
            parent = by_uri[reply.in_reply_to]
            if _answers(reply, parent):
                reply.parent = parent
                linked.append(reply)
        if linked:
            Post.objects.bulk_update(linked, ["parent"], batch_size=500)

    def _note_attendance(self, posts: Iterable[Post]) -> None:
        """Who spoke was there; a boost, a copy and what is still held say nothing of that."""
        spoke = {
            (post.chat_id, post.account.person_id)
            for post in posts
            if post.chat_id and not post.is_share and not post.held_at
        }
        if spoke:
            Attendance.objects.bulk_create(
                [Attendance(chat_id=chat, person_id=person) for chat, person in sorted(spoke)],
                ignore_conflicts=True,
            )

    def _log(self, posts: Iterable[Post]) -> dict[int, int]:
        """One event a post, in the order in which they were said."""
        by_chat: dict[int, list[Post]] = defaultdict(list)
        for post in sorted(posts, key=lambda post: post.published_at):
            if post.chat_id and post.same_as_id is None:
                by_chat[post.chat_id].append(post)
        seqs: dict[int, int] = {}
        for chat_posts in by_chat.values():
            chat = chat_posts[0].chat
            assert chat is not None
            happenings = [
                Happening("post.held" if post.held_at else "post.received", {"post": post.pk})
                for post in chat_posts
            ]
            events = append_events(chat, happenings, at=self.now)
            seqs |= {post.pk: event.seq for post, event in zip(chat_posts, events, strict=True)}
        return seqs


def _links(text: str) -> list[str]:
    """The addresses of pages in a text, whole; what has no scheme is taken as https."""
    values = [found.value for found in find_links(text)]
    return [one if one.lower().startswith("http") else f"https://{one}" for one in values]


def _come_after(post: Post, parent: Post | None) -> None:
    """A reply is younger than what it answers, whatever the two servers' clocks say."""
    if parent and timedelta() <= parent.published_at - post.published_at <= CLOCK_SKEW:
        post.published_at = parent.published_at + timedelta(microseconds=1)


def _answers(post: Post, parent: Post) -> bool:
    """Whether one may stand under the other: in one chat, and never two under each other."""
    older = (parent.published_at, parent.pk) < (post.published_at, post.pk)
    return older and parent.chat_id == post.chat_id


def _web_address(url: str) -> str:
    """Only an address that a browser may be sent to; anything else is dropped."""
    return url if url.startswith(("https://", "http://")) and len(url) <= 1000 else ""
