"""What other processes do beside a running server: each function is called in one of its own."""

import sys
import time
from datetime import timedelta

from django.utils import timezone

from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.receive import receive_post
from goodtalk.chats.frames import frames_of
from goodtalk.chats.keeping_order.moderation import set_aside, withdraw
from goodtalk.chats.models import Chat, Post
from goodtalk.chats.steering.conductor import keep_time
from goodtalk.chats.steering.planning import Plan, plan_chat
from goodtalk.chats.steering.run_sheet import Asked, RunSheet
from goodtalk.communities.models import Community, User


def make_hour(questions=1, starts_in_seconds=-60.0, minutes=60, autopilot=False, tag="lgovsm"):
    """An hour of a community that is made with it: its key and its address.

    Its questions share it with the wrap-up, the first is due at once. When its time has come
    already, it is live.
    """
    now = timezone.now()
    community, _ = Community.objects.get_or_create(tag=tag, name="Local government")
    plan = Plan(now + timedelta(seconds=starts_in_seconds), minutes, "Snow", autopilot=autopilot)
    each = minutes / (questions + 1)
    asked = [Asked(f"What about {number}?", each) for number in range(1, questions + 1)]
    sheet = RunSheet(asked, welcome_minutes=0, wrap_up_minutes=each)
    chat = plan_chat(community, plan, sheet=sheet, by=None, now=now)
    if starts_in_seconds <= 0:
        keep_time(chat, now=now)
    return {"chat": chat.pk, "path": chat.get_absolute_url()}


def say(chat_id, texts, by="jo"):
    """Say one thing after another: the places in the log, as they were acknowledged."""
    chat = Chat.objects.select_related("community").get(pk=chat_id)
    return [_say(chat, text, by) for text in texts]


def say_what_is_asked(chat_id, by="jo"):
    """Say each line that comes in; write its place in the log, and when it was committed.

    That is in seconds of the system's monotonic clock.
    """
    chat = Chat.objects.select_related("community").get(pk=chat_id)
    for line in sys.stdin:
        seq = _say(chat, line.strip(), by)
        sys.stdout.write(f"{seq} {time.monotonic()}\n")
        sys.stdout.flush()


def set_aside_post(post_id):
    """The host takes a post out of the room."""
    host, _ = User.objects.get_or_create(email="host@example.org", is_superuser=True)
    set_aside(Post.objects.get(pk=post_id), by=host, now=timezone.now())


def withdraw_post(post_id):
    """Its author takes a post back."""
    withdraw(Post.objects.get(pk=post_id), now=timezone.now())


def logged(chat_id):
    """The log's lines: places and kinds."""
    return list(map(list, Chat.objects.get(pk=chat_id).events.values_list("seq", "kind")))


def frames(chat_id):
    """What the log gives to a listener now: places, kinds and data."""
    return [[one.seq, one.kind, one.data.decode()] for one in frames_of(chat_id, 0)]


def state_of(chat_id):
    """Where the hour is, and which of its questions have been put to the room."""
    chat = Chat.objects.get(pk=chat_id)
    released = chat.questions.filter(released_at__isnull=False)
    return [chat.state.value, list(released.values_list("number", flat=True))]


def _say(chat, text, by):
    now = timezone.now()
    incoming = IncomingPost(
        network="fediverse",
        uri=f"https://social.example/posts/{by}/{now.timestamp()}",
        author=Author(uri=f"https://social.example/users/{by}", handle=f"@{by}@social.example"),
        text=text,
        published=now,
    )
    return receive_post(chat.community, incoming, now=now, into=chat).seq
