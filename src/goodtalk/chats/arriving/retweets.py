"""How a retweet begins: by Twitter's button, and as people wrote it before there was one."""

import re

# RT @jo, rt @jo, RT: @jo, RT "@jo, RT@jo; but rt@council.example is where somebody's mail goes.
BEGINNING = (
    r"RT(?:(?::\s{0,3}|\s{1,3})[\"'“”‘’«]?[@＠](?=\w)|[\"“”«]?[@＠](?=\w{1,20}(?![\w.-]{0,60}\.\w)))"
)
_BEGINS = re.compile(rf"{BEGINNING}(\w{{1,20}})", re.IGNORECASE)


def is_retweet(text: str) -> bool:
    """Whether a text is somebody else's words, by how it begins.

    A text that has words of its own first is its author's (`Agree! RT @jo: …`), and so is one that
    was changed (`MT @jo: …`).
    """
    return _BEGINS.match(text) is not None


def repeated_name(text: str) -> str:
    """Whose words a retweet says that it repeats, in small letters; empty where it says nothing."""
    match = _BEGINS.match(text)
    return match[1].lower() if match else ""
