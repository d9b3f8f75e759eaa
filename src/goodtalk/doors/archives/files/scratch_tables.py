"""Where an import keeps what it has to know to its end, however much that is: on the disc."""

import sqlite3

CACHE = -512  # KiB that stay in memory, as SQLite writes it


def scratch_database() -> sqlite3.Connection:
    """An empty database, in a file that SQLite removes by itself."""
    database = sqlite3.connect("")
    database.execute(f"PRAGMA cache_size={CACHE}")
    return database
