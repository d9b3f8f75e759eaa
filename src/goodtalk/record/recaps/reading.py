"""A recap as it is read: its marks filled in with what everybody may read now."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from goodtalk.chats.models import Chat, Post, Question
from goodtalk.chats.reading.quoting import find_quoted
from goodtalk.chats.reading.reading import discreet, readable
from goodtalk.record.recaps.markdown import parts_of
from goodtalk.record.recaps.marks import OF_THE_HOUR, Mark, posts_named
from goodtalk.record.recaps.standing import set_apart, standing

LONGEST_LINK = 60  # characters that are shown of an address


@dataclass(frozen=True)
class Block:
    """A part of a recap: what the chair wrote, or a post that is quoted whole."""

    html: SafeString | None = None
    post: Post | None = None


@dataclass
class Recap:
    """One text about an hour, filled in. Two queries, and one for each number that it tells."""

    chat: Chat
    text: str

    @cached_property
    def posts(self) -> dict[int, Post]:
        """What it rests on and everybody may read: it is no boost, and of this hour."""
        found = readable(self.chat).authored().select_related("parent__account")
        posts = found.in_bulk(posts_named(self.text))
        find_quoted(posts.values())
        return {number: discreet(post) for number, post in posts.items()}

    @cached_property
    def blocks(self) -> list[Block]:
        """From top to bottom, without what rested on posts that are gone."""
        parts = parts_of(self.standing, self._fill)
        return [
            Block(html=part) if isinstance(part, SafeString) else Block(post=self.posts[part])
            for part in parts
        ]

    @cached_property
    def standing(self) -> str:
        """Its Markdown, without what rested on posts that are gone."""
        text = set_apart(self.text)
        return standing(text, posts_named(text) - self.posts.keys())

    @cached_property
    def questions(self) -> dict[int, Question]:
        """Those that were put to the room, by their number, as they read now. One query."""
        return {one.number: one for one in self.chat.questions.exclude(released_at=None)}

    @cached_property
    def people(self) -> int:
        """How many took part. One query."""
        people: int = self.chat.attendances.count()
        return people

    @cached_property
    def said(self) -> int:
        """How many posts there are, without boosts. One query."""
        return readable(self.chat).authored().count()

    @cached_property
    def newcomers(self) -> int:
        """How many had been in no earlier hour of this community. One query."""
        newcomers: int = self.chat.attendances.newcomers().count()
        return newcomers

    def word(self, mark: Mark) -> str:
        """What stands at a mark that quotes nobody: 34 people, or a question. Empty if nothing."""
        if mark.what == "question":
            asked = self.questions.get(mark.number)
            return f"{asked}: {_in_a_line(asked.text)}" if asked else ""
        if mark.what == "posts":
            return ngettext("%d post", "%d posts", self.said) % self.said
        if mark.what not in OF_THE_HOUR:
            return ""
        people = self.people if mark.what == "people" else self.newcomers
        return ngettext("%d person", "%d people", people) % people

    def _fill(self, mark: Mark) -> SafeString:
        if mark.what == "question" and (asked := self.questions.get(mark.number)):
            # Q1 is set apart: the question's own first letter gives the heading its direction.
            return format_html("<bdi>{}</bdi>: {}", asked, _in_a_line(asked.text))
        post = self.posts.get(mark.post)
        if post is None:
            return format_html("{}", self.word(mark))
        if mark.what != "links":
            name = post.account.shown_name
            return format_html('<a href="{}"><bdi>{}</bdi></a>', post.get_absolute_url(), name)
        if warning := warning_of(post):
            return format_html('<a href="{}">{}</a>', post.get_absolute_url(), warning)
        return format_html_join(
            ", ", '<a href="{}">{}</a>', ((link, _shown(link)) for link in post.links)
        )


def _in_a_line(words: str) -> str:
    return " ".join(words.split())


def warning_of(post: Post) -> str:
    """What stands before a post's words, its links included; empty for most."""
    came = post.came_with
    return post.in_passing if came and came.warning else ""


def _shown(link: str) -> str:
    """An address without what everybody skips over."""
    bare = link.partition("://")[2].removeprefix("www.").rstrip("/") or link
    return bare if len(bare) <= LONGEST_LINK else f"{bare[: LONGEST_LINK - 1]}…"
