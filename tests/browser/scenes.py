"""What is there before a browser opens it; called in a process of its own, on the server's data."""

from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.receive import receive_post
from goodtalk.chats.models import Chat, Post
from goodtalk.chats.steering.conductor import end_hour, keep_time, release_next
from goodtalk.chats.steering.planning import Plan, plan_chat
from goodtalk.chats.steering.run_sheet import spread
from goodtalk.communities.models import Community, Membership, User
from goodtalk.doors.fediverse.gathering.models import Source
from goodtalk.record.recaps.drafting import draft_recap
from goodtalk.record.recaps.publishing import publish_recap
from goodtalk.site.sign_in_links import sign_in_path

STAYS = {"django_migrations", "django_content_type", "auth_permission"}  # as at the first start
QUESTIONS = ("Which of your councillors post, and why?", "What stops the others?")


def forget_everything() -> None:
    """What earlier tests left goes. Numbers go on from where they were, so that no chat of this
    test has the number of an earlier one, of which the server may still remember something.
    """
    connection.disable_constraint_checking()
    with transaction.atomic(), connection.cursor() as cursor:
        for table in set(connection.introspection.table_names()) - STAYS:
            cursor.execute(f'DELETE FROM "{table}"')
    connection.enable_constraint_checking()


def sign_in_path_of(name: str) -> str:
    """A link for nia@example.org and the like, made when new."""
    email = f"{name}@example.org"
    user = User.objects.filter(email=email).first()
    return sign_in_path(user or User.objects.create_user(email, name=name.title()))


def make_community(tag: str = "lgovsm") -> str:
    """A community that olive runs and that moira moderates. Its address."""
    community = Community.objects.create(
        tag=tag,
        name="Local government and social media",
        welcome="People who look after councils' pages meet here.",
        house_rules="Be kind.\nNo selling.",
        accent="#8a3f8f",
    )
    for name, role in (("olive", "organiser"), ("moira", "moderator"), ("max", "member")):
        user = User.objects.create_user(f"{name}@example.org", name=name.title())
        Membership.objects.create(community=community, user=user, role=role)
    return community.get_absolute_url()


def plan_hour(starts_in: float, minutes: float, autopilot: bool = False) -> str:
    """An hour that cherry chairs. Its address."""
    community = Community.objects.get()
    chair, _ = User.objects.get_or_create(
        email="cherry@example.org", defaults={"name": "Cherry"}
    )
    now = timezone.now()
    plan = Plan(
        now + timedelta(seconds=starts_in),
        minutes,
        "Getting councillors to use social media",
        chair=chair,
        autopilot=autopilot,
    )
    sheet = spread(QUESTIONS, minutes)
    return plan_chat(community, plan, sheet=sheet, by=None, now=now).get_absolute_url()


def say(words: str, by: str = "jo", **fields: Any) -> str:
    """Somebody on the fediverse says something in the latest hour. The post's uri."""
    chat = Chat.objects.latest("starts_at")
    now = timezone.now()
    number = Post.objects.count() + 1
    home = "https://social.example"
    incoming = IncomingPost(
        network="fediverse",
        uri=f"{home}/posts/{number}",
        author=Author(f"{home}/users/{by}", f"@{by}@social.example", by.title()),
        text=words,
        published=now,
        **fields,
    )
    receive_post(chat.community, incoming, now=now, into=chat)
    return incoming.uri


def read_beforehand(pages: list[dict[str, str]] | None = None) -> None:
    """The hour has a reading list."""
    usual = [{"title": "On snow", "url": "https://snow.example/"}]
    Chat.objects.update(reading_list=usual if pages is None else pages)


def begin() -> None:
    """The latest hour, whose time has come, is on: the worker need not have seen it yet."""
    keep_time(Chat.objects.latest("starts_at"), now=timezone.now())


def release() -> None:
    """The chair puts the next question to the room."""
    chat, now = Chat.objects.latest("starts_at"), timezone.now()
    keep_time(chat, now=now)
    out = chat.questions.filter(released_at__isnull=False).count()
    release_next(chat, after=out, by=chat.chair, now=now)


def end() -> None:
    """The chair of the latest hour ends it."""
    chat, now = Chat.objects.latest("starts_at"), timezone.now()
    keep_time(chat, now=now)
    end_hour(chat, by=chat.chair, now=now)


def recap() -> None:
    """The chair of the latest hour, which is over, publishes the draft as it is."""
    chat, now = Chat.objects.latest("starts_at"), timezone.now()
    keep_time(chat, now=now)
    publish_recap(chat, draft_recap(chat), after=0, by=chat.chair, now=now)


def listen() -> None:
    """Sources of which one is heard, one refuses, and one was away when it was asked."""
    now = timezone.now()
    relay, timeline = Source.Kind.RELAY, Source.Kind.TIMELINE
    Source.objects.create(
        kind=relay, address="https://relay.example/actor", added_at=now, accepted_at=now
    )
    Source.objects.create(
        kind=relay, address="https://shut.example/actor", added_at=now, refused_at=now
    )
    Source.objects.create(
        kind=timeline, address="https://council.example", community=Community.objects.get(),
        added_at=now, heard_at=now, due_at=now + timedelta(hours=1),
        failures=1, problem="It took longer than 8 seconds to answer.",
    )  # fmt: skip


def said() -> list[str]:
    """The words of every post, in the order in which they were said."""
    return list(Post.objects.order_by("published_at").values_list("text", flat=True))


def log_of_the_hour() -> list[list[Any]]:
    """Every event of the latest hour: its place and kind."""
    chat = Chat.objects.latest("starts_at")
    return [list(line) for line in chat.events.order_by("seq").values_list("seq", "kind")]


def post_count() -> int:
    """How many posts are here."""
    return Post.objects.count()
