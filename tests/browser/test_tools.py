"""The tools on a post, with the keyboard alone; and what a reader beside sees of it."""

import os
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import scenes


def test_a_post_is_put_into_the_spotlight_and_set_aside_from_the_room_by_key(server, visit):
    server.tell(scenes.make_community)
    hour = server.tell(scenes.plan_hour, -1, 30)
    server.tell(scenes.say, "We grit the footways first, before the schools open, and post where.")
    cherry, reader = visit("cherry"), visit()
    page, beside = cherry.go(hour), reader.go(hour)
    post = page.locator("article.post").first

    post.focus()
    page.keyboard.press("d")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("s")
    expect(page.get_by_role("dialog").get_by_text("End spotlight")).to_be_visible()
    expect(beside.locator("#spotlight")).to_contain_text("We grit the footways first")
    expect(beside.locator("article.post .lit")).to_be_visible()
    page.keyboard.press("p")
    expect(beside.locator("article.post .marked")).to_have_text("Promise")
    _picture(page, "dialog")
    page.keyboard.press("a")
    expect(page.get_by_role("dialog").get_by_text("Put it back")).to_be_visible()

    expect(beside.locator("article.post .said")).to_have_count(0)
    expect(beside.locator("#spotlight section")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).not_to_be_visible()
    expect(beside.locator(".to-tools")).to_have_count(0)


def _picture(page, name):
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")
