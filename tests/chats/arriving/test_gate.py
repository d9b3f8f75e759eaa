"""Who comes in, who waits for a look, and who is refused; archives are not asked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodtalk.announcements.models import LeavingOut
from goodtalk.chats.arriving.incoming import Author
from goodtalk.chats.arriving.receive import receive_posts
from goodtalk.chats.arriving.speakers import web_author
from goodtalk.chats.keeping_order.barring import block_account, block_domain, hold_account, lift
from goodtalk.chats.keeping_order.moderation import let_in, set_aside
from goodtalk.chats.models import Bar, Person, Post
from goodtalk.chats.one_person import make_one
from tests.conftest import incoming_post
from tests.hour import at

NOW = at("13:20")
ADVERT = "Buy the best winter boots in town, today only"
LINKS = tuple(f"https://example.org/{number}" for number in range(6))


def held(chat):
    """Each post's words, and why it is held."""
    return list(chat.posts.order_by("pk").values_list("text", "held_because"))


def test_a_blocked_account_is_refused_in_plain_words_until_the_block_is_lifted(
    make_chat, post_in, chair
):
    chat = make_chat()
    bar = block_account(post_in(chat, "Hello").post, by=chair, now=NOW)

    refused = post_in(chat, "Me again")
    lift(bar, by=chair, now=NOW)
    stored = post_in(chat, "And again")

    assert (refused.outcome, refused.reason, refused.post) == (
        "refused", "Posts of this account are not taken in #lgovsm.", None
    )
    assert stored.outcome == "stored"


def test_a_blocked_domain_is_refused_with_all_that_lies_under_it(make_chat, post_in, chair):
    chat = make_chat()
    block_domain(post_in(chat, "Hello").post, by=chair, now=NOW)

    outcomes = [
        post_in(chat, "Hello", by=by, author=Author(uri)).outcome
        for by, uri in [
            ("ann", "https://social.example/users/ann"),
            ("bob", "https://www.social.example/users/bob"),
            ("cat", "https://antisocial.example/users/cat"),
            ("dan", "https://example/users/dan"),
        ]
    ]

    assert outcomes == ["refused", "refused", "stored", "stored"]


@pytest.mark.parametrize("act", [block_account, hold_account])
def test_a_bar_counts_for_every_account_of_the_same_person(make_chat, post_in, chair, act):
    chat = make_chat()
    old, new = post_in(chat, "Hello", by="eve").post, post_in(chat, "Hi", by="eve2").post
    act(old, by=chair, now=NOW)
    make_one(old.account.person, new.account.person, now=NOW)

    again = post_in(chat, "It is me", by="eve2")

    assert (again.reason, held(chat)[2:]) == {
        block_account: ("Posts of this account are not taken in #lgovsm.", []),
        hold_account: ("", [("It is me", "This account is held.")]),
    }[act]


def test_a_block_counts_in_its_own_community_alone(make_chat, make_community, post_in, chair):
    chat, other = make_chat(), make_chat(community=make_community("other"))
    block_account(post_in(chat, "Hello").post, by=chair, now=NOW)

    assert post_in(other, "Hello").outcome == "stored"


def test_what_is_here_already_stays_a_duplicate_after_a_block(make_chat, post_in, chair):
    chat = make_chat()
    first = post_in(chat, "Hello", uri="https://social.example/1").post
    block_account(first, by=chair, now=NOW)

    assert post_in(chat, "Hello", uri=first.uri).outcome == "duplicate"


def test_what_a_held_account_says_waits_with_its_reason(make_chat, post_in, chair):
    chat = make_chat()
    hold_account(post_in(chat, "Hello").post, by=chair, now=NOW)

    post_in(chat, "Me again")
    post_in(chat, "Somebody else", by="ann")

    assert held(chat) == [
        ("Hello", ""), ("Me again", "This account is held."), ("Somebody else", "")
    ]


@pytest.mark.parametrize("whose", ["chat", "community"])
def test_newcomers_are_held_until_one_post_of_theirs_is_let_in(make_chat, post_in, chair, whose):
    chat = make_chat(holds_newcomers=whose == "chat")
    chat.community.holds_newcomers = whose == "community"
    chat.community.save()

    first = post_in(chat, "Hello").post
    second = post_in(chat, "Anybody there?").post
    let_in(first, by=chair, now=NOW)
    third = post_in(chat, "Thank you").post

    reasons = [post.held_because for post in (first, second, third)]
    assert reasons == ["Somebody new: first posts are held."] * 2 + [""]


def test_whoever_sits_at_the_desk_is_not_held_as_somebody_new(
    make_chat, post_in, chair, organiser, newcomer
):
    chat = make_chat(holds_newcomers=True)

    for user in (chair, organiser, newcomer):
        post_in(chat, f"I am {user}", network="web", author=web_author(user))

    assert [bool(reason) for _, reason in held(chat)] == [False, False, True]


def test_the_same_words_again_from_one_account_within_the_hour_are_held(make_chat, post_in):
    chat = make_chat()

    for when in ("13:00", "13:30", "14:31"):
        post_in(chat, ADVERT, when=when)

    assert [reason for _, reason in held(chat)] == [
        "", "The same words again within the hour.", ""
    ]


def test_spam_that_was_set_aside_is_held_when_it_comes_again(make_chat, post_in, chair):
    chat = make_chat()
    set_aside(post_in(chat, ADVERT).post, by=chair, now=NOW)

    assert post_in(chat, ADVERT).post.held_because == "The same words again within the hour."


def test_the_same_words_from_a_third_account_are_held(make_chat, post_in):
    chat = make_chat()

    for by in ("ann", "bob", "cat"):
        post_in(chat, ADVERT, by=by)

    assert [reason for _, reason in held(chat)] == ["", "", "The same words from 3 accounts."]


