"""How what somebody said is kept to be shown: as safe HTML, with whole links."""

from collections.abc import Sequence
from functools import cached_property

from goodtalk.chats.arriving.cut_short import cut_tags, without_cut_piece
from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.chats.arriving.said import find_links, said_to_html, without_at_end
from goodtalk.chats.arriving.sanitising import sanitise, web_address
from goodtalk.chats.arriving.speakers import mention_address
from goodtalk.communities.hashtags import fold_tag
from goodtalk.communities.models import Community
from goodtalk.communities.plain_text import plain_text


class Wording:
    """Words as they are shown in one community."""

    def __init__(self, community: Community) -> None:
        self.community = community

    def html_of(self, incoming: IncomingPost) -> str:
        """Sanitised, or made from the text where the network sent nothing else."""
        if incoming.html:
            return sanitise(incoming.html)
        text = incoming.text
        words = text if text.isascii() and text.isprintable() else plain_text(text)
        whole = None
        if incoming.addresses:
            whole = {short: address for short, address, _is_below in incoming.addresses}
            below = [short for short, _address, is_below in incoming.addresses if is_below]
            words = without_at_end(words, below)
        return said_to_html(
            words,
            tag_url=self._tag_address,
            mention_url=mention_address,
            whole=whole,
            may_be_cut=incoming.network == "twitter",
        )

    def tags_of(self, incoming: IncomingPost) -> list[str]:
        """The tags that it has."""
        if incoming.network != "twitter":
            return list(incoming.tags)
        return self.whole_tags(incoming.tags, incoming.text)

    def whole_tags(self, tags: Sequence[str], text: str) -> list[str]:
        """Without those that are only the beginning of one; the community's own is whole."""
        if not (is_cut := cut_tags(text)):
            return list(tags)
        return [tag for tag in tags if tag not in is_cut or self._tag_address(tag)]

    @cached_property
    def _address(self) -> str:
        return self.community.get_absolute_url()

    def _tag_address(self, tag: str) -> str | None:
        """The community's own tag leads to its page; others lead nowhere that we know."""
        return self._address if fold_tag(tag) == self.community.tag_key else None


def links_in(incoming: IncomingPost) -> list[str]:
    """The addresses of pages that it points to, whole; what has no scheme is taken as https.

    What stands below its words, such as a picture, is no page.
    """
    text = incoming.text
    if incoming.network == "twitter":
        text = without_cut_piece(text)
    values = incoming.links or [found.value for found in find_links(text)]
    whole = [one if ":" in one.partition("/")[0] else f"https://{one}" for one in values]
    if incoming.addresses:
        led = {one: "" if is_below else leads for one, leads, is_below in incoming.addresses}
        whole = [led.get(one, one) for one in whole]
    return [address for one in whole if (address := web_address(one, 1000))]
