"""Somebody who has never been here makes a community, and it has its first theme and its hour."""

import re

from playwright.sync_api import expect

from tests.browser.test_accessibility import problems_of
from tests.running import wait_for


def code_sent_to(server, address):
    """The code in the mail that the server printed, as its host would read it to them."""
    pattern = rf"Mail for {re.escape(address)}.*?^ {{6}}(\S+)$"
    found = wait_for(
        lambda: re.search(pattern, server.output.read_text(), re.DOTALL | re.MULTILINE),
        lambda: server.output.read_text(),
    )
    return found[1]


def test_a_newcomer_signs_in_starts_a_community_and_plans_its_first_hour(server, visit):
    ada = visit(phone=True)
    page = ada.go("/")
    page.get_by_role("link", name="Start a community").click()

    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_label("Code")).to_be_visible()
    assert problems_of(page) == []
    page.get_by_label("Code").fill(code_sent_to(server, "ada@example.org"))
    page.get_by_role("main").get_by_role("button", name="Sign in").click()

    page.get_by_label("Hashtag").fill("#LibraryHour")
    page.get_by_label("Name", exact=True).fill("Librarians at lunch")
    page.get_by_role("button", name="Start it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("#LibraryHour")
    expect(page.get_by_role("status")).to_contain_text("Fridays, 13:00 to 14:00, London")

    page.get_by_role("link", name="Suggest one").click()
    page.get_by_label("Theme").fill("Quiet rooms")
    page.get_by_role("button", name="Suggest it").click()
    page.get_by_role("button", name="Vote").click()
    expect(page.get_by_role("button", name="Take back your vote")).to_be_focused()
    page.get_by_role("button", name="Schedule").click()

    page.get_by_label("Q1", exact=True).fill("Where is yours?")
    page.get_by_role("button", name="Keep the run sheet").click()
    expect(page.get_by_text("The run sheet is kept.")).to_be_visible()
    page.get_by_role("link", name="To the room").click()
    expect(page.locator("#now")).to_contain_text("Coming up")
    expect(page.locator("#run-sheet")).to_contain_text("Where is yours?")

    calendar = page.request.get(f"{ada.address}/libraryhour/calendar.ics")
    assert "SUMMARY:#LibraryHour: Quiet rooms" in calendar.text()
