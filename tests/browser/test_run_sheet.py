"""The run sheet in a browser: questions carried about, counted while they are typed, played."""

import pytest
from playwright.sync_api import expect

from tests.browser import scenes

SHOWN = "areas => areas.map(area => area.value).filter(Boolean)"


@pytest.fixture
def sheet(server):
    server.tell(scenes.make_community)
    return f"{server.tell(scenes.plan_hour, 600, 60)}desk/sheet/"


def questions(page):
    return page.eval_on_selector_all("textarea[name^=text_]", SHOWN)


def test_questions_are_carried_by_keys_by_arrows_and_by_dragging(visit, sheet):
    page = visit("cherry", zoom=0.5).go(sheet)  # high enough for all rows
    first, second, *_rest = questions(page)

    page.locator("#id_text_1").press("Alt+ArrowDown")
    by_keys = questions(page)[:2]
    page.get_by_role("button", name="Move Q2 up").click()
    by_arrows = questions(page)[:2]
    handle = page.locator("[data-handle]").nth(1).bounding_box()
    page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    top = page.locator("[data-row]").first.bounding_box()["y"]
    page.mouse.move(handle["x"], top + 5, steps=9)
    page.mouse.up()
    page.get_by_role("button", name="Keep the run sheet").last.click()

    expect(page.locator(".desk-sheet .asked").first).to_have_text(second)
    assert (by_keys, by_arrows) == ([second, first], [first, second])


def test_what_is_typed_is_counted_at_once(visit, sheet):
    page = visit("cherry").go(sheet)

    page.fill("#id_text_1", "x" * 290)

    expect(page.locator("wording-fits .over").first).to_contain_text("302/300 too long")


def test_a_rehearsal_plays_by_itself_and_stops_at_the_end(visit, sheet):
    page = visit("cherry").go(f"{sheet}?rehearse")

    expect(page.locator("[data-scene]:visible")).to_have_count(1)
    page.get_by_role("button", name="To the end").click()

    expect(page.locator("[data-scene]:visible")).to_contain_text("The record")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
