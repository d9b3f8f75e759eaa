"""An old hour in real browsers: found one's way in, played again, printed, looked at by axe."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import problems_of
from tests.browser.test_keyboard import tab_to
from tests.chats.old_hours import address_of_old_hour

POSTS = 500
SHOWN = ".log > li.thread:not([hidden])"


@pytest.fixture
def hour(server):
    """An hour of 2014 that takes three pages by time."""
    return server.tell(address_of_old_hour, 2014, POSTS, 12)


@pytest.fixture
def short_hour(server):
    """One of 2021 that fits on a page."""
    return server.tell(address_of_old_hour, 2021, 60, 12)


def seek(page, seconds):
    """Move the slider as a hand does."""
    page.locator("[data-place]").evaluate(
        "(slider, seconds) => { slider.value = seconds;"
        " slider.dispatchEvent(new Event('input', { bubbles: true })) }",
        seconds,
    )


def test_an_hour_is_played_and_stopped_with_the_keyboard_alone(visit, hour):
    page = visit().go(f"{hour}?read=time")
    whole = page.locator(SHOWN).count()

    tab_to(page, "[data-play]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-play]")).to_have_text("Pause")
    expect(page.locator(".play [role=status]")).to_have_text(
        "Playing from 13:00, 5 times as fast"
    )
    page.keyboard.press("Enter")
    expect(page.locator("[data-play]")).to_have_text("Play this hour")
    few = page.locator(SHOWN).count()
    tab_to(page, "[data-place]")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.locator("[data-open]")).to_contain_text("Q1 What do your gritters say")
    more = page.locator(SHOWN).count()

    assert 0 < few < more < whole
    assert page.evaluate("document.activeElement.matches('[data-place]')")
    tab_to(page, "[data-stop]")
    page.keyboard.press("Enter")
    expect(page.locator(SHOWN)).to_have_count(whole)
    assert page.evaluate("document.activeElement.matches('[data-stop]')")


def test_playing_fetches_the_pages_that_it_needs_and_shows_every_post_in_order(visit, hour):
    page = visit().go(f"{hour}?read=time")
    page.locator("[data-speed]").select_option("60")

    seek(page, 25 * 60)
    expect(page.locator(".play output")).to_have_text("13:25")
    expect(page.locator("[data-open]")).to_contain_text("Q2")
    expect(page.locator("#m-13-25")).to_be_attached()
    seek(page, 35 * 60 + 50)
    page.get_by_role("button", name="Play this hour", exact=True).click()
    expect(page.locator("#m-13-55")).to_be_attached()  # ten seconds on, on the third page
    seek(page, 57 * 60)
    expect(page.locator(".play [role=status]")).to_have_text("The hour is over")

    times = page.locator(SHOWN).evaluate_all("posts => posts.map((post) => post.dataset.at)")
    numbers = page.locator(SHOWN).evaluate_all("posts => posts.map((post) => post.id)")
    assert times == sorted(times)
    assert len(set(numbers)) == len(numbers)
    assert times[-1].startswith("2014-03-14T13:59")


def test_a_seek_while_a_page_is_on_its_way_is_followed_when_it_has_come(visit, hour):
    page = visit().go(f"{hour}?read=time")
    on_their_way = []
    page.route("**/*page=2*", lambda route: on_their_way.append(route))

    with page.expect_request("**/*page=2*"):
        seek(page, 17 * 60 + 59)  # all of the first page is said
    seek(page, 57 * 60)
    on_their_way.pop().continue_()

    expect(page.locator(SHOWN).last).to_have_attribute("data-at", re.compile("2014-03-14T13:5[67]"))


def test_going_back_to_the_beginning_shows_the_first_page_again(visit, hour):
    page = visit().go(f"{hour}?read=time&page=3")

    seek(page, 0)

    expect(page.locator("#m-13-00")).to_be_attached()
    expect(page.locator(SHOWN)).to_have_count(1)


def test_playing_leaves_the_focus_where_it_is(visit, hour):
    page = visit().go(f"{hour}?read=time")
    page.locator("[data-speed]").select_option("60")
    seek(page, 4 * 60 + 50)
    page.get_by_role("button", name="Play this hour", exact=True).focus()
    page.keyboard.press("Enter")

    expect(page.locator("[data-open]")).to_contain_text("Q1")

    assert page.evaluate("document.activeElement.matches('[data-play]')")


def test_without_javascript_there_is_no_bar_and_nothing_is_hidden(visit, hour):
    page = visit(javascript=False).go(f"{hour}?read=time")

    expect(page.locator(".play")).to_be_hidden()
    assert page.locator(SHOWN).count() == 200
    page.get_by_role("link", name="13:30").click()
    expect(page.locator("#m-13-30")).to_be_in_viewport(ratio=0)


def test_a_link_to_a_minute_opens_the_page_at_its_post(visit, hour):
    page = visit().go(f"{hour}?minute=13-30")

    assert page.url.endswith("?read=time&page=2#m-13-30") or page.url.endswith(
        "?read=time&page=3#m-13-30"
    )
    expect(page.locator("li:has(> #m-13-30)")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("dark", "phone"), [(False, False), (True, True)], ids=["light-desktop", "dark-phone"]
)
def test_axe_finds_nothing_in_an_old_hour(visit, short_hour, dark, phone):
    reader = visit(dark=dark, phone=phone)
    ways = ("question", "q2&doubt=only", "thread", "time", "people", "links", "print")
    paths = [f"{short_hour}?read={way}" for way in ways]
    person = reader.go(paths[0]).locator("a.name").first.get_attribute("href")

    found = {
        path: problems
        for path in (*paths, str(person))
        if (problems := problems_of(reader.go(path)))
    }

    assert found == {}


def test_an_old_hour_fits_a_phone(visit, short_hour):
    reader = visit(phone=True)

    widths = {
        way: reader.go(f"{short_hour}?read={way}").evaluate("document.documentElement.scrollWidth")
        for way in ("question", "thread", "time", "people", "links", "print")
    }

    assert set(widths.values()) == {390}
