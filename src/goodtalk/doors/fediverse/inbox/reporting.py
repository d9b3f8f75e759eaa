"""Reports from other servers about what was said here, told to those who keep the chat."""

from collections.abc import Iterable

from goodtalk.chats.models import Post
from goodtalk.chats.models.desk_lines import write_line
from goodtalk.communities.models import Community
from goodtalk.communities.plain_text import plain_line
from goodtalk.doors.fediverse.actors.addresses import community_of, own_object_of
from goodtalk.doors.fediverse.hosts.rules import rule_of
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, ignored, stored
from goodtalk.doors.fediverse.inbox.reading import is_ours
from goodtalk.doors.fediverse.inbox.taken import Taken
from goodtalk.doors.fediverse.inbox.values import server_of, uris_in, words_at

KIND = "report.came"  # of the line in the desk's log
MAX_NAMED = 20  # posts and people of one report that are looked at


def flag(taken: Taken) -> Outcome:
    """A line for the desk's log: about which post, what was said, from which server.

    Who reports is not told: servers send reports in their own name, and so do we keep them. Of a
    server of which the host wants no reports none is read.
    """
    rule = rule_of(server_of(taken.actor.uri))
    if rule is not None and rule.rejects_reports:
        return ignored("No reports are taken from its server.")
    named = list(uris_in(taken.activity.get("object")))[:MAX_NAMED]
    posts = list(Post.objects.select_related("community", "chat").filter(uri__in=named))
    said = plain_line(words_at(taken.activity, "content"))[:500].rstrip()
    for community, post in _about(named, posts):
        write_line(
            community, KIND, by=None, at=taken.now, chat=post.chat if post else None, post=post,
            domain=server_of(taken.actor.uri)[:255], reason=said,
        )
        return stored(f"A report to those who keep {community}.")
    return ignored("It reports nothing of here.")


def _about(
    named: Iterable[str], posts: Iterable[Post]
) -> Iterable[tuple[Community, Post | None]]:
    for post in posts:
        yield post.community, post
    for uri in filter(is_ours, named):
        own = own_object_of(uri)
        if community := own.community if own else community_of(uri):
            yield community, None
