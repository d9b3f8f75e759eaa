"""Which quotes may be shown. By itself: every command loads it, and none of them what fetches."""

from collections.abc import Collection

from goodtalk.chats.reading.quoting import Quote
from goodtalk.doors.fediverse.inbox.models import QuotePermission


def permitted(quotes: Collection[Quote]) -> set[Quote]:
    """Those quotes that were permitted. One query."""
    rows = QuotePermission.objects.filter(post__in={one.post for one in quotes})
    known = {Quote(*row) for row in rows.values_list("post", "quoted", "by")}
    return known.intersection(quotes)
