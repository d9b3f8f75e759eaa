"""What the posts of a page quote, where that is here too."""

from collections.abc import Iterable

from goodtalk.chats.arriving.among import among
from goodtalk.chats.models import Post


def find_quoted(posts: Iterable[Post]) -> None:
    """Each post that quotes one which is here knows it as `quoted` afterwards.

    What not everybody may read is not shown, nor is it told where it was. One query; none where
    nothing is quoted.
    """
    quoting = {post.pk: (post, came.quote) for post in posts if (came := post.came_with)}
    wanted = {quote for _post, quote in quoting.values() if quote}
    if not wanted:
        return
    found = Post.objects.filter(among("uri", wanted)).order_by()
    here = {one.uri: one for one in found.select_related("account", "chat__community")}
    for post, quote in quoting.values():
        if (one := here.get(quote)) is not None:
            post.quoted = one if one.is_visible and one.chat else None
            post.is_quote_hidden = not one.is_visible
