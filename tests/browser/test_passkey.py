"""A passkey is made on one's own page and signs in the next time, with a real authenticator."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def by_name(server):
    """A passkey belongs to a name: browsers make none for a numeric address."""
    return server.address.replace("127.0.0.1", "localhost")


def test_a_passkey_is_made_and_signs_in(visit, by_name):
    nia = visit("nia", address=by_name)
    page = nia.page
    authenticator = nia.context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    authenticator.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )

    nia.go("/my-account/")
    page.get_by_role("link", name="Make a passkey on this device").click()
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("main")).to_contain_text("You have one passkey.")

    page.get_by_role("button", name="Sign out").click()
    nia.go("/sign-in/login/code/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("link", name="Nia")).to_be_visible()
