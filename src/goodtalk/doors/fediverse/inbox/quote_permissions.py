"""Whether a post may show what it quotes, where the quoted author wants to be asked (FEP-044f)."""

from datetime import datetime

from goodtalk.chats.log import append_event, lock_chat
from goodtalk.chats.models import Post
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.inbox.enclosing import quote_in
from goodtalk.doors.fediverse.inbox.models import QuotePermission
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, changed, ignored, refused, stored
from goodtalk.doors.fediverse.inbox.seen import is_gone, note_gone
from goodtalk.doors.fediverse.inbox.values import Json, is_of_one_server, uri_in
from goodtalk.doors.fediverse.inbox.wanting import want

KIND = "QuoteAuthorization"
NETWORK = "fediverse"


def want_permission(note: Json, *, now: datetime) -> None:
    """Have the permission looked up that a note names, at the server of what it quotes.

    No query where it names none, up to six where it does.
    """
    uri = uri_in(note.get("quoteAuthorization"))
    if not uri or not is_of_one_server(uri, quote_in(note)) or is_gone(uri):
        return
    if not QuotePermission.objects.filter(uri=uri).exists():
        want(uri, now=now)


def keep_permission(document: Json, *, now: datetime) -> Outcome:
    """Keep a permission that was fetched from its own address. The room hears of it.

    Whoever quotes cannot make one: it has to be of the server of what is quoted.
    """
    uri, by = uri_in(document.get("id")), uri_in(document.get("attributedTo"))
    quoted = uri_in(document.get("interactionTarget"))
    if not (is_of_one_server(uri, quoted) and is_of_one_server(uri, by)):
        return refused("It is no permission by whoever is quoted.")
    quoting = uri_in(document.get("interactingObject"))
    post = Post.objects.filter(network=NETWORK, uri=quoting, withdrawn_at=None).first()
    if post is None or is_gone(uri):
        return ignored("Nothing here has use for it.")
    told = {"post": post, "quoted": quoted, "by": by}
    _, is_new = QuotePermission.objects.get_or_create(uri=uri, defaults=told)
    if is_new:
        _tell(post, now)
    return stored("It may be quoted.")


def take_permission_back(uri: str, *, by: RemoteActor, now: datetime) -> Outcome | None:
    """Its author thinks better of it: the quote is not shown any more. None for other things."""
    permission = QuotePermission.objects.select_related("post").filter(uri=uri).first()
    if permission is None or permission.by != by.uri:
        return None
    permission.delete()
    note_gone(uri, now=now)
    _tell(permission.post, now)
    return changed("What it allowed is not shown any more.")


def _tell(post: Post, now: datetime) -> None:
    """Where the post stands, it is shown anew."""
    if post.chat_id is not None and post.is_visible:
        append_event(lock_chat(post.chat_id), "post.edited", {"post": post.pk}, at=now)
