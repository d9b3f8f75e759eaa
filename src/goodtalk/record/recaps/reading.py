"""A recap as it is read: its marks filled in with what everybody may read now."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from goodtalk.chats.models import Chat, Post
from goodtalk.chats.reading.quoting import find_quoted
from goodtalk.chats.reading.reading import discreet, readable
from goodtalk.record.recaps.markdown import to_html
from goodtalk.record.recaps.marks import Mark, posts_named, quote_alone, without

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
        return list(self._blocks(self.standing))

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

    def _blocks(self, text: str) -> Iterator[Block]:
        written: list[str] = []
        for line in [*text.split("\n"), None]:
            number = quote_alone(line) if line is not None else None
            if line is not None and number is None:
                written.append(line)
                continue
            if html := to_html("\n".join(written), self._fill).strip():
                yield Block(html=SafeString(html))
            written = []
            if number in self.posts:
                yield Block(post=self.posts[number])

    @cached_property
    def standing(self) -> str:
        """Its Markdown, without what rested on posts that are gone."""
        return without(self.text, posts_named(self.text) - self.posts.keys())

    def number(self, what: str) -> str:
        """What stands at a mark that counts: 34 people."""
        if what == "posts":
            return ngettext("%d post", "%d posts", self.said) % self.said
        people = self.people if what == "people" else self.newcomers
        return ngettext("%d person", "%d people", people) % people

    def _fill(self, mark: Mark) -> SafeString:
        if mark.post is None:
            return format_html("{}", self.number(mark.what))
        post = self.posts.get(mark.post)
        if post is None:
            return SafeString("")
        if mark.what == "links":
            each = ((link, _shown(link)) for link in post.links)
            return format_html_join(", ", '<a href="{}">{}</a>', each)
        name = post.account.shown_name
        return format_html('<a href="{}"><bdi>{}</bdi></a>', post.get_absolute_url(), name)


def _shown(link: str) -> str:
    """An address without what everybody skips over."""
    bare = link.partition("://")[2].removeprefix("www.").rstrip("/") or link
    return bare if len(bare) <= LONGEST_LINK else f"{bare[: LONGEST_LINK - 1]}…"
