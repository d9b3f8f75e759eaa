"""Posts on their way into the database: filed, linked to what they answer, and logged."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from goodtalk.chats.arriving.among import among
from goodtalk.chats.arriving.beforehand import Beforehand, url_of
from goodtalk.chats.arriving.copies import find_original
from goodtalk.chats.arriving.drafts import AnyPost, Draft, insert_drafts
from goodtalk.chats.arriving.enclosing import as_data
from goodtalk.chats.arriving.incoming import IncomingPost, Recorded
from goodtalk.chats.arriving.replies import (
    answered_first,
    gather_replies,
    posts_here,
    stand_under,
)
from goodtalk.chats.arriving.speakers import find_accounts
from goodtalk.chats.arriving.wording import Wording, links_in
from goodtalk.chats.arriving.writing import insert_values, reserve_numbers
from goodtalk.chats.filing.behind_warnings import words_that_tell
from goodtalk.chats.filing.filing import Sheet, file_post, kind_of, sheets_of
from goodtalk.chats.filing.foretold import Foretold
from goodtalk.chats.filing.whole_hours import Decision, carry_out, decide
from goodtalk.chats.log import Happening, append_many
from goodtalk.chats.models import Account, Attendance, Chat, Post
from goodtalk.communities.models import Community

Key = tuple[str, str]  # network, uri
Arrival = tuple[IncomingPost, Draft]
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
        hours: Sequence[Foretold] = (),
    ) -> None:
        self.community = community
        self.chats = chats
        self.now = now
        self.rebuild = rebuild
        self._locked = {chat.id: chat for chat in chats.values() if chat}
        self._sheets = sheets_of(self._locked)
        self._hours = {hour.uris: hour for hour in hours}
        self._incoming: list[Arrival] = []
        self._has_questions: list[int] = []  # chats that have just got them
        self._spoken: set[Speaker] = set()  # who has been noted as present
        self._wording = Wording(community)
        self.accounts: dict[int, Account] = {}  # of those whose posts are new
        self._person_of: dict[int, int] = {}  # by the account

    def add(
        self, incoming: IncomingPost, *, held_because: str = "", told: Beforehand | None = None
    ) -> Draft:
        """Gather one; what comes back is stored, and gets its number, with the rest."""
        chat = self.chats[incoming.network, incoming.uri]
        draft = Draft(
            community_id=self.community.pk,
            chat_id=chat.id if chat else None,
            network=incoming.network,
            uri=incoming.uri,
            url=told.url if told else url_of(incoming),
            text=incoming.text,  # as it was said: the record is not ours to mend
            html=told.html if told else self._wording.html_of(incoming),
            published_at=incoming.published,
            received_at=self.now,
            language=incoming.language[:16],
            tags=self._wording.tags_of(incoming),
            links=told.links if told else links_in(incoming),
            enclosed=as_data(incoming.enclosed),
            in_reply_to=incoming.in_reply_to[:500],
            is_share=incoming.is_share,
            held_at=self.now if incoming.hold or held_because else None,
            held_because=held_because,
        )
        self._incoming.append((incoming, draft))
        return draft

    def store(self) -> dict[int, int]:
        """Write everything. Returns the seq of each post's event by the post's number."""
        if not self._incoming:
            return {}
        drafts = [draft for _, draft in self._incoming]
        for draft, number in zip(drafts, reserve_numbers(Post, len(drafts)), strict=True):
            draft.id = number
        self._name_authors()
        self._file()
        self._file_whole_hours(drafts)
        insert_drafts(drafts)
        followed = gather_replies(
            self.community,
            {draft.uri: draft.same_as_id or draft.id for draft in drafts},
            self._sheets,
            may_move=not self.rebuild,
        )
        here = {draft.id: draft for draft in drafts}
        for post in (*followed.came_in, *followed.refiled):
            if post.pk in here:
                here[post.pk].follow(post)
        came_in = [post for post in followed.came_in if post.pk not in here]
        self._note_attendance(drafts, came_in)
        refiled = [post for post in followed.refiled if post.pk not in here]
        return self._log([*drafts, *came_in], refiled)

    def post_of(self, row: AnyPost) -> Post:
        """What has been stored, for whoever brought it."""
        if isinstance(row, Post):
            return row
        chat = self._locked.get(row.chat_id or 0)
        return row.as_post(self.community, chat, self.accounts[row.account_id])

    def _name_authors(self) -> None:
        accounts = find_accounts(incoming for incoming, _ in self._incoming)
        self.accounts = {account.pk: account for account in accounts.values()}
        self._person_of = {pk: account.person_id for pk, account in self.accounts.items()}
        numbers = {key: account.pk for key, account in accounts.items()}
        for incoming, draft in self._incoming:
            draft.account_id = numbers[incoming.network, incoming.author.uri]

    def _file(self) -> None:
        """File what is said before what answers it, and put replies under their parents."""
        known, present = self._parents(), self._present()
        nothing = Sheet(None)
        incoming_of = {draft.id: incoming for incoming, draft in self._incoming}
        for draft in answered_first(draft for _, draft in self._incoming):
            incoming = incoming_of[draft.id]
            parent = known.get(draft.in_reply_to)
            if parent is not None:
                if stand_under(draft, parent):
                    draft.parent_id = parent.pk
                else:
                    parent = None
            chat = self._locked.get(draft.chat_id or 0)
            original = find_original(incoming, self.community, chat)
            filing = file_post(
                self._sheets.get(draft.chat_id or 0, nothing),
                text=words_that_tell(draft.text, draft.enclosed),
                published=draft.published_at,
                parent=parent,
                chosen=incoming.question,
            )
            draft.question_id = filing.question.pk if filing.question else None
            draft.filed_by, draft.is_certain = filing.by, filing.certain
            speaker = (draft.chat_id, self._person_of[draft.account_id])
            draft.kind = kind_of(
                draft.text,
                filing,
                is_reply=bool(draft.in_reply_to),
                is_first=speaker not in present,
            )
            if incoming.recorded:
                sheet = self._sheets.get(draft.chat_id or 0, nothing)
                _file_as_recorded(draft, sheet, Recorded._make(incoming.recorded))
            present.add(speaker)
            known[incoming.uri] = original or draft
            if original:
                draft.same_as_id = original.pk
                if original.withdrawn_at:
                    draft.forget_words(self.now)

    def _file_whole_hours(self, drafts: Iterable[Draft]) -> None:
        """What an archive brings to an hour that nobody has touched is all that there is of it."""
        new = {
            pk
            for pk, chat in self._locked.items()
            if self.rebuild and chat.is_rebuilt and not chat.last_seq
        }
        by_chat: dict[int, list[Draft]] = defaultdict(list)
        for draft in drafts:
            if draft.chat_id in new and not self._sheets[draft.chat_id].questions:
                by_chat[draft.chat_id].append(draft)
        for chat_id, these in by_chat.items():
            chat = self._locked[chat_id]
            if carry_out(chat, these, self._decide(chat, these)):
                self._has_questions.append(chat_id)

    def _decide(self, chat: Chat, posts: Sequence[Draft]) -> Decision:
        """What becomes of such an hour; where it has come as it was foretold, that."""
        hour = self._hours.get(tuple([post.uri for post in posts])) if self._hours else None
        return (hour and hour.decision(chat, posts)) or decide(chat, posts)

    def _parents(self) -> dict[str, AnyPost]:
        """What these posts reply to, by its uri: people answer across networks."""
        asked = {draft.in_reply_to for _, draft in self._incoming if draft.in_reply_to}
        if not asked:
            return {}
        return dict(posts_here(self.community, asked))

    def _present(self) -> set[Speaker]:
        chats = set(self._locked)
        people = set(self._person_of.values())
        spoken = Attendance.objects.filter(among("person", people), chat__in=chats)
        self._spoken = set(spoken.values_list("chat", "person"))
        return set(self._spoken)

    def _note_attendance(self, drafts: Iterable[Draft], came_in: Iterable[Post]) -> None:
        """Who spoke was there; a boost, a copy and what is still held say nothing of that."""
        person_of = self._person_of | {
            post.account_id: post.account.person_id for post in came_in
        }
        posts: list[AnyPost] = [*drafts, *came_in]
        spoke = {
            (post.chat_id, person_of[post.account_id])
            for post in posts
            if post.chat_id and post.is_visible and not post.is_share
        }
        if spoke := spoke - self._spoken:
            insert_values(
                Attendance, ["chat_id", "person_id"], sorted(spoke), unless_there=True
            )

    def _log(self, posts: Iterable[AnyPost], refiled: Iterable[Post]) -> dict[int, int]:
        """One event a post, in the order in which they were said; then what they have moved."""
        by_chat: dict[int, list[Happening]] = defaultdict(list)
        for post in sorted(posts, key=lambda post: post.published_at):
            if post.chat_id and post.same_as_id is None and post.withdrawn_at is None:
                kind = "post.held" if post.held_at else "post.received"
                by_chat[post.chat_id].append(Happening(kind, {"post": post.pk}))
        for post in refiled:
            by_chat[post.chat_id or 0].append(Happening("post.refiled", {"post": post.pk}))
        for chat_id in self._has_questions:
            by_chat[chat_id].append(Happening("run_sheet.edited", {"by": "import"}))
        places = append_many(
            [(self._locked[chat_id], these) for chat_id, these in by_chat.items()], at=self.now
        )
        seqs: dict[int, int] = {}
        for happenings, these in zip(by_chat.values(), places, strict=True):
            named = (happening.data.get("post", 0) for happening in happenings)
            seqs = dict(zip(named, these, strict=True)) | seqs
        return seqs


def _file_as_recorded(draft: Draft, sheet: Sheet, recorded: Recorded) -> None:
    """Where it stood in the record it stands here too, if the hour has that question."""
    question = sheet.numbered(recorded.question)
    draft.thanks_count = recorded.thanks
    draft.kind = recorded.kind or draft.kind
    if question or not recorded.question:
        draft.question_id = question.pk if question else None
        draft.filed_by, draft.is_certain = recorded.filed_by, recorded.is_certain
        draft.is_prompt = recorded.is_prompt
