"""What the posts of a page quote, where that is here too."""

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from goodtalk.chats.arriving.among import among
from goodtalk.chats.models import Post


class Quote(NamedTuple):
    """Somebody quotes a post whose author wants to be asked."""

    post: int  # that quotes
    quoted: str  # uri
    by: str  # the uri of whoever said what is quoted


Judge = Callable[[Collection[Quote]], Collection[Quote]]

_judges: list[Judge] = []


def quote_when(judge: Judge) -> None:
    """Have a door say which of these quotes their authors have permitted. Asked once a page."""
    if judge not in _judges:
        _judges.append(judge)


def find_quoted(posts: Iterable[Post]) -> None:
    """Each post that quotes one which is here knows it as `quoted` afterwards.

    What not everybody may read is not shown, nor is it told where it was. What its author has not
    permitted is not shown either, unless it is the same author who quotes. One query, and those of
    the judges where somebody wants to be asked; none where nothing is quoted.
    """
    quoting = {post.pk: (post, came.quote) for post in posts if (came := post.came_with)}
    wanted = {quote for _post, quote in quoting.values() if quote}
    if not wanted:
        return
    found = Post.objects.filter(among("uri", wanted)).order_by()
    here = {one.uri: one for one in found.select_related("account", "chat__community")}
    pairs = [(post, here[quote]) for post, quote in quoting.values() if quote in here]
    withheld = _withheld(pairs)
    for post, one in pairs:
        may_be_shown = one.is_visible and one.chat and post.pk not in withheld
        post.quoted = one if may_be_shown else None
        post.is_quote_hidden = not one.is_visible


def _withheld(pairs: Iterable[tuple[Post, Post]]) -> set[int]:
    """The posts that show nothing of what they quote: its author was not asked, or said no."""
    quotes = {
        Quote(post.pk, one.uri, one.account.uri)
        for post, one in pairs
        if one.asks_first and one.account_id != post.account_id
    }
    if not quotes:
        return set()
    permitted = {each for judge in _judges for each in judge(quotes)}
    return {quote.post for quote in quotes - permitted}
