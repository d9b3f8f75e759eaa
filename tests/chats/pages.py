"""What the tests read off a page: its parts, as a browser would see them, and what is dangerous."""

from html.parser import HTMLParser

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Page(HTMLParser):
    """A page that has been read: its tags with their attributes, and its words."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.words, self._open = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        """Its words, spaces folded."""
        return " ".join(" ".join(self.words).split())

    def values(self, attribute, tag=None):
        """Every value of an attribute, in order."""
        return [
            attrs[attribute]
            for name, attrs in self.tags
            if attribute in attrs and tag in (None, name)
        ]

    @property
    def posts(self):
        """The numbers of the posts that it shows, in order."""
        ids = self.values("id", "article")
        return [int(each.removeprefix("post-")) for each in ids]

    def dangers(self):
        """What a browser would run, or load from elsewhere, that is not the site's own."""
        found = []
        for tag, attrs in self.tags:
            if tag == "script" and not (attrs.get("src") or "").startswith("/static/"):
                found.append((tag, attrs))
            if tag in ("iframe", "object", "embed", "svg", "math", "style", "base", "img"):
                found.append((tag, attrs))
            for name, value in attrs.items():
                address = (value or "").strip().lower()
                if name.startswith("on") or name == "style":
                    found.append((tag, name))
                if name in ("href", "src", "action") and not address.startswith(
                    ("/", "?", "#", "http://", "https://")
                ) and address:
                    found.append((tag, value))
        return found


def read(client, url, status=200, **headers):
    """A page, read; its status is checked first."""
    response = client.get(url, headers=headers)
    assert response.status_code == status, response.content.decode()[:2000]
    return Page(response.content.decode())
