"""Events as listeners get them: each is rendered once, and everybody receives the same bytes."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.template.loader import render_to_string

from goodtalk.chats.models import Chat, ChatEvent, Post
from goodtalk.chats.reading.pace import highlights
from goodtalk.chats.reading.quoting import find_quoted
from goodtalk.chats.reading.spotlight import spotlit_in
from goodtalk.chats.reading.strip import Strip, answers_by_question, newcomers_among

# After one of these, what was rendered before must not be given to anybody again.
KINDS_THAT_ERASE = frozenset(
    {"post.edited", "post.held", "post.set_aside", "post.withdrawn", "post.refiled"}
)
KINDS_OF_SPOTLIGHT = frozenset({"post.spotlit", "post.unspotlit"})
SUMMARY_CHARACTERS = 140


class Frame(NamedTuple):
    """One event, ready to be sent: `data` is one line of JSON."""

    seq: int
    kind: str
    data: bytes


def frames_of(chat_id: int, after: int, limit: int = 500) -> list[Frame]:
    """The events of a chat that follow `after`, at most `limit`, rendered as things are now.

    What has been taken back or set aside since is not in them. Up to twelve queries, however many
    events.
    """
    events = list(
        ChatEvent.objects.filter(chat=chat_id, seq__gt=after)
        .select_related("chat__community")
        .order_by("seq")[:limit]
    )
    if not events:
        return []
    renderer = _Renderer(events[0].chat, events)
    return [renderer.frame(event) for event in events]


@dataclass
class _Renderer:
    """What the events of one reading need, fetched once."""

    chat: Chat
    events: Iterable[ChatEvent]

    def __post_init__(self) -> None:
        wanted = [event.data["post"] for event in self.events if "post" in event.data]
        readable = Post.objects.visible().for_reading().select_related("parent__account")
        self.posts = readable.in_bulk(wanted) if wanted else {}
        find_quoted(self.posts.values())
        people = {post.account.person_id for post in self.posts.values()}
        self.newcomers = newcomers_among(self.chat, people) if people else set()
        standing_out = highlights(Post.objects.filter(pk__in=self.posts))
        self.highlights = set(standing_out.values_list("pk", flat=True)) if self.posts else set()
        self.questions = {question.pk: question for question in self.chat.questions.all()}
        self.answers = answers_by_question(self.chat) if wanted else {}
        self.counts = self._counts() if wanted else {}
        self._strip: dict[str, Any] | None = None

    def frame(self, event: ChatEvent) -> Frame:
        data = {"seq": event.seq, "kind": event.kind, "at": event.at.isoformat()}
        data |= self._post(event) if "post" in event.data else self._hour(event)
        return Frame(event.seq, event.kind, json.dumps(data, ensure_ascii=False).encode())

    def _counts(self) -> dict[str, Any]:
        """What the run sheet counts: a post that goes or is moved changes more than one of them."""
        answers = {
            str(question.number): self.answers.get(question.pk, 0)
            for question in self.questions.values()
        }
        return {"counts": answers, "people": self.chat.attendances.count()}

    def _post(self, event: ChatEvent) -> dict[str, Any]:
        post = self.posts.get(event.data["post"])
        if post is None:
            return {"post": event.data["post"], "gone": True, **self.counts}
        if event.kind == "post.thanked":
            return {"post": post.pk, "thanks": post.thanks_count}
        html = render_to_string(
            "chats/_thread.html",
            {"chat": self.chat, "post": post, "newcomers": self.newcomers},
        )
        return {
            "post": post.pk,
            "uri": post.uri,
            "network": post.network,
            "author": post.account.shown_name,
            "published": post.published_at.isoformat(),
            "text": post.in_passing[:SUMMARY_CHARACTERS],
            "question": post.question.number if post.question else None,
            "certain": post.is_certain,
            "parent": post.parent_id,
            "is_share": post.is_share,
            "highlight": post.pk in self.highlights,
            "answers": self.answers.get(post.question_id or 0, 0),
            **self.counts,
            "html": html,
            **(self.spotlight if event.kind in KINDS_OF_SPOTLIGHT else {}),
        }

    @cached_property
    def spotlight(self) -> dict[str, str]:
        """What stands beside the talk now. One query."""
        context = {"chat": self.chat, "spotlit": spotlit_in(self.chat)}
        return {"spotlight_html": render_to_string("chats/_spotlight.html", context)}

    def _hour(self, event: ChatEvent) -> dict[str, Any]:
        """The strip that says where the hour is: drawn once a reading, alike for its events."""
        if self._strip is None:
            strip = Strip(self.chat)
            context = {"chat": self.chat, "strip": strip}
            self._strip = {
                "state": self.chat.state.value,
                "starts_at": self.chat.starts_at.isoformat(),
                "ends_at": self.chat.ends_at.isoformat(),
                "open": strip.open_question.number if strip.open_question else None,
                "top_html": render_to_string("chats/_top.html", context),
                "now_html": render_to_string("chats/_now.html", context),
                "run_sheet_html": render_to_string("chats/_run_sheet.html", context),
            }
        question = self.questions.get(event.data.get("question", 0))
        asked = {"question": question.number, "text": question.text} if question else {}
        return self._strip | asked
