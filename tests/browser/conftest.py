"""A real server and real browsers: somebody opens the site, signed in or not, phone or desk."""

import os

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser import scenes
from tests.browser.chromium import launch
from tests.browser.visitor import WAIT_MILLISECONDS, Visitor
from tests.running import free_port, reachable, running_server


def pytest_collection_modifyitems(items):
    """Everything in this folder needs a browser."""
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests; each visitor has a context of their own."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread
    expect.set_options(timeout=WAIT_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def standing_server(tmp_path_factory):
    """One server for a whole run: to start one takes longer than most of what is done with it.

    It has a public address, so that the pages for people from the fediverse are there.
    """
    port = free_port()
    folder = tmp_path_factory.mktemp("standing")
    with running_server(folder, reachable(port), port) as server:
        yield server


@pytest.fixture
def server(standing_server):
    """A server on which nothing has happened yet; a test may kill it and start it again."""
    if not standing_server.is_alive:
        standing_server.start()
    standing_server.tell(scenes.forget_everything)
    return standing_server


@pytest.fixture
def visit(chromium, server):
    """Somebody opens a browser: visit("nia") has signed in, visit() reads along.

    At the end nobody's browser may have complained: no error, nothing that the policy refused.
    """
    visitors = []

    def open_browser(name="", *, address=None, **options):
        visitor = Visitor(chromium, address or server.address, **options)
        visitors.append(visitor)
        if name:
            visitor.follow(server.tell(scenes.sign_in_path_of, name))
        return visitor

    yield open_browser
    complaints = [complaint for visitor in visitors for complaint in visitor.close()]
    assert complaints == []
