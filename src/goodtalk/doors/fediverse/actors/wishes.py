"""What people wish, said in the words of their profile."""

from collections.abc import Iterable

from goodtalk.chats.arriving.html_text import read_html
from goodtalk.communities.hashtags import find_hashtags, fold_tag

# How people say in their profile that no machine should gather what they write. tags.pub and the
# search engines of the fediverse heed the first four; docs/gathering.md says what we do.
LEFT_OUT = frozenset({"nobot", "nobots", "noarchive", "noindex", "nosearch", "noscrape"})
MAX_PROFILE = 20_000  # characters that are looked at


def asks_to_be_left_out(profile: Iterable[str]) -> bool:
    """Whether one of these words stands in a profile: name, bio and fields, as HTML or not."""
    told = "\n".join(map(_words_in, profile))
    return any(fold_tag(tag.value) in LEFT_OUT for tag in find_hashtags(told[:MAX_PROFILE]))


def _words_in(html: str) -> str:
    return read_html(html[:MAX_PROFILE])[0] if "<" in html else html[:MAX_PROFILE]
