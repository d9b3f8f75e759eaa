"""Posts on their way into the database: filed, linked to what they answer, and logged."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from goodtalk.chats.copies import find_original
from goodtalk.chats.filing import Sheet, file_post, kind_of
from goodtalk.chats.incoming import IncomingPost
from goodtalk.chats.log import Happening, append_events
from goodtalk.chats.models import Attendance, Chat, Post
from goodtalk.chats.replies import gather_replies, stand_under
from goodtalk.chats.said import find_links, said_to_html
from goodtalk.chats.sanitising import sanitise, web_address
from goodtalk.chats.speakers import find_accounts, mention_address
from goodtalk.communities.hashtags import fold_tag
from goodtalk.communities.models import Community
from goodtalk.communities.plain_text import plain_text

Key = tuple[str, str]  # network, uri
Arrival = tuple[IncomingPost, Post]


class Arrivals:
    """Gathers the new posts of one delivery, then stores them together.

    The caller holds the locks of the chats and has made sure that no post is there already.
    """

    def __init__(
        self,
        community: Community,
        chats: Mapping[Key, Chat | None],
        *,
        now: datetime,
        rebuild: bool,
    ) -> None:
        self.community = community
        self.chats = chats
        self.now = now
        self.rebuild = rebuild
        self._locked = {chat.pk: chat for chat in chats.values() if chat}
        self._sheets = {pk: Sheet(chat) for pk, chat in self._locked.items()}
        self._incoming: list[tuple[IncomingPost, Post]] = []

    def add(self, incoming: IncomingPost) -> Post:
        """Gather one; the post that comes back is stored, and gets its number, with the rest."""
        post = Post(
            community=self.community,
            chat=self.chats[incoming.network, incoming.uri],
            network=incoming.network,
            uri=incoming.uri,
            url=web_address(incoming.url, 1000),
            text=incoming.text,  # as it was said: the record is not ours to mend
            html=sanitise(incoming.html) if incoming.html else self._html(incoming.text),
            published_at=incoming.published,
            received_at=self.now,
            language=incoming.language[:16],
            tags=list(incoming.tags),
            links=_links(incoming),
            in_reply_to=incoming.in_reply_to[:500],
            is_share=incoming.is_share,
            held_at=self.now if incoming.hold else None,
        )
        self._incoming.append((incoming, post))
        return post

    def _html(self, text: str) -> str:
        words = plain_text(text)
        return said_to_html(words, tag_url=self._tag_address, mention_url=mention_address)

    def _tag_address(self, tag: str) -> str | None:
        """The community's own tag leads to its page; others lead nowhere that we know."""
        own = fold_tag(tag) == self.community.tag_key
        return self.community.get_absolute_url() if own else None

    def store(self) -> dict[int, int]:
        """Write everything. Returns the seq of each post's event by the post's number."""
        if not self._incoming:
            return {}
        self._name_authors()
        parents = self._file()
        posts = [post for _, post in self._incoming]
        Post.objects.bulk_create(posts, batch_size=500)
        self._link(posts, parents)
        followed = gather_replies(
            self.community, posts, self._sheets, may_move=not self.rebuild
        )
        here = {post.pk for post in posts}
        arrived = posts + [post for post in followed.came_in if post.pk not in here]
        self._note_attendance(arrived)
        return self._log(arrived, [post for post in followed.refiled if post.pk not in here])

    def _name_authors(self) -> None:
        accounts = find_accounts(incoming for incoming, _ in self._incoming)
        for incoming, post in self._incoming:
            post.account = accounts[incoming.network, incoming.author.uri]

    def _file(self) -> dict[str, Post]:
        """File what is said before what answers it. Returns the parents by their replies' uris."""
        known, parents, present = self._parents(), {}, self._present()
        nothing = Sheet(None)
        for incoming, post in _answered_first(self._incoming):
            parent = known.get(incoming.in_reply_to)
            if parent is None or not stand_under(post, parent):
                parent = None
            else:
                parents[post.uri] = parent
            post.same_as = find_original(incoming, self.community, post.chat)
            filing = file_post(
                self._sheets.get(post.chat_id or 0, nothing),
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
            known[incoming.uri] = post.same_as or post
            if post.same_as and post.same_as.withdrawn_at:
                post.forget_words(self.now)
        return parents

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

    def _link(self, posts: Iterable[Post], parents: Mapping[str, Post]) -> None:
        linked = [post for post in posts if post.uri in parents]
        for post in linked:
            post.parent = parents[post.uri]
        Post.objects.bulk_update(linked, ["parent"], batch_size=500)

    def _note_attendance(self, posts: Iterable[Post]) -> None:
        """Who spoke was there; a boost, a copy and what is still held say nothing of that."""
        spoke = {
            (post.chat_id, post.account.person_id)
            for post in posts
            if post.chat_id and post.is_visible and not post.is_share
        }
        if spoke:
            Attendance.objects.bulk_create(
                [Attendance(chat_id=chat, person_id=person) for chat, person in sorted(spoke)],
                ignore_conflicts=True,
            )

    def _log(self, posts: Iterable[Post], refiled: Iterable[Post]) -> dict[int, int]:
        """One event a post, in the order in which they were said; then what they have moved."""
        by_chat: dict[int, list[Happening]] = defaultdict(list)
        for post in sorted(posts, key=lambda post: post.published_at):
            if post.chat_id and post.same_as_id is None and post.withdrawn_at is None:
                kind = "post.held" if post.held_at else "post.received"
                by_chat[post.chat_id].append(Happening(kind, {"post": post.pk}))
        for post in refiled:
            by_chat[post.chat_id or 0].append(Happening("post.refiled", {"post": post.pk}))
        seqs: dict[int, int] = {}
        for chat_id, happenings in by_chat.items():
            events = append_events(self._locked[chat_id], happenings, at=self.now)
            seqs = {event.data["post"]: event.seq for event in events} | seqs
        return seqs


def _links(incoming: IncomingPost) -> list[str]:
    """The addresses of pages that it points to, whole; what has no scheme is taken as https."""
    values = incoming.links or [found.value for found in find_links(incoming.text)]
    whole = [one if ":" in one.partition("/")[0] else f"https://{one}" for one in values]
    return [address for one in whole if (address := web_address(one, 1000))]


def _answered_first(incoming: Sequence[Arrival]) -> list[Arrival]:
    """Earlier posts first, and each after what it answers, whatever their servers' clocks say."""
    waiting = {post.uri: (each, post) for each, post in incoming}
    ordered: list[Arrival] = []
    for pair in sorted(incoming, key=lambda pair: pair[0].published):
        line = []
        while (found := waiting.pop(pair[1].uri, None)) is not None:
            line.append(found)
            pair = waiting.get(found[0].in_reply_to, found)
        ordered += reversed(line)
    return ordered
