"""What a desk can do with one post, for the pages that offer it."""

from typing import Any

from goodtalk.chats.keeping_order.barring import bars_on, domain_of, sits_here
from goodtalk.chats.keeping_order.moderation import MARKS, as_seen
from goodtalk.chats.models import Chat, Post


def tools_for(chat: Chat, post: Post) -> dict[str, Any]:
    """Its questions, what it can be marked as, and what stands against its author. Four queries."""
    return {
        "questions": chat.questions.all(),
        "marks": [(kind.value, kind.label, kind.value[0]) for kind in MARKS],
        "seen": as_seen(post),
        "bars": bars_on(chat.community, post.account),
        "domain": domain_of(post.account),
        "is_one_of_us": sits_here(chat.community, chat, post.account),
    }
