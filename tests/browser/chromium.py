"""Starts Debian's Chromium: Playwright's own download is not needed."""

import shutil

from playwright.sync_api import Browser, Playwright

PROGRAMS = ("chromium", "google-chrome", "chromium-browser")
# Chromium draws the list below its address bar as a page of its own, for each window, and keeps a
# process ready for whichever page may come next: half of what all tests took.
UNSEEN = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess"]
# Playwright's own, which ours would replace: what concerns pages and what speaks to others.
PLAYWRIGHT = [
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
    "Translate",
]
QUIET = [  # nothing here speaks to anybody but the server under test
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(UNSEEN + PLAYWRIGHT)}",
]


def launch(playwright: Playwright) -> Browser:
    """A browser without a window."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert program, "The browser tests need Chromium; `make test` installs it."
    return playwright.chromium.launch(executable_path=program, args=QUIET)
