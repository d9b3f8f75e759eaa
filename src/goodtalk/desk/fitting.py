"""Whether a question, with its label and the tag, fits into a post of each network."""

from goodtalk.chats.steering.fitting import Fit, fits, with_tag


def as_posted(text: str, number: int, tag: str) -> str:
    """What goes out: the label, the question, and the tag where it is not in it."""
    return f"Q{number}: {with_tag(text, tag)}"


def question_fits(text: str, number: int, tag: str) -> list[Fit]:
    """How long the question is on each network."""
    return fits(as_posted(text, number, tag), tag)


def too_long(text: str, number: int, tag: str) -> list[Fit]:
    """Where it does not fit."""
    return [fit for fit in question_fits(text, number, tag) if fit.over] if text else []
