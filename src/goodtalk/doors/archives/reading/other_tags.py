"""Which hashtags the posts have that are left out: a file may be about another one."""

from collections import Counter
from collections.abc import Iterable

from goodtalk.communities.hashtags import fold_tag

SHOWN = 3
FEWEST = 2  # posts; a tag that one has tells nothing of a file
MOST_KNOWN = 5000  # tags; of more, those with few posts are forgotten
KEPT = 500


class OtherTags:
    """Counts tags in flat memory."""

    def __init__(self) -> None:
        self._posts: Counter[str] = Counter()
        self._spelt: dict[str, str] = {}

    def note(self, tags: Iterable[str]) -> None:
        """A post that is left out has these."""
        for tag in tags:
            self._spelt.setdefault(fold_tag(tag), tag)
        self._posts.update({fold_tag(tag) for tag in tags})
        if len(self._posts) > MOST_KNOWN:
            self._posts = Counter(dict(self._posts.most_common(KEPT)))
            self._spelt = {key: tag for key, tag in self._spelt.items() if key in self._posts}

    def commonest(self) -> list[tuple[str, int]]:
        """The tags that most posts have, each with how many have it."""
        found = self._posts.most_common(SHOWN)
        return [(self._spelt[key], posts) for key, posts in found if posts >= FEWEST]
