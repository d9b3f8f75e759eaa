"""The words and the links of a post that comes as HTML."""

from html.parser import HTMLParser

from goodtalk.chats.arriving.sanitising import sanitise, too_intricate

MAX_HTML_CHARACTERS = 80_000  # as much as is taken from any door


def read_html(html: str) -> tuple[str, list[str]]:
    """The plain text of HTML from outside, with its line breaks, and the pages it links to.

    Links that are a mention or a hashtag point to no page. What is too intricate, and so refused,
    has no words.
    """
    if too_intricate(html):
        return "", []
    words = _Words()
    words.feed(sanitise(html))  # harmless first: the parser is slow where markup is broken
    words.close()
    return words.text(), words.links


class _Words(HTMLParser):
    """Gathers what a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self._pieces: list[str] = []
        self._address = ""
        self._label: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._pieces.append("\n")
        elif tag in ("p", "blockquote", "pre", "ul", "ol"):
            self._pieces.append("\n\n")
        elif tag == "li":
            self._pieces.append("\n")
        elif tag == "a":
            self._address, self._label = dict(attrs).get("href") or "", []

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._address:
            if not "".join(self._label).strip().startswith(("@", "#")):
                self.links.append(self._address)
            self._address = ""
        elif tag in ("p", "blockquote", "pre", "ul", "ol"):
            self._pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)
        self._label.append(data)

    def text(self) -> str:
        """All of it; paragraphs have one empty line between them."""
        lines = "".join(self._pieces).split("\n")
        paragraphs = "\n".join(line.strip() for line in lines).split("\n\n")
        return "\n\n".join(each.strip("\n") for each in paragraphs if each.strip())
