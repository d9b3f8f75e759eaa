"""A storm of posts in a live room: nothing is lost, and nothing moves under its reader.

How smooth the page stays meanwhile is measured by benchmarks/storm.py, on a quiet machine.
"""

import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.receive import receive_posts
from goodtalk.chats.models import Chat
from tests.browser import scenes

POSTS_A_SECOND, SECONDS = 40, 5
STORM = POSTS_A_SECOND * SECONDS
BURST = 10
LONG = "It goes on for a while. " * 8
TOP = "post => post.getBoundingClientRect().top"


def storm(posts: int, first: int = 0) -> int:
    """So many posts in bursts, some to a question and some not: how many there are then."""
    chat = Chat.objects.latest("starts_at")
    for begin in range(first, first + posts, BURST):
        now = timezone.now()
        incoming = [
            IncomingPost(
                network="fediverse",
                uri=f"https://social.example/storm/{number}",
                author=Author(
                    f"https://social.example/users/{number % 40}", name=f"Somebody {number % 40}"
                ),
                text=f"{('A1', 'Well,')[number % 2]} said in the storm {number}.",
                published=now,
            )
            for number in range(begin, begin + BURST)
        ]
        receive_posts(chat.community, incoming, now=now, into=chat)
    return chat.posts.count()


def blow() -> int:
    """A storm at its pace, a burst four times a second: how many posts there are then."""
    began = time.monotonic()
    for first in range(0, STORM, BURST):
        time.sleep(max(0.0, began + first / POSTS_A_SECOND - time.monotonic()))
        there = storm(BURST, first)
    return there


@pytest.fixture
def hour(server):
    """An hour that is on, with its first question out and something to read."""
    server.tell(scenes.make_community)
    hour = server.tell(scenes.plan_hour, -400, 60, True)
    for number in range(12):
        server.tell(scenes.say, f"A thing said before {number}. {LONG}")
    return hour


def test_in_a_storm_nothing_moves_under_a_reader_and_nothing_is_lost(server, visit, hour):
    reader = visit()
    reader.go(hour)
    reader.page.mouse.wheel(0, 900)
    reader.page.wait_for_function("scrollY > 700")
    reading = reader.page.locator("article", has_text="A thing said before 5.")
    before = reading.evaluate(TOP)

    assert server.tell(blow) == STORM + 12

    answered = reader.page.locator('[data-answers="1"]').first
    expect(answered).to_have_text(str(server.tell(answers)))
    assert abs(reading.evaluate(TOP) - before) <= 1
    for entries in (whole_log(reader, hour), everything(reader, hour)):
        said = {words for words in entries if "said in the storm" in words}
        assert len(said) == STORM


def answers() -> int:
    """How many posts stand under the first question."""
    chat = Chat.objects.latest("starts_at")
    return chat.posts.filter(question__number=1).count()


def whole_log(reader, hour):
    """What the reader finds in the full log, page by page."""
    found = []
    for page in (1, 2):
        reader.go(f"{hour}?read=time&page={page}")
        found += reader.page.locator(".log .said").all_text_contents()
    return found


def everything(reader, hour):
    """What the latest pages show to whoever asks for all of it."""
    found = []
    for page in (1, 2):
        reader.go(f"{hour}?read=flow&pace=stream&page={page}")
        found += reader.page.locator(".log .said").all_text_contents()
    return found


def test_what_waited_through_a_storm_is_put_in_below_one_another(server, visit, hour):
    reader = visit()
    reader.go(f"{hour}?pace=stream")
    reader.page.mouse.wheel(0, 900)
    reader.page.wait_for_function("scrollY > 700")
    server.tell(storm, 60)

    reader.page.get_by_role("button", name="60 new posts").click()

    shown = reader.page.locator(".log .said", has_text="said in the storm")
    expect(shown).to_have_count(60)
    assert [int(words.rstrip(".").split()[-1]) for words in shown.all_text_contents()] == list(
        range(59, -1, -1)
    )
    expect(reader.page.locator(".log article").first).to_be_focused()
