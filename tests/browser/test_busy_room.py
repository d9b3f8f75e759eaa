"""A busy room is counted instead of shown post by post, unless its reader says otherwise."""

import pytest
from playwright.sync_api import expect

from tests.browser import scenes
from tests.browser.test_storm import storm
from tests.running import wait_for

TOP = "post => post.getBoundingClientRect().top"


@pytest.fixture
def hour(server):
    """An hour that is on, with its first question out."""
    server.tell(scenes.make_community)
    hour = server.tell(scenes.plan_hour, -400, 60, True)
    wait_for(
        lambda: ["question.released"] in [kind for _, *kind in server.tell(scenes.log_of_the_hour)],
        lambda: "The first question was not asked.",
    )
    return hour


def test_what_is_new_is_counted_by_question_and_shown_by_its_button(server, visit, hour):
    for number in range(5):
        server.tell(scenes.say, f"A thing said before {number}. " + "It goes on. " * 30)
    reader = visit()
    reader.go(hour)
    reading = reader.page.locator("article", has_text="A thing said before 3.")
    before = reading.evaluate(TOP)

    server.tell(storm, 20)

    button = reader.page.get_by_role("button", name="new answers to Q1")
    expect(button).to_be_visible()
    shown = reader.page.locator(".log .said", has_text="said in the storm").count()
    moved = reading.evaluate(TOP)
    counted = int(button.inner_text().split()[0])
    button.click()
    expect(reader.page.locator(".log .said", has_text="said in the storm")).to_have_count(
        shown + counted
    )
    expect(button).to_be_hidden()
    assert (shown > 0) == (abs(moved - before) > 1)  # only what came before it was busy


def test_a_reader_chooses_their_pace_and_it_is_remembered(server, visit, hour):
    reader = visit()
    reader.go(hour)
    reader.page.get_by_text("Pace", exact=True).click()

    reader.page.get_by_label("Show new posts").select_option("counted")
    server.tell(scenes.say, "Well then")

    button = reader.page.get_by_role("button", name="1 new answer to Q1")
    expect(button).to_be_visible()
    reader.page.reload()
    expect(reader.page.locator("[data-pace]")).to_have_value("counted")
    reader.page.get_by_text("Pace", exact=True).click()
    reader.page.get_by_label("Show new posts").select_option("highlights")
    expect(reader.page.get_by_text("these are the highlights")).to_be_visible()
    server.tell(scenes.say, "And who pays?")
    reader.sees("And who pays?")


def test_a_screen_reader_hears_the_sum_of_what_is_counted(server, visit, hour):
    reader = visit()
    reader.page.clock.install()
    reader.go(f"{hour}?pace=counted")
    reader.page.get_by_text("Pace", exact=True).click()
    reader.page.get_by_label("Read aloud").select_option("everything")
    for words in ("A1 we do", "A1 so do we", "A1 we too"):
        server.tell(scenes.say, words)
    expect(reader.page.get_by_role("button", name="3 new answers to Q1")).to_be_visible()

    reader.page.clock.fast_forward(20_000)

    expect(reader.page.get_by_role("log").locator("p")).to_have_text(
        ["3 new answers to Q1"]
    )
