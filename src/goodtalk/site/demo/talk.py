"""A script spoken in its hour: what is due is said, and each thing once."""

import contextlib
import math
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.receive import receive_posts
from goodtalk.chats.arriving.said import parts_of
from goodtalk.chats.models import Account, Chat, Post, Thanks
from goodtalk.chats.steering.conductor import keep_time
from goodtalk.chats.thanking import thank
from goodtalk.site.demo.cast import home_of
from goodtalk.site.demo.pace import Pace, coming_turns, pace_of
from goodtalk.site.demo.script import Cue, Line, Script, Speaker, due


class Talk:
    """One hour's script, its people, and how much of it has happened."""

    def __init__(
        self, chat: Chat, script: Script, cast: dict[str, Speaker], accounts: dict[str, Account]
    ) -> None:
        """Knows what was said in an earlier run. Two queries."""
        self.chat_id = chat.pk
        self._script = script
        self._accounts = accounts
        self._uris = {line.id: post_uri(cast[line.by], chat, line) for line in script.lines}
        known = {post.uri: post for post in chat.posts.filter(uri__in=self._uris.values())}
        self._posts = {key: known[uri] for key, uri in self._uris.items() if uri in known}
        self._thanked = set(
            Thanks.objects.filter(post__chat=chat).values_list("post", "person")
        )
        self._left = [cue for cue in script.cues if not self._has_happened(cue)]

    @transaction.atomic
    def catch_up(self, until: datetime) -> Chat:
        """Take the hour and the talk to a moment, minute by minute, and all at once.

        Returns the chat as it is then.
        """
        chat = Chat.objects.select_related("community").get(pk=self.chat_id)
        turns = set(coming_turns(chat))
        for moment in sorted({*turns, *self._minutes(chat), until}):
            if moment <= until:
                self.say_due(chat, moment)
                if moment in turns:
                    chat = keep_time(chat, now=moment)
        return chat

    def say_due(self, chat: Chat, now: datetime) -> bool:
        """Have everything happen that is due by now. Says whether there is more to come.

        What fails, because the database is busy, is due again, and nothing happens twice.
        """
        pace = pace_of(chat, self._script)
        cues = due(self._left, -math.inf, pace.seconds_at(now))
        self._say([cue.line for cue in cues if not cue.thanked_by], chat, pace, now)
        for cue in cues:
            if cue.thanked_by:
                self._thank(cue, now)
        self._left = self._left[len(cues) :]
        return bool(self._left) and pace.stopped_at is None

    def _has_happened(self, cue: Cue) -> bool:
        post = self._posts.get(cue.line.id)
        if post is None or not cue.thanked_by:
            return post is not None
        return (post.pk, self._accounts[cue.thanked_by].person_id) in self._thanked

    def _minutes(self, chat: Chat) -> Iterable[datetime]:
        """The ends of those minutes of the talk in which something is still to happen."""
        pace = pace_of(chat, self._script)
        return [pace.moment_of(end) for end in {(cue.at // 60 + 1) * 60 for cue in self._left}]

    def _say(self, lines: Sequence[Line], chat: Chat, pace: Pace, now: datetime) -> None:
        if lines:
            incoming = [self._incoming(line, pace.moment_of(line.at)) for line in lines]
            receipts = receive_posts(chat.community, incoming, now=now, into=chat)
            for line, receipt in zip(lines, receipts, strict=True):
                if receipt.post is not None:
                    self._posts[line.id] = receipt.post

    def _thank(self, cue: Cue, now: datetime) -> None:
        if post := self._posts.get(cue.line.id):  # otherwise the room would not have it
            person = self._accounts[cue.thanked_by].person
            with contextlib.suppress(Post.DoesNotExist):  # a host deletes for good
                thank(post, person, wanted=True, now=now)

    def _incoming(self, line: Line, moment: datetime) -> IncomingPost:
        account = self._accounts[line.by]
        return IncomingPost(
            network=account.network,
            uri=self._uris[line.id],
            author=Author(account.uri, handle=account.handle, name=account.name),
            text=line.text,
            published=moment,
            in_reply_to=self._uris.get(line.reply_to, ""),
            tags=tuple(tag.value for tag in parts_of(line.text).tags),
        )


def post_uri(speaker: Speaker, chat: Chat, line: Line) -> str:
    """The post's own name: the same whenever the hour is taken up again, another in each hour."""
    return f"{home_of(speaker)}/posts/{chat.address}-{line.id}"
