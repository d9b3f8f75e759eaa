"""The room while it is live: nothing moves under a reader, and nothing is missed."""

import pytest
from playwright.sync_api import expect

from tests.browser import scenes


@pytest.fixture
def hour(server):
    """An hour that is on, with its first question out."""
    server.tell(scenes.make_community)
    return server.tell(scenes.plan_hour, -400, 60, True)


def test_whoever_has_scrolled_away_is_told_how_many_are_new(server, visit, hour):
    for number in range(30):
        server.tell(scenes.say, f"A thing said before {number}. " + "It goes on for a while. " * 8)
    reader = visit()
    reader.go(f"{hour}?pace=stream")
    reader.page.mouse.wheel(0, 1500)
    reader.page.wait_for_function("scrollY > 1000")
    reading = reader.page.locator(".said", has_text="A thing said before 15.")
    before = reading.bounding_box()

    server.tell(scenes.say, "New, and first")
    server.tell(scenes.say, "New, and second")

    button = reader.page.get_by_role("button", name="2 new posts")
    expect(button).to_be_visible()
    assert reading.bounding_box() == before
    button.click()
    expect(reader.page.locator(".log .said").first).to_have_text("New, and second")
    expect(reader.page.locator(".log article").first).to_be_focused()


def test_a_pause_shows_nothing_new_until_it_ends(server, visit, hour):
    reader = visit()
    reader.go(hour)
    reader.page.get_by_text("Pace", exact=True).click()
    reader.page.get_by_label("Pause: show nothing new").check()

    server.tell(scenes.say, "Said in the pause")

    button = reader.page.get_by_role("button", name="1 new post")
    expect(button).to_be_visible()
    expect(reader.page.locator(".log .said")).to_have_count(0)
    button.click()
    reader.sees("Said in the pause")


def test_a_network_that_holds_streams_back_is_asked_for_news_instead(server, visit, hour):
    reader = visit()
    reader.page.route("**/stream?*", lambda _route: None)  # never answered, never refused
    reader.go(hour)

    server.tell(scenes.say, "Behind the firewall")

    reader.sees("Behind the firewall")


def test_a_screen_reader_hears_as_much_as_was_chosen(server, visit, hour):
    reader = visit()
    reader.go(hour)
    reader.page.get_by_text("Pace", exact=True).click()
    reader.page.get_by_label("Read aloud").select_option("everything")

    server.tell(scenes.say, "Heard as well as seen")

    region = reader.page.get_by_role("log")
    expect(region).to_contain_text("Jo: Heard as well as seen")


def test_what_the_chair_sets_aside_is_gone_from_every_screen_at_once(server, visit, hour):
    server.tell(scenes.say, "Buy my watches")
    reader, moira = visit(), visit("moira")
    reader.go(hour)
    reader.sees("Buy my watches")
    moira.go(f"{hour}desk/")

    moira.page.get_by_role("button", name="Set aside").click()

    expect(reader.page.locator(".log")).not_to_contain_text("Buy my watches")
    moira.page.get_by_role("button", name="Put it back").click()
    reader.page.get_by_role("button", name="The page has changed").click()
    reader.sees("Buy my watches")


def test_a_script_in_a_post_does_nothing_in_anybodys_browser(server, visit, hour):
    reader = visit()
    reader.go(hour)

    server.tell(scenes.say, "<script>document.title='taken'</script><img src=x onerror=alert(1)>")
    reader.sees("<script>document.title='taken'</script>")

    assert "taken" not in reader.page.title()
    assert reader.page.locator(".log img, .log script").count() == 0


def test_what_was_typed_survives_a_reload_and_long_texts_are_counted(server, visit, hour):
    nia = visit("nia")
    nia.go(hour)
    nia.page.locator("#say-text").press_sequentially("Not ready yet")

    nia.page.reload()

    expect(nia.page.locator("#say-text")).to_have_value("Not ready yet")
    expect(nia.page.locator("characters-left")).to_have_text(str(500 - 13 - 8))
    nia.say("x" * 600)
    expect(nia.page.locator(".composer .error")).to_have_text("That is 108 characters too long.")
    expect(nia.page.locator("#say-text")).to_have_value("x" * 600)


def test_a_stranger_is_shown_the_way_in_and_comes_back_to_the_hour(server, visit, hour):
    reader = visit(phone=True)
    reader.go(hour)

    reader.page.get_by_role("link", name="Sign in to take part").click()

    expect(reader.page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert reader.page.locator("input[name=next]").first.get_attribute("value") == hour
