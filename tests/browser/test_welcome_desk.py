"""The welcome desk in a browser: driven by keys, and shared by two."""

import pytest
from playwright.sync_api import expect

from tests.browser import scenes


@pytest.fixture
def hour(server):
    """An hour that is on, in which Ann has spoken for the first time."""
    server.tell(scenes.make_community)
    hour = server.tell(scenes.plan_hour, -400, 60, True)
    server.tell(scenes.say, "Hello, I am new to this", "ann")
    return hour


def test_a_newcomer_is_taken_on_and_answered_with_the_keyboard_alone(server, visit, hour):
    cherry, moira = visit("cherry"), visit("moira", phone=True)
    for visitor in (cherry, moira):
        visitor.go(f"{hour}desk/")
    expect(moira.page.locator(".welcome-sum")).to_contain_text("0 of 1 newcomer greeted")

    cherry.page.get_by_role("button", name="I will answer Ann").focus()
    cherry.page.keyboard.press("Enter")
    expect(moira.page.get_by_text("Cherry is looking after it")).to_be_visible()
    expect(moira.page.get_by_role("button", name="I will answer Ann")).to_be_hidden()
    cherry.page.locator(".mine").wait_for()
    cherry.page.get_by_label("Your answer to Ann").focus()
    cherry.page.keyboard.type("Welcome, Ann")
    server.tell(scenes.say, "Said meanwhile", "ann")  # what is being written stays
    cherry.page.keyboard.press("Tab")
    cherry.page.keyboard.press("Enter")

    for visitor in (cherry, moira):
        summed = visitor.page.locator(".welcome-sum")
        expect(summed).to_contain_text("Everyone greeted, 1 post waits")
    assert "Welcome, Ann #lgovsm" in server.tell(scenes.said)
