"""A real browser signs in with an account on another server, with and without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.doors.fediverse.conftest import running_peer
from tests.doors.fediverse.signing_in.conftest import OAuthServer


@pytest.fixture
def other_server():
    """Jo's own, under another name than ours: cookies and policies treat it as a stranger."""
    with running_peer("localhost") as peer:
        yield OAuthServer(peer)


def test_jo_goes_to_their_server_and_comes_back_signed_in(visit, other_server):
    for javascript in (True, False):
        jo = visit(javascript=javascript, phone=javascript)
        page = jo.go("/sign-in/login/code/?next=/my-account/")
        page.get_by_role("link", name="Sign in with my Mastodon account").click()
        findings = Axe().run(page) if javascript else None
        page.get_by_label("Your address on the fediverse").fill(f"@jo@{other_server.host}")
        page.get_by_role("button", name="To my server").click()
        page.get_by_role("link", name="Yes, it is me").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Jo of the Parks")
        expect(page.get_by_role("main")).to_contain_text(f"@jo@{other_server.host}")
        assert findings is None or findings.violations_count == 0, findings.generate_report()
        other_server.revoked.clear()
