"""What the desk keeps; each subject has its own module."""

from goodtalk.desk.claims import Claim
from goodtalk.desk.notes import Note

__all__ = ["Claim", "Note"]
