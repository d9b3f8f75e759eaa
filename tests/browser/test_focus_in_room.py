"""Whoever goes through the room with the keyboard stays where they are when the hour goes on."""

import pytest
from playwright.sync_api import expect

from tests.browser import scenes


@pytest.fixture
def hour(server):
    """An hour that is on, with its first question out and something to read beforehand."""
    server.tell(scenes.make_community)
    address = server.tell(scenes.plan_hour, -1, 30)
    server.tell(scenes.read_beforehand)
    server.tell(scenes.begin)  # before it, the reading list would be open already
    return address


FOCUSED = "document.activeElement.getAttribute('href') ?? document.activeElement.localName"


@pytest.mark.parametrize(
    ("focused", "href"),
    [
        (".run-sheet li:nth-child(3) a", "{hour}?read=q2"),
        (".run-sheet li:last-child a", "{hour}?read=time"),
        ("#top .tag", "/lgovsm/"),
        (".reading-list summary", "summary"),
    ],
)
def test_the_focus_stays_where_it_is_when_a_question_goes_out(
    server, visit, hour, focused, href
):
    page = visit().go(hour)
    page.locator(focused).focus()

    server.tell(scenes.release)

    expect(page.locator("#now")).to_contain_text(scenes.QUESTIONS[0])
    assert page.evaluate(FOCUSED) == href.format(hour=hour)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == href.format(hour=hour)


def test_what_was_opened_stays_open_and_so_does_the_focus_in_it(server, visit, hour):
    page = visit().go(hour)
    page.locator(".reading-list summary").click()
    page.get_by_role("link", name="On snow").focus()

    server.tell(scenes.release)

    expect(page.locator("#now")).to_contain_text(scenes.QUESTIONS[0])
    expect(page.get_by_role("link", name="On snow")).to_be_focused()


def test_where_what_had_the_focus_is_gone_what_it_stood_in_has_it(server, visit, hour):
    page = visit().go(hour)
    page.get_by_text("To read beforehand").focus()

    server.tell(scenes.read_beforehand, [])
    server.tell(scenes.release)

    expect(page.locator("#now")).to_contain_text(scenes.QUESTIONS[0])
    expect(page.locator("#run-sheet")).to_be_focused()
