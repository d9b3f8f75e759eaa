"""The whole hour with the keyboard alone, and at 200 % zoom."""

import pytest
from playwright.sync_api import expect

from tests.browser import scenes

MOST_TABS = 80
READ = (
    "/", "/lgovsm/", "{hour}", "{hour}?read=time", "/sign-in/login/code/", "/lgovsm/fediverse/",
    "/sign-in/fediverse/",
)  # fmt: skip
RUN = (
    "/lgovsm/fediverse/", "/lgovsm/coverage/", "/lgovsm/plan/", "/lgovsm/rota/", "{hour}desk/",
    "{hour}desk/sheet/",
)  # fmt: skip


def tab_to(page, selector):
    """Press Tab until this has the focus, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with Tab.")


@pytest.fixture
def hour(server):
    server.tell(scenes.make_community)
    return server.tell(scenes.plan_hour, -1, 30)


def test_an_hour_is_chaired_and_answered_with_the_keyboard_alone(server, visit, hour):
    cherry = visit("cherry")
    page = cherry.go(hour)
    expect(page.locator(".dot")).to_be_visible()

    tab_to(page, ".to-desk")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Release Q1 now")).to_be_visible()
    tab_to(page, "form[action$='/release'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Release Q2 now")).to_be_visible()

    page.go_back()
    expect(page.locator("#now")).to_contain_text(scenes.QUESTIONS[0])
    tab_to(page, "#say-text")
    page.keyboard.type("Typed without a mouse")
    page.keyboard.press("Control+Enter")
    cherry.sees("Typed without a mouse")

    server.tell(scenes.say, "Can anybody answer me?")
    cherry.sees("Can anybody answer me?")
    tab_to(page, ".when")
    page.keyboard.press("k")
    page.keyboard.press("t")
    expect(page.locator("article.post", has_text="Can anybody").locator(".count")).to_have_text("1")
    page.locator("article.post", has_text="Can anybody").focus()
    page.keyboard.press("r")
    expect(page.locator("#say-text")).to_be_focused()
    expect(page.locator("[data-reply-name]")).to_have_text("Jo")
    page.keyboard.type("Yes, I can")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".replies .said")).to_have_text("Yes, I can")

    page.goto(f"{cherry.address}{hour}desk/")
    tab_to(page, "a[href$='/end/']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="End the hour now?")).to_be_visible()
    tab_to(page, "button.danger")
    page.keyboard.press("Enter")
    expect(page.locator(".desk-clock")).to_contain_text("closed")


def test_the_way_to_the_fediverse_is_found_and_chosen_with_the_keyboard_without_javascript(
    server, visit, hour
):
    page = visit("olive", javascript=False).go("/lgovsm/")

    tab_to(page, "a[href='/lgovsm/fediverse/']")
    page.keyboard.press("Enter")
    expect(page.locator(".to-copy")).to_contain_text("@lgovsm@127.0.0.1")
    tab_to(page, "form[action$='/thanks'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It does so now.")).to_be_visible()

    page = visit(javascript=False).go(hour)
    tab_to(page, ".closed-door a[href='/lgovsm/fediverse/']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="#lgovsm from the fediverse")).to_be_visible()


def test_the_first_tab_leads_past_the_bar_to_the_content(server, visit, hour):
    page = visit().go(hour)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_nothing_is_cut_off_at_twice_the_size(server, visit, hour, phone):
    server.tell(scenes.say, "Averyveryverylongwordwithoutanyspace" * 6)
    server.tell(scenes.listen)
    reader, olive = visit(phone=phone, zoom=2), visit("olive", phone=phone, zoom=2)

    for visitor, paths in ((reader, READ), (olive, RUN)):
        for path in paths:
            page = visitor.go(path.format(hour=hour))
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
