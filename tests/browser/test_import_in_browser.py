"""An organiser brings an archive home in a browser, sees what comes of it, and takes it back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import importing_scenes, scenes
from tests.browser.relay import Relay
from tests.browser.test_accessibility import problems_of
from tests.running import wait_for

NOTHING = {"posts": 0, "chats": 0, "people": 0}
HOUR = "/lgovsm/2014-03-14/"
DROP = """
([name, content]) => {
  const carried = new DataTransfer()
  carried.items.add(new File([content], name, { lastModified: 1 }))
  const upload = document.querySelector("part-upload")
  const options = { dataTransfer: carried, bubbles: true, cancelable: true }
  for (const kind of ["dragenter", "dragover", "drop"]) {
    upload.dispatchEvent(new DragEvent(kind, options))
  }
}
"""


@pytest.fixture
def archive(tmp_path):
    return importing_scenes.write_hour(tmp_path / "lgovsm 2014.csv")


@pytest.fixture
def community(server):
    server.tell(scenes.make_community)
    server.tell(importing_scenes.settle_in_2014)


def choose(visitor, path):
    visitor.page.get_by_label("The file").set_input_files(path)
    visitor.page.get_by_role("button", name="Look at it").click()


def heading(visitor, words):
    """Waits for a second heading of these words; work on a busy machine takes a while."""
    expect(visitor.page.get_by_role("heading", name=words, level=2)).to_be_visible(timeout=30_000)


def test_a_file_is_dropped_seen_imported_read_and_taken_back(server, visit, community, archive):
    olive, reader = visit("olive"), visit()
    olive.go("/lgovsm/")
    olive.page.get_by_role("link", name="Import its past").click()

    # It is dropped, and what would come of it is shown; nothing is stored.
    expect(olive.page.get_by_text("Or drop it here.")).to_be_visible()  # its script is there
    olive.page.evaluate(DROP, ["lgovsm 2014.csv", archive.read_text()])
    heading(olive, "What would come of it")
    figures = olive.page.locator(".figures")
    assert " ".join(figures.inner_text().split()) == (
        "posts to store 5 chat 1 people 3 questions found 2"
    )
    expect(olive.page.get_by_role("region", name="Rows that cannot be read")).to_contain_text(
        "an id that a spreadsheet has rounded"
    )
    assert server.tell(importing_scenes.here) == NOTHING

    # It is imported, and the hour is read by question.
    olive.page.get_by_role("button", name="Import 5 posts").click()
    heading(olive, "It is here")
    olive.page.get_by_role("link", name=re.compile("March 2014")).click()
    expect(olive.page).to_have_url(re.compile(HOUR))
    reader.go(f"{HOUR}?read=question")
    expect(reader.page.locator("#q1")).to_contain_text("from a list of 2009")
    expect(reader.page.locator("#q2")).to_contain_text("We do, with a map")

    # It is taken back, and nothing is left.
    olive.page.go_back()
    olive.page.get_by_role("link", name="Take it back…").click()
    expect(olive.page.get_by_role("main")).to_contain_text("The 5 posts that this import stored go")
    olive.page.get_by_role("button", name="Take it back").click()
    heading(olive, "Taken back")
    assert server.tell(importing_scenes.here) == NOTHING
    reader.go(HOUR)
    expect(reader.page.get_by_role("main")).not_to_contain_text("gritted")


def test_sending_goes_on_after_the_server_was_killed_and_the_page_loaded_anew(
    server, visit, community, tmp_path
):
    olive = visit("olive")
    large = importing_scenes.write_large(tmp_path / "large.csv", 24)
    olive.page.route("**/imports/*/part*", _killing(server, after=2))
    olive.go("/lgovsm/imports/")

    # The server goes while parts are coming, and says so in words.
    choose(olive, large)
    expect(olive.page.get_by_role("alert")).to_contain_text("No connection to the server")
    server.start()
    had, size = server.tell(importing_scenes.sent)
    assert 0 < had <= size

    # Somebody loads the page, sees how much is here, and chooses the same file again.
    olive.page.unroute("**/imports/*/part*")
    olive.go("/lgovsm/imports/")
    if had < size:
        expect(olive.page.get_by_role("main")).to_contain_text("Choose the same file again")
    choose(olive, large)
    heading(olive, "What would come of it")

    assert server.tell(importing_scenes.sent) == [size, size]
    assert Path(server.tell(importing_scenes.file_sent)).read_bytes() == large.read_bytes()


def test_a_tunnel_is_waited_for_and_pausing_stops_and_goes_on(
    server, visit, community, tmp_path
):
    relay = Relay(server.address)
    olive = visit("olive", address=relay.address)
    large = importing_scenes.write_large(tmp_path / "large.csv", 12)
    begun = []

    def cut_at_the_second(route):
        begun.append(route.request.url)
        if len(begun) == 2:
            relay.cut()
        route.continue_()

    olive.page.route("**/imports/*/part*", cut_at_the_second)
    olive.go("/lgovsm/imports/")
    choose(olive, large)
    expect(olive.page.get_by_role("alert")).to_contain_text("No connection to the server")
    olive.page.get_by_role("button", name="Pause").click()
    expect(olive.page.locator("[data-status]")).to_contain_text("Paused at")

    relay.mend()
    olive.page.get_by_role("button", name="Go on").click()
    heading(olive, "What would come of it")
    relay.close()

    assert Path(server.tell(importing_scenes.file_sent)).read_bytes() == large.read_bytes()


def test_cancelling_leaves_nothing(server, visit, community, tmp_path):
    olive = visit("olive")
    large = importing_scenes.write_large(tmp_path / "large.csv", 12)
    olive.page.route("**/imports/*/part*", lambda route: None)  # it never arrives
    olive.go("/lgovsm/imports/")
    choose(olive, large)

    olive.page.get_by_role("button", name="Cancel").click()

    expect(olive.page.get_by_role("status")).to_contain_text("large.csv is removed")
    assert server.tell(importing_scenes.sent) == []
    olive.page.unroute_all(behavior="ignoreErrors")


def test_a_file_that_cannot_be_taken_is_refused_in_words(server, visit, community, tmp_path):
    olive = visit("olive")
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    olive.go("/lgovsm/imports/")

    choose(olive, empty)

    expect(olive.page.get_by_role("alert")).to_have_text("The file is empty.")
    expect(olive.page.get_by_role("button", name="Look at it")).to_be_visible()


def test_without_javascript_the_same_is_done_with_forms(server, visit, community, archive):
    olive = visit("olive", javascript=False)
    olive.go("/lgovsm/imports/")

    with olive.page.expect_navigation():
        choose(olive, archive)
    _reload_until(olive, "What would come of it")
    with olive.page.expect_navigation():
        olive.page.get_by_role("button", name="Import 5 posts").click()
    _reload_until(olive, "It is here")

    assert server.tell(importing_scenes.here) == {"posts": 5, "chats": 1, "people": 3}


def test_a_worker_that_dies_is_gone_on_with(server, visit, community, archive):
    olive = visit("olive")
    olive.go("/lgovsm/imports/")
    choose(olive, archive)
    heading(olive, "What would come of it")
    server.tell(importing_scenes.confirm_and_lose_the_worker)

    olive.page.reload()
    heading(olive, "It has stopped")
    olive.page.get_by_role("button", name="Go on").click()

    heading(olive, "It is here")
    assert server.tell(importing_scenes.here) == {"posts": 5, "chats": 1, "people": 3}


def test_the_whole_way_can_be_gone_with_the_keyboard_alone(server, visit, community, archive):
    olive = visit("olive")
    page = olive.go("/lgovsm/imports/")
    page.get_by_label("The file").set_input_files(archive)  # the browser's own dialogue

    _tab_to(page, "Look at it")
    page.keyboard.press("Enter")
    heading(olive, "What would come of it")
    _tab_to(page, "Import 5 posts")
    page.keyboard.press("Enter")
    heading(olive, "It is here")
    _tab_to(page, "Take it back…")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Take lgovsm 2014.csv back?").wait_for()
    _tab_to(page, "Take it back")
    page.keyboard.press("Space")

    heading(olive, "Taken back")


@pytest.mark.parametrize(
    ("dark", "phone"), [(False, False), (True, True)], ids=["light-desktop", "dark-phone"]
)
def test_axe_finds_nothing_on_the_pages_of_an_import(
    server, visit, community, archive, tmp_path, dark, phone
):
    olive = visit("olive", dark=dark, phone=phone)
    found = {"imports": problems_of(olive.go("/lgovsm/imports/"))}

    choose(olive, archive)
    heading(olive, "What would come of it")
    found["preview"] = problems_of(olive.page)
    server.tell(importing_scenes.confirm_and_lose_the_worker)
    olive.page.reload()
    found["stopped"] = problems_of(olive.page)
    olive.page.get_by_role("button", name="Go on").click()
    heading(olive, "It is here")
    found["result"] = problems_of(olive.page)
    olive.page.get_by_role("link", name="Take it back…").click()
    found["asking"] = problems_of(olive.page)
    olive.go("/lgovsm/imports/")
    olive.page.route("**/imports/*/part*", lambda route: None)
    choose(olive, importing_scenes.write_hour(tmp_path / "again.csv"))
    expect(olive.page.get_by_role("button", name="Pause")).to_be_visible()
    found["sending"] = problems_of(olive.page)
    found["list"] = problems_of(olive.go("/lgovsm/imports/"))
    olive.page.unroute_all(behavior="ignoreErrors")

    assert {page: problems for page, problems in found.items() if problems} == {}


def _killing(server, after):
    """Ends the server as a power cut would, while the part after so many is on its way."""
    seen = []

    def pass_on(route):
        seen.append(route)
        route.continue_()
        if len(seen) == after:
            server.kill()

    return pass_on


def _reload_until(visitor, words):
    def is_there():
        visitor.page.reload()
        return visitor.page.get_by_role("heading", name=words).count()

    wait_for(is_there, lambda: visitor.page.content())


def _tab_to(page, words):
    """Presses Tab until what is named so has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == words:
            return
    raise AssertionError(f"Tab never came to {words!r}.")
