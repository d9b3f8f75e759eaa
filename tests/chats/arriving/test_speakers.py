"""Who speaks: accounts met once, renamed with their owners, and the person of a user."""

import re

import pytest

from goodtalk.chats.arriving.incoming import Author
from goodtalk.chats.arriving.speakers import (
    find_accounts,
    guest_author,
    mention_address,
    new_guest_key,
    web_account,
    web_author,
)
from goodtalk.chats.models import Account, Person
from tests.conftest import incoming_post


def from_author(author, network="fediverse"):
    return incoming_post("Hello", author=author, network=network)


def met(author, network="fediverse"):
    return find_accounts([from_author(author, network)])[network, author.uri]


def test_an_author_is_met_once(db):
    jo = Author(uri="https://x.example/jo", handle="@jo@x.example", name="Jo")

    first, second = met(jo), met(jo)

    assert first == second
    assert list(Person.objects.values_list("name", flat=True)) == ["Jo"]


def test_one_name_on_two_networks_is_two_people_until_somebody_says_otherwise(db):
    one, other = met(Author(uri="jo", name="Jo")), met(Author(uri="jo", name="Jo"), "bluesky")

    assert one.person != other.person


def test_a_new_name_is_taken_up_also_for_the_person(db):
    met(Author(uri="u", handle="@jo@x.example", name="Jo"))

    account = met(Author(uri="u", handle="@josephine@x.example", name="Josephine"))

    assert (account.handle, account.name) == ("@josephine@x.example", "Josephine")
    assert Person.objects.get().name == "Josephine"


def test_a_name_that_is_left_out_is_not_forgotten(db):
    met(Author(uri="u", handle="@jo@x.example", name="Jo"))

    account = met(Author(uri="u"))

    assert (account.handle, account.name) == ("@jo@x.example", "Jo")


def test_a_person_without_a_name_is_called_by_their_handle(db):
    account = met(Author(uri="u", handle="@jo@x.example"))

    assert (account.person.name, account.shown_name) == ("@jo@x.example", "@jo@x.example")


def test_names_and_addresses_from_outside_are_made_bearable(db):
    author = Author(
        uri="u", handle="@" + "x" * 500, name="\u202eJo \n of" + "  Hull" * 100,
        url="javascript:alert(1)",
    )

    account = met(author)

    assert (len(account.handle), account.url) == (200, "")
    assert account.name.startswith("Jo of Hull Hull")
    assert len(account.name) <= 120


def test_a_users_post_and_their_thanks_come_from_one_person(newcomer):
    spoken = met(web_author(newcomer), "web")

    assert web_account(newcomer) == spoken
    assert spoken.person.user == newcomer


def test_a_user_who_thanked_first_speaks_as_the_same_person(newcomer):
    thanked = web_account(newcomer)

    assert met(web_author(newcomer), "web") == thanked
    assert Person.objects.count() == 1


def test_guests_of_the_same_name_are_different_people(db):
    guests = [met(guest_author(new_guest_key(), "Jo"), "web") for _ in range(2)]

    assert guests[0].person != guests[1].person


@pytest.mark.parametrize("authors", [1, 30])
def test_meeting_many_takes_as_many_queries_as_meeting_one(
    db, authors, django_assert_num_queries
):
    posts = [from_author(Author(uri=f"u{number}", name="Jo")) for number in range(authors)]

    with django_assert_num_queries(5):
        find_accounts(posts)

    assert Account.objects.count() == authors


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("jo@x.example", "https://x.example/@jo"),
        ("jo.bsky.social", "https://bsky.app/profile/jo.bsky.social"),
        ("jo", None),
    ],
)
def test_a_mention_leads_to_where_somebody_can_be_met(name, address):
    assert mention_address(name) == address


def test_who_does_not_want_to_be_found_by_searching_is_left_out_of_what_engines_show(
    client, make_chat, post_in
):
    chat = make_chat()
    author = Author("https://social.example/users/jo", "@jo@social.example", is_indexable=False)
    post = post_in(chat, "Grit the paths", author=author).post
    post_in(chat, "Salt them", by="ann")

    alone = client.get(post.get_absolute_url()).content.decode()
    room = client.get(chat.get_absolute_url()).content.decode()

    assert '<meta name="robots" content="noindex">' in alone
    assert '<meta name="robots"' not in room
    assert re.findall(r"<div data-nosnippet>\s*<div class=\"said\"[^>]*>(.*?)</div>", room) == [
        "<p>Grit the paths</p>"
    ]


def test_a_wish_counts_as_it_was_last_said_and_stays_where_nothing_is_said(make_chat, post_in):
    chat, uri = make_chat(), "https://social.example/users/jo"

    kept = []
    for number, wish in enumerate([None, False, None, True]):
        author = Author(uri, "@jo@social.example", is_indexable=wish)
        post_in(chat, f"Post {number}", when=f"13:1{number}", author=author)
        kept.append(Account.objects.get().hides_from_search)

    assert kept == [False, True, True, False]