def test_within_one_delivery_the_same_words_are_seen_too(make_chat):
    chat = make_chat()
    flood = [incoming_post(ADVERT, number=number, by="bot") for number in range(3)]

    receive_posts(chat.community, flood, now=NOW, into=chat)

    assert [bool(reason) for _, reason in held(chat)] == [False, True, True]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Good point!", {}),
        (ADVERT, {"is_share": True}),
        (ADVERT, {"copy_of": ("https://elsewhere.example/1",)}),
    ],
)
def test_short_words_shares_and_bridged_copies_may_come_again(make_chat, post_in, text, fields):
    chat = make_chat()

    for by in ("ann", "ann", "bob", "cat"):
        post_in(chat, text, by=by, **fields)

    assert {reason for _, reason in held(chat)} == {""}


@pytest.mark.parametrize(
    ("links", "first", "later"),
    [
        (2, "", ""),
        (3, "It has 3 links, from somebody new.", ""),
        (5, "It has 5 links, from somebody new.", ""),
        (6, "It has 6 links.", "It has 6 links."),
    ],
)
def test_floods_of_links_are_held_sooner_from_somebody_new(
    make_chat, post_in, links, first, later
):
    chat = make_chat()

    new = post_in(chat, "See these", links=LINKS[:links]).post
    post_in(chat, "Hello", by="ann")
    known = post_in(chat, "See those", by="ann", links=LINKS[:links]).post

    assert (new.held_because, known.held_because) == (first, later)


@pytest.mark.parametrize(
    "fields",
    [
        {"links": ("https://www.casino.example/win",)},
        {"author": Author("https://casino.example/users/jo")},
    ],
)
def test_a_site_known_for_spam_is_held(make_chat, post_in, settings, fields):
    settings.BAD_DOMAINS = frozenset({"casino.example"})
    chat = make_chat()

    post = post_in(chat, "Hello", **fields).post

    assert post.held_because == "It leads to a site known for spam."


def test_archives_and_hours_rebuilt_from_them_are_not_asked(make_chat, post_in, chair):
    chat = make_chat(state="closed", is_rebuilt=True)
    block_account(post_in(chat, "Hello").post, by=chair, now=NOW)
    old = [incoming_post(ADVERT, number=100 + number) for number in range(3)]

    receipts = receive_posts(chat.community, old, now=NOW, rebuild=True)
    post_in(chat, ADVERT, by="ann")
    post_in(chat, ADVERT, by="ann")

    assert [receipt.outcome for receipt in receipts] == ["stored"] * 3
    assert {reason for _, reason in held(chat)} == {""}


def test_who_asked_to_be_left_out_does_not_come_back_by_the_tag_alone(make_chat, post_in):
    chat = make_chat()
    person = post_in(chat, "Hello").post.account.person
    LeavingOut.objects.create(community=chat.community, person=person, asked_at=NOW)

    receipt = post_in(chat, "Nice weather, #lgovsm")

    assert (receipt.outcome, receipt.reason) == (
        "refused", "They asked to be left out of #lgovsm."
    )


@pytest.mark.parametrize("role", ["chair", "stand_by", "organiser", "moderator", "member"])
def test_a_linked_account_is_trusted_as_its_persons_web_account_is(
    make_chat, post_in, make_user, role
):
    user = make_user("jo")
    chat = make_chat(**{role: user} if role in ("chair", "stand_by") else {})
    if role in ("organiser", "moderator", "member"):
        chat.community.memberships.create(user=user, role=role)
    post = post_in(chat, "Hello", network="fediverse").post
    Person.objects.filter(pk=post.account.person_id).update(user=user)

    post_in(chat, "Six links", links=LINKS)

    is_trusted = role != "member"
    assert held(chat) == [("Hello", ""), ("Six links", "" if is_trusted else "It has 6 links.")]


@pytest.mark.parametrize("posts", [1, 20])
def test_the_gate_asks_as_often_for_many_posts_as_for_one(make_chat, chair, post_in, posts):
    chat = make_chat(holds_newcomers=True)
    block_account(post_in(chat, "Hello", by="spammer").post, by=chair, now=NOW)
    many = [
        incoming_post(
            f"{ADVERT} {number % 7}", number=100 + number, by=f"p{number}", network="twitter"
        )
        for number in range(posts)
    ]

    with CaptureQueriesContext(connection) as queries:
        receive_posts(chat.community, many, now=NOW, into=chat)

    assert Bar.objects.count() == 1
    assert Post.objects.filter(held_at__isnull=False).count() == 1 + posts
    assert len([one for one in queries if "pg_notify" not in one["sql"]]) == 21


@pytest.mark.parametrize(
    "again",
    [
        ADVERT + "!", ADVERT.replace(" ", "  "), ADVERT.upper(), f"… {ADVERT} ❄\ufe0f",
        ADVERT.replace("boots", "bo\u200bots"), ADVERT.replace(" in ", " in\u00a0"),
        ADVERT.replace("best", "b\u00adest"),
    ],
)
def test_the_same_words_are_the_same_whatever_is_put_between_them(make_chat, post_in, again):
    chat = make_chat()
    post_in(chat, ADVERT)

    assert post_in(chat, again).post.held_because == "The same words again within the hour."


@pytest.mark.parametrize("host", ["203.0.113.{n}", "[2001:db8::{n}]", "a.example/{n}"])
def test_every_address_counts_also_one_that_is_a_number(make_chat, post_in, host):
    chat = make_chat()
    post_in(chat, "Hello")
    words = " ".join(f"https://{host.format(n=number)}" for number in range(7))

    post = post_in(chat, f"See {words}").post

    assert post.held_because == "It has 7 links."
