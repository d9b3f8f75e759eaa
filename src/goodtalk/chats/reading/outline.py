"""An hour without its words: which post stands under which, so that few of 6,000 are fetched."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from goodtalk.chats.models import Chat

REPLIES_SHOWN = 30  # under one post; the rest is at the post's own address


@dataclass(frozen=True, slots=True)
class Stub:
    """One post as a number, with what decides where it stands."""

    pk: int
    parent: int | None
    question: int | None
    is_prompt: bool
    is_certain: bool

    @property
    def is_assumed(self) -> bool:
        """The same rule as Post.is_assumed."""
        return self.question is not None and not self.is_certain


@dataclass(slots=True)
class Branch:
    """A post and what is shown under it, as numbers; `more` is how many replies are not."""

    root: int
    replies: list[int] = field(default_factory=list)
    more: int = 0

    @property
    def posts(self) -> int:
        """How many are shown."""
        return 1 + len(self.replies)


def outline(chat: Chat) -> list[Stub]:
    """Every post that can be read, in the order in which it was said. One query."""
    rows = chat.posts.visible().authored().order_by("published_at", "pk")
    return [
        Stub(*row)
        for row in rows.values_list("pk", "parent", "question", "is_prompt", "is_certain")
    ]


def branches(stubs: Iterable[Stub]) -> list[Branch]:
    """Threads among these alone, each where it began; without its parent, a reply begins one."""
    by_number = {stub.pk: stub for stub in stubs}
    places = {pk: place for place, pk in enumerate(by_number)}
    roots: dict[int, int] = {}
    found: dict[int, Branch] = {}
    for stub in by_number.values():
        root = _root(stub, by_number, roots)
        branch = found.setdefault(root, Branch(root))
        if stub.pk != root:
            branch.replies.append(stub.pk)
    for branch in found.values():
        branch.more = max(0, len(branch.replies) - REPLIES_SHOWN)
        del branch.replies[REPLIES_SHOWN:]
    return sorted(found.values(), key=lambda branch: places[branch.root])


def first_of(found: Sequence[Branch], posts: int) -> list[Branch]:
    """As many threads, from the beginning, as `posts` allow; one at least.

    Of the last of them as many replies as there is room for: or a large thread that comes early
    would leave a question looking as if hardly anybody had answered.
    """
    shown: list[Branch] = []
    for branch in found:
        if posts < 1:
            break
        replies = branch.replies[: posts - 1]
        more = branch.more + len(branch.replies) - len(replies)
        shown.append(Branch(branch.root, replies, more))
        posts -= shown[-1].posts
    return shown


def in_pages(found: Iterable[Branch], posts: int) -> list[list[Branch]]:
    """Whole threads in pages of at most so many posts; a thread is never longer than a page."""
    pages: list[list[Branch]] = []
    room = 0
    for branch in found:
        if not pages or branch.posts > room:
            pages.append([])
            room = posts
        pages[-1].append(branch)
        room -= branch.posts
    return pages


def _root(stub: Stub, by_number: dict[int, Stub], roots: dict[int, int]) -> int:
    """Up to where nobody here is answered: a parent is never below its reply, so that this ends."""
    passed = []
    while stub.pk not in roots and stub.parent in by_number:
        passed.append(stub.pk)
        stub = by_number[stub.parent]
    root = roots.setdefault(stub.pk, stub.pk)
    roots.update(dict.fromkeys(passed, root))
    return root
