"""Starts Debian's Chromium: Playwright's own download is not needed."""

import shutil

from playwright.sync_api import Browser, Playwright

PROGRAMS = ("chromium", "google-chrome", "chromium-browser")
QUIET = [  # nothing here speaks to anybody but the server under test
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launch(playwright: Playwright) -> Browser:
    """A browser without a window."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert program, "The browser tests need Chromium; `make test` installs it."
    return playwright.chromium.launch(executable_path=program, args=QUIET)
