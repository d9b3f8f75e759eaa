"""What came with posts, in a browser: behind its warning, from here alone, by keyboard, for axe."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import enclosed_scenes, scenes
from tests.browser.test_accessibility import problems_of
from tests.pictures.conftest import png, serving_pictures

ALL_LOADED = """() => [...document.querySelectorAll("img[data-kept], img.emoji")]
  .every(one => !one.checkVisibility() || one.naturalWidth > 0)"""
IS_LOADED = "image => image.naturalWidth > 0"


@pytest.fixture
def elsewhere():
    with serving_pictures() as server:
        server.answers = {
            "/cat.png": png(480, 320), "/map.png": png(320, 480), "/emoji.png": png(20, 20)
        }
        yield server


@pytest.fixture
def hour(server, elsewhere):
    """The address of an hour in which everything was said."""
    server.tell(scenes.make_community)
    address = server.tell(scenes.plan_hour, -400, 60, True)
    server.tell(enclosed_scenes.say_everything, elsewhere.origin)
    return address


@pytest.fixture
def visit(visit):
    """The same, but a browser may say that a picture was still on its way."""
    opened = []

    def open_browser(*args, **options):
        opened.append(visit(*args, **options))
        return opened[-1]

    yield open_browser
    for visitor in opened:
        visitor.complaints[:] = [one for one in visitor.complaints if "status of 503" not in one]


@pytest.mark.parametrize(
    ("phone", "dark"), [(False, False), (True, False), (True, True)],
    ids=["desktop", "phone", "dark"],
)
def test_everything_is_shown_as_meant_and_axe_finds_nothing(server, visit, hour, phone, dark):
    reader = visit(phone=phone, dark=dark)
    asked = []
    reader.page.on("request", lambda request: asked.append(request.url))

    page = reader.go(hour)
    page.locator("details.behind summary").last.click()
    for picture in page.locator("img[data-kept], img.emoji").all():
        if picture.is_visible():
            picture.scroll_into_view_if_needed()
    page.wait_for_function(ALL_LOADED)

    _picture(page, f"{'phone' if phone else 'desktop'}{'-dark' if dark else ''}")
    assert problems_of(page) == []
    assert [url for url in asked if not url.startswith((server.address, "data:"))] == []


@pytest.mark.parametrize(
    ("phone", "dark"), [(False, False), (True, False), (True, True)],
    ids=["desktop", "phone", "dark"],
)
def test_axe_finds_nothing_at_a_desk_with_all_that_and_the_coverage_light(
    server, visit, hour, phone, dark
):
    server.tell(scenes.listen)
    cherry = visit("cherry", phone=phone, dark=dark)

    page = cherry.go(f"{hour}desk/")

    expect(page.locator(".above-desk")).to_contain_text("1 of 3 sources are heard.")
    _picture(page, f"desk-{'phone' if phone else 'desktop'}{'-dark' if dark else ''}")
    assert problems_of(page) == []


def test_words_behind_a_warning_are_opened_by_key_without_javascript(visit, hour):
    page = visit(javascript=False).go(hour)
    words, warning = page.get_by_text("The leader lost"), page.get_by_text("Election results")
    expect(words).not_to_be_visible()

    page.locator("summary", has=warning).focus()
    page.keyboard.press("Enter")

    expect(words).to_be_visible()


def test_a_picture_that_is_on_its_way_is_shown_when_it_has_come(
    server, visit, elsewhere, hour
):
    elsewhere.open.clear()
    one, other = visit(), visit()

    one.page.goto(server.address + hour, wait_until="commit")
    with other.page.expect_response(lambda answer: answer.status == 503):
        other.page.goto(server.address + hour, wait_until="commit")
    elsewhere.open.set()

    for visitor in (one, other):
        picture = visitor.page.get_by_alt_text("A map: school streets are marked")
        picture.scroll_into_view_if_needed()
        for each in (picture, visitor.page.locator("img.emoji").first):
            visitor.page.wait_for_function(IS_LOADED, arg=each.element_handle())
    assert elsewhere.asked.count("/map.png") <= 2  # web and worker, once each, for any number


def _picture(page, name):
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"came-with-{name}.png", full_page=True)
