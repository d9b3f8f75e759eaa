"""An account on another server and somebody who is signed in here become one person, or two."""

import pytest

from goodtalk.chats.arriving.incoming import Author
from goodtalk.chats.arriving.speakers import web_author
from goodtalk.chats.models import Account, Person
from goodtalk.communities.models import User
from goodtalk.doors.fediverse.signing_in.linking import linked_accounts


@pytest.fixture
def signed_in(browser, newcomer):
    """Nia's browser."""
    browser.force_login(newcomer)
    return browser


def told(browser):
    """What the next page says once."""
    return [str(message) for message in browser.get("/my-account/").context["messages"]]


def let_go(browser, account):
    return browser.post(f"/my-account/fediverse/{account.pk}/")


def test_what_the_account_said_and_what_was_said_here_is_one_persons(
    signed_in, newcomer, mastodon, make_chat, post_in
):
    chat = make_chat()
    jo = Author(mastodon.peer.actor_uri, handle=f"@jo@{mastodon.host}", name="Jo")
    post_in(chat, "From there", author=jo)
    post_in(chat, "From here", network="web", author=web_author(newcomer))

    answer = signed_in.sign_in(mastodon)

    assert answer["Location"] == "/my-account/"
    assert told(signed_in) == [f"@jo@{mastodon.host} is yours here: what it says is said by you."]
    assert {post.account.person.user for post in chat.posts.all()} == {newcomer}
    assert (chat.attendances.count(), User.objects.filter(email__contains="invalid").count()) == (
        1, 0
    )


def test_linking_twice_changes_nothing(signed_in, newcomer, mastodon):
    signed_in.sign_in(mastodon)
    mastodon.revoked.clear()

    signed_in.sign_in(mastodon)

    assert [account.uri for account in linked_accounts(newcomer)] == [mastodon.peer.actor_uri]
    assert Person.objects.count() == 1


def test_an_account_that_signs_in_somebody_else_is_not_taken_from_them(
    signed_in, newcomer, mastodon, browser
):
    holder = type(browser)()
    holder.sign_in(mastodon)
    mastodon.revoked.clear()

    signed_in.sign_in(mastodon)

    assert told(signed_in) == [
        f"@jo@{mastodon.host} signs in somebody else here. Sign in with it, and unlink it first."
    ]
    assert (linked_accounts(newcomer), len(linked_accounts(holder.user))) == ([], 1)


def test_whoever_signs_in_as_another_on_the_way_links_nothing(signed_in, lurker, mastodon):
    address = mastodon.allow(signed_in.set_out(mastodon.host))
    signed_in.force_login(lurker)

    answer = signed_in.come_back(address)

    assert (answer.status_code, Account.objects.filter(network="fediverse").count()) == (400, 0)


def test_an_account_is_let_go_and_is_somebody_of_its_own_again(
    signed_in, newcomer, mastodon, make_chat, post_in
):
    chat = make_chat()
    signed_in.sign_in(mastodon)
    (account,) = linked_accounts(newcomer)
    post_in(chat, "From there", author=Author(account.uri, handle=account.handle), when="13:05")

    page = signed_in.get("/my-account/").content.decode()
    let_go(signed_in, account)
    again = let_go(signed_in, account)

    account.refresh_from_db()
    assert f'action="/my-account/fediverse/{account.pk}/"' in page
    assert (account.person.user, again.status_code, linked_accounts(newcomer)) == (None, 404, [])
    assert [one.person for one in chat.attendances.all()] == [account.person]


def test_the_only_way_in_is_kept(browser, mastodon):
    browser.sign_in(mastodon)
    (account,) = linked_accounts(browser.user)

    let_go(browser, account)

    assert told(browser) == [
        f"@jo@{mastodon.host} is your only way in: give an e-mail address first."
    ]
    assert linked_accounts(browser.user) == [account]


def test_nobody_lets_go_what_is_somebody_elses(signed_in, mastodon, browser):
    holder = type(browser)()
    holder.sign_in(mastodon)
    (account,) = linked_accounts(holder.user)

    answer = let_go(signed_in, account)

    assert (answer.status_code, linked_accounts(holder.user)) == (404, [account])


def test_a_name_that_is_full_of_tricks_is_shown_plainly(browser, mastodon):
    mastodon.me["display_name"] = "\u202eoJ <script>alert(1)</script>\n" + "x" * 300

    browser.sign_in(mastodon)

    assert browser.user.name == ("oJ <script>alert(1)</script> " + "x" * 300)[:80]
    assert "<script>alert" not in browser.get("/my-account/").content.decode()


def test_their_own_page_promises_no_code_to_somebody_without_an_address(browser, mastodon):
    browser.sign_in(mastodon)

    page = browser.get("/my-account/").content.decode()

    assert ".invalid" not in page
    assert "A code is sent to" not in page
    assert f"@jo@{mastodon.host}" in page
