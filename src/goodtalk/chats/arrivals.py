"""Posts on their way into the database: filed, linked to what they answer, and logged."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from goodtalk.chats.among import among
from goodtalk.chats.copies import find_original
from goodtalk.chats.filing import Sheet, file_post, kind_of
from goodtalk.chats.incoming import IncomingPost
from goodtalk.chats.log import Happening, append_many
from goodtalk.chats.models import Attendance, Chat, Post
from goodtalk.chats.replies import gather_replies, stand_under
from goodtalk.chats.sanitising import web_address
from goodtalk.chats.speakers import find_accounts
from goodtalk.chats.whole_hours import file_whole_hour
from goodtalk.chats.wording import Wording, links_in
from goodtalk.chats.writing import insert_rows, insert_values, new_row, reserve_numbers
from goodtalk.communities.models import Community

Key = tuple[str, str]  # network, uri
Arrival = tuple[IncomingPost, Post]
Speaker = tuple[int | None, int]  # a chat, a person


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
        self._incoming: list[Arrival] = []
        self._has_questions: list[int] = []  # chats that have just got them
        self._spoken: set[Speaker] = set()  # who has been noted as present
        self._wording = Wording(community)

    def add(self, incoming: IncomingPost) -> Post:
        """Gather one; the post that comes back is stored, and gets its number, with the rest."""
        chat = self.chats[incoming.network, incoming.uri]
        post = new_row(
            Post,
            {"community": self.community, "chat": chat},
            network=incoming.network,
            uri=incoming.uri,
            url=web_address(incoming.url, 1000),
            text=incoming.text,  # as it was said: the record is not ours to mend
            html=self._wording.html_of(incoming),
            published_at=incoming.published,
            received_at=self.now,
            language=incoming.language[:16],
            tags=list(incoming.tags),
            links=links_in(incoming),
            in_reply_to=incoming.in_reply_to[:500],
            is_share=incoming.is_share,
            held_at=self.now if incoming.hold else None,
        )
        self._incoming.append((incoming, post))
        return post

    def store(self) -> dict[int, int]:
        """Write everything. Returns the seq of each post's event by the post's number."""
        if not self._incoming:
            return {}
        posts = [post for _, post in self._incoming]
        for post, number in zip(posts, reserve_numbers(Post, len(posts)), strict=True):
            post.pk = number
        self._name_authors()
        self._file()
        self._file_whole_hours(posts)
        insert_rows(posts)
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

    def _file(self) -> None:
        """File what is said before what answers it, and put replies under their parents."""
        known, present = self._parents(), self._present()
        nothing = Sheet(None)
        for incoming, post in _answered_first(self._incoming):
            parent = known.get(post.in_reply_to)
            if parent is not None:
                if stand_under(post, parent):
                    post.parent = parent
                else:
                    parent = None
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

    def _file_whole_hours(self, posts: Iterable[Post]) -> None:
        """What an archive brings to an hour that nobody has touched is all that there is of it."""
        new = {pk for pk, chat in self._locked.items() if self.rebuild and chat.is_rebuilt and not chat.last_seq}
        by_chat: dict[int, list[Post]] = defaultdict(list)
        for post in posts:
            if post.chat_id in new:
                by_chat[post.chat_id].append(post)
        for chat_id, these in by_chat.items():
            if not self._sheets[chat_id].questions and file_whole_hour(self._locked[chat_id], these):
                self._has_questions.append(chat_id)

    def _parents(self) -> dict[str, Post]:
        """What these posts reply to, by its uri: people answer across networks."""
        asked = {post.in_reply_to for _, post in self._incoming if post.in_reply_to}
        if not asked:
            return {}
        found = Post.objects.filter(among("uri", asked), community=self.community)
        return {
            post.uri: post.same_as or post
            for post in found.select_related("question", "same_as__question")
        }

    def _present(self) -> set[Speaker]:
        chats = {chat.pk for chat in self.chats.values() if chat}
        people = {post.account.person_id for _, post in self._incoming}
        spoken = Attendance.objects.filter(among("person", people), chat__in=chats)
        self._spoken = set(spoken.values_list("chat", "person"))
        return set(self._spoken)

    def _note_attendance(self, posts: Iterable[Post]) -> None:
        """Who spoke was there; a boost, a copy and what is still held say nothing of that."""
        spoke = {
            (post.chat_id, post.account.person_id)
            for post in posts
            if post.chat_id and post.is_visible and not post.is_share
        }
        if spoke := spoke - self._spoken:
            insert_values(
                Attendance, ["chat_id", "person_id"], sorted(spoke), unless_there=True
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
        for chat_id in self._has_questions:
            by_chat[chat_id].append(Happening("run_sheet.edited", {}))
        seqs: dict[int, int] = {}
        for chat_id, happenings in by_chat.items():
            places = append_many(self._locked[chat_id], happenings, at=self.now)
            named = (happening.data.get("post") for happening in happenings)
            seqs = dict(zip(named, places, strict=True)) | seqs
        return seqs


def _answered_first(incoming: Sequence[Arrival]) -> list[Arrival]:
    """Earlier posts first, and each after what it answers, whatever their servers' clocks say."""
    waiting = {post.uri: (each, post) for each, post in incoming}
    ordered: list[Arrival] = []
    for pair in sorted(incoming, key=lambda pair: pair[0].published):
        line = []
        while (found := waiting.pop(pair[1].uri, None)) is not None:
            line.append(found)
            pair = waiting.get(found[1].in_reply_to, found)
        ordered += reversed(line)
    return ordered
