"""Somebody with a browser of their own, and what that browser complains of."""

from playwright.sync_api import Browser, Page

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
WAIT_MILLISECONDS = 30_000  # for what takes a second; a busy machine needs longer
# A server that is killed, and a network that is cut, are what some tests are about.
EXPECTED = (
    "net::ERR_", "htmx:sendError", "htmx:afterRequest", "the server responded with a status of 4",
    "Response Status Error Code 4",
)


class Visitor:
    """One browser context with one page."""

    def __init__(
        self,
        browser: Browser,
        address: str,
        *,
        javascript: bool = True,
        phone: bool = False,
        dark: bool = False,
        zoom: float = 1,
    ) -> None:
        size = PHONE if phone else DESK
        self.address = address
        self.context = browser.new_context(
            java_script_enabled=javascript,
            viewport={side: round(pixels / zoom) for side, pixels in size.items()},
            device_scale_factor=zoom,
            color_scheme="dark" if dark else "light",
            has_touch=phone,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(WAIT_MILLISECONDS)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> Page:
        """Open an address of the site."""
        self.page.goto(self.address + path)
        return self.page

    def follow(self, link: str) -> None:
        """Sign in by a link."""
        self.go(link)
        self.page.get_by_role("main").get_by_role("button", name="Sign in").click()
        self.page.get_by_role("button", name="Sign out").wait_for()

    def say(self, words: str) -> None:
        """Post with the form at the foot of the room."""
        self.page.locator("#say-text").fill(words)
        self.page.get_by_role("button", name="Post", exact=True).click()

    def sees(self, words: str) -> None:
        """Wait until these words are among the posts."""
        self.page.locator(".log .said", has_text=words).first.wait_for()

    def close(self) -> list[str]:
        """Leave. Returns what the browser complained of."""
        self.context.close()
        return self.complaints

    def _hear(self, message) -> None:  # type: ignore[no-untyped-def]
        if message.type == "error" and not any(each in message.text for each in EXPECTED):
            self.complaints.append(message.text)
