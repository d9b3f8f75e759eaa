"""Somebody signs in with the account that they have: there, and back again."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils import timezone

from goodtalk.chats.models import Account, Person
from goodtalk.communities.models import User
from goodtalk.doors.fediverse.signing_in.models import SignInApp

SIGN_IN = "/sign-in/fediverse/"


def paths(server):
    return [(sent.method, sent.path.partition("?")[0]) for sent in server.peer.sent]


def test_somebody_new_signs_in_and_is_called_what_their_server_calls_them(browser, mastodon):
    answer = browser.sign_in(mastodon, next="/lgovsm/")

    account = Account.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/lgovsm/")
    assert (account.network, account.uri, account.handle, account.url) == (
        "fediverse", mastodon.peer.actor_uri, f"@jo@{mastodon.host}", f"{mastodon.origin}/@jo"
    )
    assert browser.user == account.person.user
    assert (browser.user.name, browser.user.has_usable_password()) == ("Jo of the Parks", False)


def test_they_are_the_same_the_next_time_from_another_browser(browser, mastodon):
    browser.sign_in(mastodon)
    first = browser.user
    mastodon.revoked.clear()
    other = type(browser)()

    other.sign_in(mastodon, mastodon.host)

    assert (other.user, User.objects.count(), Person.objects.count()) == (first, 1, 1)


def test_whoever_has_spoken_before_is_whom_the_record_knows(
    browser, mastodon, make_chat, post_in
):
    from goodtalk.chats.arriving.incoming import Author

    author = Author(mastodon.peer.actor_uri, handle=f"@jo@{mastodon.host}", name="Jo")
    post = post_in(make_chat(), "Hello", author=author).post

    browser.sign_in(mastodon)

    assert browser.user.person == post.account.person


def test_what_is_asked_for_is_the_least_and_is_bound_to_the_browser(browser, mastodon):
    address = browser.set_out(f"@jo@{mastodon.host}")

    asked = dict(parse_qsl(urlsplit(address).query))
    app = SignInApp.objects.get()
    assert address.startswith(f"{mastodon.origin}/oauth/authorize?")
    assert {name: asked[name] for name in sorted(asked) if name not in ("state", "code_challenge")
            } == {
        "client_id": app.client_id, "code_challenge_method": "S256",
        "redirect_uri": f"https://chat.example/sign-in/fediverse/back/"
                        f"{mastodon.host.replace(':', '%3A')}/",
        "response_type": "code", "scope": "profile",
    }  # fmt: skip
    assert asked["state"] == browser.session["fediverse_sign_in"]["state"]


def test_the_token_is_used_once_given_back_and_not_kept(browser, mastodon):
    browser.sign_in(mastodon)

    assert paths(mastodon)[-3:] == [
        ("POST", "/oauth/token"),
        ("GET", "/api/v1/accounts/verify_credentials"),
        ("POST", "/oauth/revoke"),
    ]
    assert mastodon.revoked == ["a-token"]
    assert "a-token" not in str(list(SignInApp.objects.values())) + str(dict(browser.session))


def test_one_registration_serves_all_who_come_from_a_server(browser, mastodon):
    for _ in range(2):
        browser.set_out(mastodon.host)

    assert list(mastodon.apps) == ["our-id"]


@pytest.mark.parametrize(("lost", "apps"), [(False, 1), (True, 2)])
def test_a_registration_of_long_ago_is_made_sure_of_and_renewed_when_it_was_forgotten_there(
    browser, mastodon, lost, apps
):
    browser.set_out(mastodon.host)
    SignInApp.objects.update(seen_at=timezone.now() - timedelta(days=2))
    if lost:
        mastodon.apps["vacuumed"] = mastodon.apps.pop("our-id")

    answer = browser.sign_in(mastodon)

    assert (answer.status_code, len(mastodon.apps)) == (302, apps)
    assert SignInApp.objects.get().seen_at > timezone.now() - timedelta(hours=1)


def test_a_registration_belongs_to_our_address_as_it_is_now(browser, mastodon, settings):
    browser.set_out(mastodon.host)
    settings.ORIGIN = "https://other.example"

    browser.set_out(mastodon.host)

    assert SignInApp.objects.get().client_id == "our-id-2"


@pytest.mark.parametrize(("said", "scope"), [
    ({"/.well-known/oauth-authorization-server": {"scopes_supported": ["read:accounts"]}},
     "read:accounts"),
    ({"/.well-known/oauth-authorization-server": None}, "read:accounts"),
    ({"/.well-known/oauth-authorization-server": {"scopes_supported": 5}}, "read:accounts"),
    ({"/.well-known/oauth-authorization-server": None,
      "/api/v1/instance": {"version": "3.5.3 (compatible; Pixelfed 0.12.5)"}}, "read"),
])  # fmt: skip
def test_the_scope_is_one_that_the_server_has(browser, mastodon, said, scope):
    mastodon.peer.documents |= said

    address = browser.set_out(mastodon.host)

    assert dict(parse_qsl(urlsplit(address).query))["scope"] == scope


@pytest.mark.parametrize("told", ["pleroma", "webfinger"])
def test_the_id_is_found_where_each_kind_of_server_has_it(browser, mastodon, told):
    del mastodon.me["uri"]
    if told == "pleroma":
        mastodon.me["pleroma"] = {"ap_id": mastodon.peer.actor_uri}

    browser.sign_in(mastodon, mastodon.host)

    assert Account.objects.get().uri == mastodon.peer.actor_uri


def test_an_account_whose_domain_is_not_its_server_is_led_to_its_server(
    browser, mastodon, another
):
    another.peer.documents["/.well-known/webfinger"] = mastodon.webfinger(mastodon.peer.actor_uri)

    browser.sign_in(mastodon, f"@jo@{another.host}")

    assert Account.objects.get().uri == mastodon.peer.actor_uri
    assert another.apps == {}


def test_where_this_server_has_no_address_nobody_is_offered_it(client, db, settings):
    settings.ORIGIN = ""

    page = client.get("/sign-in/login/code/").content.decode()

    assert (SIGN_IN in page, client.get(SIGN_IN).status_code) == (False, 404)


def test_the_sign_in_page_leads_there_and_remembers_where_somebody_was(client, db, our_origin):
    page = client.get("/sign-in/login/code/?next=/lgovsm/").content.decode()
    asked = client.get(f"{SIGN_IN}?next=/lgovsm/").content.decode()

    assert f'href="{SIGN_IN}?next=/lgovsm/"' in page
    assert '<input type="hidden" name="next" value="/lgovsm/">' in asked


def test_the_way_there_is_a_page_that_needs_no_script_and_our_policy_stays(browser, mastodon):
    answer = browser.ask(mastodon.host)

    page = browser.get(answer["Location"])

    body = page.content.decode()
    assert '<meta http-equiv="refresh" content="0;url=' in body
    assert f'<a class="button" href="{mastodon.origin}/oauth/authorize?' in body
    assert "form-action 'self'" in page["Content-Security-Policy"]
    assert "no-store" in page["Cache-Control"]


def test_a_page_on_the_way_that_nobody_set_out_from_leads_to_the_beginning(browser, our_origin):
    assert browser.get(f"{SIGN_IN}onward/")["Location"] == SIGN_IN


def test_whoever_says_no_is_told_that_nothing_has_changed(browser, mastodon):
    address = browser.set_out(mastodon.host, next="/lgovsm/")
    state = dict(parse_qsl(urlsplit(address).query))["state"]

    page = browser.get(
        f"{SIGN_IN}back/{mastodon.host}/", {"error": "access_denied", "state": state}
    )

    body = page.content.decode()
    assert (page.status_code, browser.user) == (200, None)
    assert "was told no, so nothing has changed here." in body
    assert 'name="next" value="/lgovsm/"' in body


def test_somebody_who_may_not_sign_in_does_not_by_this_way_either(browser, mastodon):
    browser.sign_in(mastodon)
    User.objects.update(is_active=False)
    mastodon.revoked.clear()
    other = type(browser)()

    answer = other.sign_in(mastodon)

    assert (answer.status_code, other.user) == (403, None)
