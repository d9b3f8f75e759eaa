"""A chair and two participants hold a whole hour, while network and server fail them."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser import scenes
from tests.browser.relay import Relay

TUNNEL_SECONDS = 10


@pytest.fixture
def hour(server):
    """An hour whose lobby is open and that begins in half a minute."""
    server.tell(scenes.make_community)
    return server.tell(scenes.plan_hour, 30, 10)


@pytest.fixture
def relay(server):
    """The network of whoever goes by train."""
    relay = Relay(server.address)
    yield relay
    relay.close()


def test_an_hour_is_held_from_lobby_to_transcript(
    server, visit, hour, relay, record_property
):
    cherry, nia = visit("cherry"), visit("nia", address=relay.address, phone=True)
    lars = visit("lars", javascript=False)
    for visitor in (cherry, nia):  # they read every post, however fast these come
        visitor.context.add_init_script("localStorage.setItem('pace', 'stream')")
    for visitor in (cherry, nia, lars):
        visitor.go(hour)

    # The lobby.
    expect(cherry.page.get_by_text("The lobby is open")).to_be_visible()
    nia.say("Hello from the 13:02 to Carlisle")
    cherry.sees("Hello from the 13:02 to Carlisle")
    lars.go(hour)
    lars.sees("Hello from the 13:02 to Carlisle")

    # The hour begins by itself, and the chair releases the first question.
    for visitor in (cherry, nia):
        expect(visitor.page.locator(".dot")).to_be_visible(timeout=40_000)
    cherry.page.get_by_role("link", name="Desk", exact=True).click()
    cherry.page.get_by_role("button", name="Release Q1 now").click()
    expect(nia.page.locator("#now")).to_contain_text(scenes.QUESTIONS[0])
    expect(cherry.page.get_by_role("button", name="Release Q2 now")).to_be_visible()
    cherry.page.get_by_role("link", name="To the room").click()

    # What one says appears to the others, each in their own way.
    expect(nia.page.locator("#say-text")).to_have_attribute("placeholder", "Answer Q1…")
    nia.say("Ours post when there is snow")
    said_at = time.monotonic()
    cherry.sees("Ours post when there is snow")
    record_property("seconds until the chair saw it", round(time.monotonic() - said_at, 2))
    lars.go(hour)
    lars.say("Three of ours, on the bus page")
    nia.sees("Three of ours, on the bus page")
    cherry.sees("Three of ours, on the bus page")

    # A reply and thanks.
    snow = cherry.page.locator("article.post", has_text="Ours post when there is snow")
    snow.get_by_role("link", name="Reply to Nia").click()
    cherry.say("Do residents answer them?")
    reply = nia.page.locator(".replies .said", has_text="Do residents answer them?")
    expect(reply).to_be_visible()
    snow.get_by_role("button", name="Thanks").click()
    hers = nia.page.locator("article.post", has_text="Ours post when")
    expect(hers.locator(".count")).to_have_text("1")

    # A tunnel: what is said meanwhile is there at its end.
    relay.cut()
    for number in range(5):
        server.tell(scenes.say, f"Said while the train was in the tunnel {number}")
    expect(nia.page.locator("[data-connection]")).to_contain_text("No connection")
    nia.page.wait_for_timeout(TUNNEL_SECONDS * 1000)
    relay.mend()
    for number in range(5):
        nia.sees(f"Said while the train was in the tunnel {number}")
    expect(nia.page.locator("[data-connection]")).to_be_empty()

    # A power cut: nothing that was acknowledged is missing.
    acknowledged = [f"Said just before the power cut {number}" for number in range(3)]
    for words in acknowledged:
        lars.go(hour)
        lars.say(words)
        lars.sees(words)
    server.kill()
    cherry.page.locator("#say-text").fill("Typed while the server was away")
    cherry.page.get_by_role("button", name="Post", exact=True).click()
    expect(cherry.page.locator(".note")).to_contain_text("Your words are still here")
    server.start()
    assert [one for one in acknowledged if f"{one} #lgovsm" not in server.tell(scenes.said)] == []
    cherry.page.get_by_role("button", name="Post", exact=True).click()
    nia.sees("Typed while the server was away")
    cherry.sees("Said just before the power cut 2")

    # The second question, the wrap-up, the end.
    cherry.go(f"{hour}desk/")
    cherry.page.get_by_role("button", name="Release Q2 now").click()
    expect(nia.page.locator("#now")).to_contain_text(scenes.QUESTIONS[1])
    cherry.page.get_by_role("button", name="Begin the wrap-up").click()
    expect(nia.page.locator("#now")).to_contain_text("Wrap-up")
    # Nia may see it first; a link that is about to move is not pressed.
    expect(cherry.page.get_by_role("button", name="Begin the wrap-up")).to_be_hidden()
    cherry.page.get_by_role("link", name="End the hour…").click()
    cherry.page.get_by_role("button", name="End the hour").click()
    expect(nia.page.locator("#now")).to_contain_text("The record")

    # The transcript, at the same address.
    lars.go(hour)
    expect(lars.page.locator("#q1")).to_contain_text("Ours post when there is snow")
    expect(lars.page.locator("#q1")).to_contain_text("Do residents answer them?")
    for way in ("thread", "time"):
        lars.go(f"{hour}?read={way}")
        expect(lars.page.locator("article.post")).to_have_count(len(server.tell(scenes.said)))
    log = server.tell(scenes.log_of_the_hour)
    assert [seq for seq, _ in log] == list(range(1, len(log) + 1))
    assert [kind for _, kind in log if kind.startswith("chat.")] == [
        "chat.planned", "chat.opened", "chat.started", "chat.checked_in", "chat.wrapped_up",
        "chat.closed",
    ]
