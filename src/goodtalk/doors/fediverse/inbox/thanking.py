"""Likes and other reactions are thanks."""

from goodtalk.chats.arriving.gate import is_kept_out
from goodtalk.chats.models import Person, Post
from goodtalk.chats.thanking import OwnPost, thank
from goodtalk.doors.fediverse.inbox.accounts import account_of
from goodtalk.doors.fediverse.inbox.models import Liked
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, changed, ignored, refused
from goodtalk.doors.fediverse.inbox.reading import NETWORK, author_of
from goodtalk.doors.fediverse.inbox.taken import Taken
from goodtalk.doors.fediverse.inbox.values import uri_in, words_at

# Nobody gives thanks with these; of some servers they are a kind of Like (Misskey, Pleroma).
NO_THANKS = frozenset("👎😠😡🤬🤮🤢💩🖕")
_WITH = ("same_as", "community", "chat", "account")  # what is asked of a post


def like(taken: Taken) -> Outcome:
    """They thank the author of a post."""
    reaction = words_at(taken.activity, "content", "_misskey_reaction")
    if reaction[:1] in NO_THANKS and reaction:
        return ignored("It is a reaction, but no thanks.")
    return _thanks(taken, _post_at(taken.uri), wanted=True)


def unlike(taken: Taken) -> Outcome:
    """They take their thanks back."""
    return _thanks(taken, _post_at(uri_in(taken.thing.get("object"))), wanted=False)


def unlike_named(taken: Taken) -> Outcome | None:
    """The same where they only name the Like; None for what is no Like that we know. One query."""
    liked = taken.actor.likes.filter(uri=taken.uri)
    post = Post.objects.select_related(*_WITH).filter(pk__in=liked.values("post")).first()
    return _thanks(taken, post, wanted=False) if post else None


def _post_at(uri: str) -> Post | None:
    """One query for what is not here, which is most of what is liked."""
    posts = Post.objects.select_related(*_WITH)
    found: Post | None = posts.filter(network=NETWORK, uri=uri).first() if uri else None
    return found


def _thanks(taken: Taken, found: Post | None, *, wanted: bool) -> Outcome:
    if found is None:
        return ignored("What it is about is not here.")
    post = found.same_as or found
    if post.chat_id is None or not post.is_visible:
        return ignored("Thanks are given for what can be read in a chat.")
    if wanted and is_kept_out(post, NETWORK, author_of(taken.actor), now=taken.now):
        return refused("This account is kept out.")
    before = post.thanks_count
    person = _person(taken)
    try:
        after = thank(post, person, wanted=wanted, now=taken.now).thanks_count
    except OwnPost:
        return ignored("Nobody thanks themselves.")
    _keep_named(taken, post, wanted=wanted)
    if before == after:
        return ignored("Nothing changes.")
    return changed("Thanks were given." if wanted else "Thanks were taken back.")


def _keep_named(taken: Taken, post: Post, *, wanted: bool) -> None:
    """Thanks are once a person, and so one Undo of whatever they sent takes them back."""
    uri = uri_in(taken.activity.get("id"))
    if not wanted:
        taken.actor.likes.filter(post=post).delete()
    elif uri:
        Liked.objects.get_or_create(uri=uri, defaults={"actor": taken.actor, "post": post})


def _person(taken: Taken) -> Person:
    return account_of(taken.actor, now=taken.now).person
