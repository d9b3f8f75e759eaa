"""A chair and a co-chair at two desks, and somebody new in the room: never two truths at once."""

import pytest
from playwright.sync_api import expect

from tests.browser import scenes
from tests.browser.test_keyboard import tab_to


@pytest.fixture
def hour(server):
    server.tell(scenes.make_community)
    return server.tell(scenes.plan_hour, -1, 30)


def say_held(words):
    """Somebody says what waits for a look first."""
    return scenes.say(words, by="mallory", hold=True)


def press(page, selector):
    """Reach a button with Tab and press it, as somebody without a mouse does."""
    tab_to(page, selector)
    page.keyboard.press("Enter")


def test_an_hour_is_held_by_two_desks_with_the_keyboard_alone(server, visit, hour):
    cherry, moira, nia = visit("cherry"), visit("moira"), visit("nia", phone=True)
    hers, theirs, room = cherry.go(f"{hour}desk/"), moira.go(f"{hour}desk/"), nia.go(hour)

    # What one releases is released for both, and for the room.
    press(hers, "form[action$='/release'] button")
    expect(theirs.get_by_role("button", name="Release Q2 now")).to_be_visible()
    expect(room.locator("#now")).to_contain_text(scenes.QUESTIONS[0])

    # Somebody new is greeted by one of them; the other sees that she is being looked after.
    room.locator("#say-text").focus()
    room.keyboard.type("Hello, I run the pages of a small parish")
    room.keyboard.press("Control+Enter")
    for page in (hers, theirs):
        expect(page.locator(".welcome-sum")).to_contain_text("0 of 1 newcomer greeted")
    press(theirs, ".welcome-queue form[action$='/claim'] button")
    expect(hers.locator(".welcome-queue")).to_contain_text("Moira is looking after it")
    tab_to(theirs, ".welcome-answer textarea")
    theirs.keyboard.type("Welcome, Nia! Which parish?")
    press(theirs, ".welcome-answer button")
    for page in (hers, theirs):
        expect(page.locator(".welcome-sum")).to_contain_text("Everyone greeted")
    nia.sees("Welcome, Nia! Which parish?")

    # A hold is a hold at both desks, and whoever goes on, goes on for both.
    press(hers, "form[action$='/hold'] button")
    expect(theirs.get_by_role("button", name="Go on")).to_be_visible()
    press(theirs, "form[action$='/resume'] button")
    expect(hers.get_by_role("button", name="Hold", exact=True)).to_be_visible()

    # One sets a post aside, the other takes that back; the log has both, and who it was.
    server.tell(scenes.say, "Buy my followers")
    spam = hers.locator("li.thread", has_text="Buy my followers")
    expect(spam).to_be_visible()
    spam.locator("form[action$='/set-aside'] button").focus()
    hers.keyboard.press("Enter")
    undo = theirs.locator(".doings form[action*='/undo/'] button").first
    expect(theirs.locator("li.thread.set-aside")).to_contain_text("Buy my followers")
    undo.focus()
    theirs.keyboard.press("Enter")
    expect(hers.locator("li.thread.set-aside")).to_have_count(0)
    expect(hers.locator(".doings").first).to_contain_text("Moira")

    # One lets somebody in, the other thinks again: they wait as before, and the room forgets them.
    server.tell(say_held, "Cheap watches for councils")
    hers.get_by_role("link", name="1 post held for a look").click()
    press(hers, "form[action$='/let-in'] button")
    nia.sees("Cheap watches for councils")
    let_in = theirs.locator(".doings li", has_text="Let a post in")
    let_in.get_by_role("button").focus()
    theirs.keyboard.press("Enter")
    expect(room.locator(".log")).not_to_contain_text("Cheap watches for councils")
    expect(hers.get_by_role("link", name="1 post held for a look")).to_be_visible()

    # The end, by key.
    press(hers, "a[href$='/end/']")
    expect(hers.get_by_role("heading", name="End the hour now?")).to_be_visible()
    press(hers, "button.danger")
    expect(hers.locator(".desk-clock")).to_contain_text("closed")
    expect(theirs.locator(".desk-clock")).to_contain_text("closed")
    log = server.tell(scenes.log_of_the_hour)
    assert [seq for seq, _ in log] == list(range(1, len(log) + 1))
