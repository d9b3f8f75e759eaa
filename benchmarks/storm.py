"""A storm in a live room: 40 posts a second, and how usable the page stays for its reader."""

import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from goodtalk.chats.models import Post
from tests.browser import scenes, test_storm
from tests.browser.chromium import launch
from tests.browser.visitor import Visitor
from tests.running import RunningServer, running_server

POSTS_A_SECOND, SECONDS = 40, 20
SETTLE_MILLISECONDS = 3_000
LONG = "It goes on for a while. " * 8
WATCH = """() => {
  const seen = window.seen = { gaps: [], tasks: [], last: performance.now() }
  const frame = (now) => {
    seen.gaps.push(now - seen.last)
    seen.last = now
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  const note = (list) => seen.tasks.push(...list.getEntries().map((one) => one.duration))
  new PerformanceObserver(note).observe({ entryTypes: ["longtask"] })
}"""


def main(arguments: list[str]) -> None:
    """Ride out one storm for each way to read; `arguments` may name other choices of pace."""
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        server.tell(scenes.make_community)
        with sync_playwright() as playwright:
            browser = launch(playwright)
            for number, choice in enumerate(arguments or ["auto", "stream"]):
                hour = server.tell(scenes.plan_hour, -400 + number, 60, True)
                ride_out(server, Visitor(browser, server.address), hour, choice)
            browser.close()
    print(f"load after: {os.getloadavg()[0]:.1f}")


def ride_out(server: RunningServer, reader: Visitor, hour: str, choice: str) -> None:
    """One storm, read at the top of the list for its first half, further down for its second."""
    for number in range(12):
        server.tell(scenes.say, f"A thing said before {number}. {LONG}")
    page = reader.go(f"{hour}?pace={choice}")
    before = server.tell(posts_there)
    page.evaluate(WATCH)
    storm = threading.Thread(target=server.tell, args=(blow, before))
    storm.start()
    page.wait_for_timeout(SECONDS * 500)
    moved = away_from_the_top(page, storm)
    tell(page, choice, moved, server.tell(posts_there) - before)
    show_what_waits(page)
    print("complaints:", reader.close())


def away_from_the_top(page: Page, storm: threading.Thread) -> float:
    """Read further down until the storm is over: by how many pixels the place has moved."""
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(500)
    place = page.evaluate_handle(
        "[...document.querySelectorAll('.log article')]"
        ".find((post) => post.getBoundingClientRect().top > 150)"
    )
    top = "(post) => post.getBoundingClientRect().top"
    before, furthest = page.evaluate(top, place), 0.0
    while storm.is_alive():
        page.wait_for_timeout(250)
        furthest = max(furthest, abs(page.evaluate(top, place) - before))
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    return max(furthest, abs(page.evaluate(top, place) - before))


def tell(page: Page, choice: str, moved: float, kept: int) -> None:
    """Print what was measured."""
    seen = page.evaluate("() => { const seen = window.seen; return [seen.gaps, seen.tasks] }")
    gaps, tasks = (sorted(numbers) for numbers in seen)
    shown = page.locator(".log article").count()
    print(
        f"{choice}: {kept} posts kept; longest frame {gaps[-1]:.0f} ms, "
        f"99 % within {gaps[int(len(gaps) * 0.99)]:.0f} ms, {len(gaps)} frames; "
        f"{len(tasks)} long tasks, the longest {max(tasks, default=0):.0f} ms; "
        f"the place moved {moved:.1f} px; {shown} posts on the page"
    )


def show_what_waits(page: Page) -> None:
    """Press what shows the new posts, and see how long the longest frame is then."""
    page.evaluate("() => { seen.gaps = []; seen.tasks = [] }")
    buttons = page.locator("[data-new]:visible, [data-lane-news]:visible")
    for _ in range(buttons.count()):
        buttons.first.click()
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    longest = page.evaluate("Math.max(...seen.gaps)")
    shown = page.locator(".log article").count()
    print(f"  all shown: {shown} posts, longest frame {longest:.0f} ms")


def blow(first: int) -> dict[str, Any]:
    """In a process of its own: a burst of ten, four times a second."""
    began, posts = time.monotonic(), POSTS_A_SECOND * SECONDS
    for burst in range(posts // 10):
        due = began + burst * 10 / POSTS_A_SECOND
        time.sleep(max(0.0, due - time.monotonic()))
        test_storm.storm(10, first * 1000 + burst * 10)
    return {"seconds": round(time.monotonic() - began, 1)}


def posts_there() -> int:
    """How many posts the server has."""
    return Post.objects.count()


if __name__ == "__main__":
    from benchmarks import storm  # by its own name: other processes call its functions

    storm.main(sys.argv[1:])
