"""A person's thanks for a post: given, taken back, counted."""

from datetime import datetime

from django.db import transaction

from goodtalk.chats.log import append_event, lock_chat
from goodtalk.chats.models import Person, Post, Thanks


class OwnPost(Exception):
    """Nobody thanks themselves."""


@transaction.atomic
def thank(post: Post, person: Person, *, wanted: bool, now: datetime) -> Post:
    """Give thanks (`wanted`) or take them back. Safe to call twice. Raises OwnPost."""
    if post.chat_id is None:
        raise ValueError("Thanks are given in a chat.")
    chat = lock_chat(post.chat_id)
    post = Post.objects.select_related("account").get(pk=post.pk)
    if post.account.person_id == person.pk:
        raise OwnPost(post)
    if wanted:
        _, changed = Thanks.objects.get_or_create(
            post=post, person=person, defaults={"given_at": now}
        )
    else:
        changed = bool(Thanks.objects.filter(post=post, person=person).delete()[0])
    if changed:
        # Not counted anew: those that were given elsewhere came as a number.
        post.thanks_count = max(post.thanks_count + (1 if wanted else -1), 0)
        post.save(update_fields=["thanks_count"])
        append_event(chat, "post.thanked", {"post": post.pk}, at=now)
    return post
