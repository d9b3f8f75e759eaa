"""Being told by e-mail: a yes from the address itself, and one click to end it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from goodtalk.announcements.models import Asking, Subscription
from goodtalk.announcements.subscribing import A_COMMUNITY_AN_HOUR, TooManyAsked, ask
from tests.announcements.conftest import NONE
from tests.hour import at

PAGE = "/lgovsm/by-email/"


@pytest.fixture
def community(make_community, monkeypatch, settings):
    settings.ADDRESS = settings.ORIGIN = "http://testserver"
    monkeypatch.setattr(timezone, "now", lambda: at("09:00"))
    return make_community()


@pytest.fixture
def subscribed(community, subscribe_to):
    """Ann, who is told a day before."""
    return subscribe_to(community, "ann", "day")


def on_the_list():
    return [(one.email, one.wishes) for one in Subscription.objects.order_by("email")]


def link_in(letter):
    return next(word for word in letter.body.split() if word.startswith("http://testserver/"))


def test_a_visitor_gives_an_address_and_says_yes_in_the_letter(
    client, community, work, mailoutbox
):
    client.post(PAGE, {"email": "Ann@Example.org", "day": "on", "live": "on"})
    work()
    [letter] = mailoutbox
    asked = client.get(link_in(letter)).content.decode()
    before = on_the_list()
    page = client.post(link_in(letter)).content.decode()

    assert (letter.to, letter.subject) == (["ann@example.org"], "Shall we tell you of #lgovsm?")
    assert "Yes, tell me" in asked
    assert before == []
    assert "Letters about #lgovsm go to ann@example.org." in page
    assert on_the_list() == [("ann@example.org", NONE | {"day": True, "live": True})]


def test_the_page_and_the_letter_are_the_same_for_an_address_that_is_known(
    client, community, subscribed, organiser, work, mailoutbox
):
    pages = []
    for who in ("ann", "olive", "new"):
        page = client.post(PAGE, {"email": f"{who}@example.org", "day": "on"}).content.decode()
        main = page.partition("<main")[2].partition("</main>")[0]
        pages.append(main.replace(who, "…"))
    work()

    letters = [letter.body.replace(link_in(letter), "…") for letter in mailoutbox]
    assert len(pages) == len(letters) == 3
    assert len(set(pages)) == len(set(letters)) == 1


def test_a_stranger_does_not_change_what_somebody_asked_for(client, subscribed, work):
    client.post(PAGE, {"email": "ann@example.org", "week": "on"})
    work()

    assert on_the_list() == [("ann@example.org", NONE | {"day": True})]


def test_three_letters_a_day_go_to_one_address(client, community, work, mailoutbox, monkeypatch):
    pages = {
        client.post(PAGE, {"email": "ann@example.org", "day": "on"}).status_code
        for _ in range(5)
    }
    work()
    today = len(mailoutbox)
    monkeypatch.setattr(timezone, "now", lambda: at("09:01") + timedelta(days=1))
    client.post(PAGE, {"email": "ANN@example.org", "day": "on"})
    work()

    assert pages == {200}
    assert (today, len(mailoutbox)) == (3, 4)


def test_a_flood_of_addresses_is_stopped(client, community):
    for number in range(A_COMMUNITY_AN_HOUR):
        ask(community, f"a{number}@example.org", NONE | {"day": True}, now=at("08:30"))

    page = client.post(PAGE, {"email": "ann@example.org", "day": "on"}).content.decode()

    assert "Very many have asked just now. Try again in an hour." in page
    with pytest.raises(TooManyAsked):
        ask(community, "ann@example.org", NONE, now=at("09:00"))
    ask(community, "ann@example.org", NONE, now=at("09:30"))


def test_a_link_works_for_three_days_and_what_was_asked_is_forgotten(
    client, community, work, mailoutbox, monkeypatch
):
    client.post(PAGE, {"email": "ann@example.org", "day": "on"})
    work()
    monkeypatch.setattr(timezone, "now", lambda: at("09:01") + timedelta(days=3))

    response = client.post(link_in(mailoutbox[0]))
    ask(community, "bob@example.org", NONE, now=timezone.now())

    assert response.status_code == 410
    assert "This link is too old" in response.content.decode()
    assert on_the_list() == []
    assert [one.email for one in Asking.objects.all()] == ["bob@example.org"]


@pytest.mark.parametrize(
    "typed", [{"email": "nobody", "day": "on"}, {"email": "a@example.org"}, {"day": "on"}]
)
def test_what_is_no_address_or_no_wish_has_no_letter_sent(client, community, typed):
    page = client.post(PAGE, typed)

    assert page.context["form"].errors
    assert list(Asking.objects.all()) == []


def test_whoever_is_signed_in_is_told_at_once_and_can_change_it(client, community, lurker):
    client.force_login(lurker)

    client.post(PAGE, {"week": "on"})
    first = on_the_list()
    client.post(PAGE, {"hour": "on", "live": "on"})
    second = on_the_list()
    client.post(f"{PAGE}no-more")

    assert first == [("lars@example.org", NONE | {"week": True})]
    assert second == [("lars@example.org", NONE | {"hour": True, "live": True})]
    assert on_the_list() == []


def test_a_letters_link_ends_it_with_one_button_and_without_signing_in(client, subscribed):
    asked = client.get(subscribed.stop_path).content.decode()
    before = len(on_the_list())
    page = client.post(subscribed.stop_path).content.decode()
    again = client.post(subscribed.stop_path)

    assert "No more e-mail about #lgovsm?" in asked
    assert before == 1
    assert on_the_list() == []
    assert "Nothing about #lgovsm is sent to you any more." in page
    assert again.status_code == 200


def test_a_mail_program_ends_it_by_itself(subscribed):
    program = Client(enforce_csrf_checks=True)

    response = program.post(
        subscribed.stop_path, "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip

    assert response.status_code == 200
    assert on_the_list() == []


def test_a_link_ends_nothing_in_another_community(client, make_community, subscribed):
    make_community("other")

    client.post(subscribed.stop_path.replace("lgovsm", "other"))

    assert len(on_the_list()) == 1


def test_asking_waits_for_a_mail_server_that_is_away(
    client, community, work, mailoutbox, mail_server
):
    mail_server.is_away = True
    client.post(PAGE, {"email": "ann@example.org", "day": "on"})
    work()
    mail_server.is_away = False
    work()

    assert [letter.to for letter in mailoutbox] == [["ann@example.org"]]


@pytest.mark.parametrize("secret", ["%00", "a%00b", "%F0%9F%92%A9"])
@pytest.mark.parametrize("page", ["stop", "confirm"])
def test_a_link_that_was_never_made_leads_nowhere(client, community, page, secret):
    assert client.post(f"{PAGE}{page}/{secret}/").status_code == 404
