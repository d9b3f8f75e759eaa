"""`make pictures`: the sample community as it looks, on a desk and on a phone, in light and dark.

Nobody real is in them. `docs/room.png`, which the README shows, is one of them.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import launch
from tests.browser.visitor import DESK, PHONE
from tests.running import COMMAND, free_port, reachable, wait_for

PICTURES = Path("pictures")
LOOKS = (("desktop", DESK, "light"), ("phone", PHONE, "light"), ("dark", PHONE, "dark"))


def main() -> None:
    """Start the sample, take a picture of each page in each look, stop it."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        output = Path(data) / "output"
        port = free_port()
        settings = {"GOODTALK_DATA": data, "PATH": "/usr/bin:/bin"} | reachable(port)
        with output.open("wb") as file:
            sample = subprocess.Popen(
                [*COMMAND, "demo", "--bind", f"127.0.0.1:{port}"],
                env=settings, stdout=file, stderr=file,
            )
        try:
            link = wait_for(
                lambda: re.search(r"http\S+/sign-in/link/\S+", output.read_text()),
                lambda: output.read_text(),
            )
            room = re.search(r"live now: +(\S+)", output.read_text())
            assert room
            _take(link[0], room[1])
        finally:
            sample.terminate()
            sample.wait()


def _take(link: str, room: str) -> None:
    community = room.rsplit("/", 2)[0] + "/"
    pages = {
        "home": link.partition("sign-in/")[0],
        "community": community,
        "room": room,
        "by-question": f"{room}?read=question",
        "desk": f"{room}desk/",
        "run-sheet": f"{room}desk/sheet/",
        "rehearsal": f"{room}desk/sheet/?rehearse",
        "desk-log": f"{community}desk-log/",
        "rota": f"{community}rota/",
        "announcements": f"{community}announcements/",
        "themes": f"{community}themes/",
        "plan": f"{community}plan/",
        "fediverse": f"{community}fediverse/",
        "coverage": f"{community}coverage/",
        "settings": f"{community}settings/",
    }
    with sync_playwright() as playwright:
        browser = launch(playwright)
        state = _signed_in(browser, link)
        for look, size, scheme in LOOKS:
            context = browser.new_context(
                viewport=size, color_scheme=scheme, storage_state=state, locale="en-GB"
            )
            page = context.new_page()
            for name, address in pages.items():
                page.goto(address)
                page.wait_for_load_state("networkidle" if name == "home" else "load")
                page.screenshot(path=PICTURES / f"{name}-{look}.png")
            for name in ("recap", "write-recap"):
                _to_recap(page, community, name)
                page.screenshot(path=PICTURES / f"{name}-{look}.png", full_page=True)
            context.close()
        browser.close()
    shutil.copy(PICTURES / "room-desktop.png", "docs/room.png")


def _to_recap(page: Page, community: str, name: str) -> None:
    """The recap of an earlier hour; or where the one of last week's is written."""
    page.goto(community)
    if name == "recap":
        page.locator(".chats a[href$='/recap/']").first.click()
    else:
        page.locator(".state-closed > a").first.click()
        page.get_by_role("link", name="Desk", exact=True).click()
        page.get_by_role("link", name="Write the recap").click()
    page.wait_for_load_state("load")


def _signed_in(browser: Browser, link: str) -> dict[str, object]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_url(re.compile(r"/$"))
    state = dict(context.storage_state())
    context.close()
    return state


if __name__ == "__main__":
    sys.exit(main())
