"""How many examples Hypothesis tries: all on one database, some on the other. They are dear."""

from django.conf import settings


def examples(count: int) -> int:
    """`count` beside SQLite; a third of it beside PostgreSQL, which finds what differs there."""
    return count // 3 if settings.DATABASE_URL else count
