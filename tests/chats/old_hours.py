"""Old hours as archives leave them, said by nobody real; for tests and for pictures."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from goodtalk.chats.arriving.counting import MUCH, have_counted
from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.receive import receive_posts
from goodtalk.chats.models import Chat, Question
from goodtalk.communities.models import Community

NAMES = (
    "Ada Brook", "Ben Croft", "Cay Dene", "Dot Elms", "Eve Ford", "Flo Gale", "Gus Hythe",
    "Hal Ings", "Ivy Joy", "Jon Keld", "Kit Lynn", "Lil Marsh",
)
ASKED = (
    "What do your gritters say in winter, and who listens?",
    "Who answers at weekends?",
    "What did residents teach you?",
    "What will you stop doing?",
)
WORDS = (
    "We put the route of every gritter on a map and people thank us for it",
    "Ours is one person with a phone and a kettle, and it works",
    "Half of the questions are about bins, whatever we write about",
    "We stopped posting pictures of the mayor and nobody noticed",
    "Ask the crew to write it: they know the road, and it shows",
)


def make_old_hour(year: int = 2014, posts: int = 300, people: int = 12) -> Chat:
    """A closed hour of that year, rebuilt from what was kept, with four questions."""
    community = Community.objects.first() or Community.objects.create(
        tag="lgovsm", name="Local government and social media", zone="Europe/London"
    )
    starts = datetime(year, 3, 14 if year == 2014 else 12, 13, tzinfo=ZoneInfo("Europe/London"))
    starts = starts.astimezone(UTC)
    chat = Chat.objects.create(
        community=community, day=starts.date(), theme="", starts_at=starts,
        ends_at=starts + timedelta(hours=1), opened_at=starts, started_at=starts,
        closed_at=starts + timedelta(hours=1), is_rebuilt=True,
    )
    for number, words in enumerate(ASKED, 1):
        asked = starts + timedelta(minutes=14 * number - 9)
        Question.objects.create(
            chat=chat, number=number, text=words, due_at=asked, released_at=asked
        )
    incoming = [_post(chat, number, posts, people) for number in range(posts)]
    for first in range(0, posts, 500):
        receive_posts(
            community, incoming[first : first + 500], now=datetime.now(UTC), into=chat
        )
        if posts >= MUCH:
            have_counted()
    return Chat.objects.get(pk=chat.pk)


def address_of_old_hour(year: int, posts: int, people: int) -> str:
    """The same for a process of its own: its address."""
    return make_old_hour(year, posts, people).get_absolute_url()


def _post(chat: Chat, number: int, posts: int, people: int) -> IncomingPost:
    """One post of many: answers with and without labels, replies, links, what was cut short."""
    who = number * 7 % people
    handle = f"{NAMES[who % len(NAMES)].split()[0].lower()}{who // len(NAMES) or ''}"
    said_at = chat.starts_at + timedelta(seconds=_second(number, posts))
    words = WORDS[number % len(WORDS)]
    reply = ""
    if number % 3 == 1:
        reply = _uri(chat, number - 3 if number % 9 == 4 else number - number % 9)
    elif number % 50 == 2:
        reply = "https://twitter.com/i/status/1"
    elif number % 3 == 0 and said_at > chat.starts_at + timedelta(minutes=5):
        words = f"A{min(4, 1 + (number * 60 // posts - 5) // 14)} {words}"
    if number % 20 == 5:
        words += f", see https://example.org/{number % 60}"
    if number % 40 == 11:
        words = f"#lgovsm {words} and then the rest of it was…"
    if number % 45 == 14:
        words += " pic.twitter.com/Ab3dE"
    name = NAMES[who % len(NAMES)]
    return IncomingPost(
        network="twitter", uri=_uri(chat, number), published=said_at, in_reply_to=reply,
        author=Author(f"twitter:user:{1000 + who}", f"@{handle}", name),
        text=words,
    )


def _second(number: int, posts: int) -> float:
    """Evenly over the hour, but for a quarter of an hour from the 40th minute on."""
    second = number * 2700 / posts
    return second if second < 2400 else second + 900


def _uri(chat: Chat, number: int) -> str:
    return f"https://twitter.com/i/status/{chat.day.year}{number + 10:06}"
