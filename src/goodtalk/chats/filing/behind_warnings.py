"""Where the label stands in the content warning, and the words of the answer behind it."""

from goodtalk.chats.arriving.enclosing import Data
from goodtalk.chats.filing.labels import find_label, read_label


def words_that_tell(text: str, enclosed: Data | None) -> str:
    """The words of a post in which its label and its question are to be found.

    With the warning's label before them, and what follows it there, if they have none themselves:
    "#lgovsm Q1", and behind that "Who grits?". `enclosed` as it is kept.
    """
    warning = enclosed.get("warning", "") if enclosed else ""
    found = find_label(warning) if warning else None
    if found is None or read_label(text):
        return text
    return f"{warning[found.start :]}\n{text}"
