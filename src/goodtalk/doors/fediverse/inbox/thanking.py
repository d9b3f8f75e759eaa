"""Likes and other reactions are thanks."""

from goodtalk.chats.models import Person, Post
from goodtalk.chats.thanking import OwnPost, thank
from goodtalk.doors.fediverse.inbox.accounts import account_of, is_kept_out
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, changed, ignored, refused
from goodtalk.doors.fediverse.inbox.reading import NETWORK
from goodtalk.doors.fediverse.inbox.taken import Taken
from goodtalk.doors.fediverse.inbox.values import uri_in, words_at

# Nobody gives thanks with these; of some servers they are a kind of Like (Misskey, Pleroma).
NO_THANKS = frozenset("👎😠😡🤬🤮🤢💩🖕")


def like(taken: Taken) -> Outcome:
    """They thank the author of a post."""
    reaction = words_at(taken.activity, "content", "_misskey_reaction")
    if reaction[:1] in NO_THANKS and reaction:
        return ignored("It is a reaction, but no thanks.")
    return _thanks(taken, taken.uri, wanted=True)


def unlike(taken: Taken) -> Outcome:
    """They take their thanks back."""
    return _thanks(taken, uri_in(taken.thing.get("object")), wanted=False)


def _thanks(taken: Taken, uri: str, *, wanted: bool) -> Outcome:
    """One query for what is not here, which is most of what is liked."""
    posts = Post.objects.select_related("same_as", "community", "chat", "account")
    found = posts.filter(network=NETWORK, uri=uri).first() if uri else None
    if found is None:
        return ignored("What it is about is not here.")
    post = found.same_as or found
    if post.chat_id is None or not post.is_visible:
        return ignored("Thanks are given for what can be read in a chat.")
    if wanted and is_kept_out(taken.actor, post, now=taken.now):
        return refused("This account is kept out.")
    before = post.thanks_count
    person = _person(taken)
    try:
        after = thank(post, person, wanted=wanted, now=taken.now).thanks_count
    except OwnPost:
        return ignored("Nobody thanks themselves.")
    if before == after:
        return ignored("Nothing changes.")
    return changed("Thanks were given." if wanted else "Thanks were taken back.")


def _person(taken: Taken) -> Person:
    return account_of(taken.actor, now=taken.now).person
