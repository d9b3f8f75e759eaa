"""What tests see and set up in our server's own process, where no page or command tells of it."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from goodtalk.chats.models import Chat, Post
from goodtalk.chats.steering.conductor import end_hour
from goodtalk.chats.steering.planning import Plan, plan_chat
from goodtalk.chats.steering.run_sheet import spread
from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.models import Follower, Server
from goodtalk.record.recaps.publishing import publish_recap, take_recap_back


def new_community():
    """Its tag, which no other test has."""
    tag = f"lgovsm{Community.objects.count()}"
    return Community.objects.create(tag=tag, name="Local").tag_key


def hour_about_to_ask(question):
    """An hour of the newest community, on autopilot, that asks in a second. Its address."""
    community, now = Community.objects.latest("pk"), timezone.now()
    plan = Plan(now - timedelta(minutes=4, seconds=59), 60, "Snow", autopilot=True)
    sheet = spread([question], 60)
    return plan_chat(community, plan, sheet=sheet, by=None, now=now).get_absolute_url()


def end_and_recap(text):
    """The newest hour ends, and its recap is published."""
    chat, now = Chat.objects.latest("pk"), timezone.now()
    end_hour(chat, by=None, now=now)
    publish_recap(chat, text, after=0, by=None, now=now)


def take_back_recap():
    """The recap of the newest hour goes."""
    take_recap_back(Chat.objects.latest("pk"), by=None, now=timezone.now())


def posts_of(actor):
    """What was said to a community: the words, the question's number, and by whom."""
    posts = Post.objects.filter(community__tag_key=actor.rpartition("@")[2])
    posts = posts.select_related("question", "account")
    return [[p.text, p.question and p.question.number, p.account.handle] for p in posts]


def followers_of(actor):
    """The uris of those who follow one of our communities."""
    followers = Follower.objects.filter(community__tag_key=actor.rpartition("@")[2])
    return list(followers.values_list("actor__uri", flat=True))


def thanks_of(uri):
    """How many have thanked for a post."""
    return Post.objects.get(uri=uri).thanks_count


def sign_newer_for(origin):
    """Note that a server is known to understand RFC 9421."""
    Server.objects.update_or_create(host=urlsplit(origin).netloc, defaults={"signs": "rfc9421"})
