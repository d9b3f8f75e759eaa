"""Has PostgreSQL count its tables after much has come in at once, so that it finds good ways."""

from django.db import connection

from goodtalk.chats.models import Account, Attendance, Chat, ChatEvent, Person, Post, Question

MUCH = 1_000  # posts; what comes one by one is counted by PostgreSQL itself, within minutes
FILLED = (Post, Account, Person, Attendance, Question, Chat, ChatEvent)


def have_counted() -> None:
    """One statement. Until then it may take tables that have just been filled for empty ones, and
    compare every post of an hour with every other. SQLite needs nothing of it.
    """
    if connection.vendor != "postgresql":
        return
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in FILLED)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")
