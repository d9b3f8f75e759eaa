"""The whole of one thread, however long, read off an hour's outline."""

from collections import defaultdict
from collections.abc import Sequence

from goodtalk.chats.reading.outline import Stub


def whole_thread(stubs: Sequence[Stub], post: int) -> list[int]:
    """Where the thread of a post began, and all replies below that, in the order of the stubs."""
    parents = {stub.pk: stub.parent for stub in stubs}
    root = post
    while (parent := parents.get(root)) in parents:  # a parent is never below its reply: this ends
        root = parent
    below = _below(stubs, root)
    return [root, *(stub.pk for stub in stubs if stub.pk in below)]


def _below(stubs: Sequence[Stub], root: int) -> set[int]:
    """All that answers it, and what answers that. A reply may be dated before what it answers."""
    replies: defaultdict[int | None, list[int]] = defaultdict(list)
    for stub in stubs:
        replies[stub.parent].append(stub.pk)
    below: set[int] = set()
    level = replies[root]
    while level:
        below.update(level)
        level = [reply for pk in level for reply in replies[pk] if reply not in below]
    return below
