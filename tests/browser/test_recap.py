"""A chair writes the recap of an hour that is over: by keyboard, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import scenes


@pytest.fixture
def over(server):
    """The address of an hour that is over, with two answers."""
    server.tell(scenes.make_community)
    address = server.tell(scenes.plan_hour, -400, 60, True)
    server.tell(scenes.say, "A1: ours grit the hills first")
    server.tell(scenes.say, "A1: ours ask the residents", "ann")
    server.tell(scenes.end)
    return address


def test_the_look_follows_what_is_written_and_a_quote_is_added_by_keyboard(visit, over):
    chair = visit("cherry")
    page = chair.go(f"{over}desk/")
    page.get_by_role("link", name="Write the recap").press("Enter")
    text, look = page.get_by_label("The recap"), page.get_by_role("region", name="How it looks")
    expect(look).to_contain_text("ours grit the hills first")

    text.fill("It was *icy*.\n")
    expect(look.locator("em")).to_have_text("icy")
    expect(look).not_to_contain_text("ours grit the hills first")
    page.get_by_text("Answers to quote").press("Enter")
    page.get_by_role("button", name=re.compile("Add to the recap.*Ann")).press("Enter")
    expect(look).to_contain_text("ours ask the residents")
    page.get_by_role("button", name="Publish").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Getting councillors")
    expect(page.locator("figure")).to_contain_text("ours ask the residents")
    expect(visit().go(over).get_by_role("link", name="Read the recap")).to_be_visible()


def test_without_javascript_a_recap_is_looked_at_kept_and_published(visit, over):
    chair = visit("cherry", javascript=False)
    page = chair.go(f"{over}recap/write/")
    page.get_by_label("The recap").fill("It was *icy*.")

    page.get_by_role("button", name="Look first").click()
    expect(page.locator("#look em")).to_have_text("icy")
    page.get_by_role("button", name="Keep for later").click()
    expect(page.get_by_label("The recap")).to_have_value("It was *icy*.")
    page.get_by_role("button", name="Publish").click()

    expect(page.locator(".recap-words em")).to_have_text("icy")


def test_words_outlive_a_reload_and_a_session_that_ended(visit, server, over):
    chair = visit("cherry")
    page = chair.go(f"{over}recap/write/")
    text, told = page.get_by_label("The recap"), page.locator("[data-told]")
    text.fill("It was *icy*.")
    expect(page.locator("#look em")).to_have_text("icy")

    page.reload()
    expect(told).to_have_text("What you had written is here again.")
    expect(text).to_have_value("It was *icy*.")
    expect(page.locator("#look em")).to_have_text("icy")
    chair.context.clear_cookies()
    text.fill("It was *snowy*.")
    expect(told).to_contain_text("You may have been signed out")
    expect(page.locator("#look em")).to_have_text("icy")
    chair.follow(server.tell(scenes.sign_in_path_of, "cherry"))
    chair.go(f"{over}recap/write/")

    expect(text).to_have_value("It was *snowy*.")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".recap-words em")).to_have_text("snowy")
    chair.go(f"{over}recap/write/")
    expect(told).to_be_empty()
