"""A suspended server's posts are refused and a limited one's are held, in every community."""

import pytest

from goodtalk.chats.arriving.incoming import Author, Enclosed, Picture
from goodtalk.chats.arriving.speakers import web_author
from goodtalk.chats.keeping_order.rewording import reword
from goodtalk.doors.fediverse.hosts.models import DomainRule
from tests.conftest import incoming_post
from tests.hour import at


@pytest.fixture
def rule(db):
    """The host decides about social.example, where everybody in these tests is at home."""

    def make(severity, domain="social.example"):
        return DomainRule.objects.create(domain=domain, severity=severity, made_at=at("12:00"))

    return make


def test_posts_of_a_suspended_server_are_refused_in_plain_words(make_chat, post_in, rule):
    rule("suspend")

    refused = post_in(make_chat(), "Hello")

    assert (refused.outcome, refused.reason) == (
        "refused", "Posts from this server are not taken here."
    )


def test_posts_of_a_limited_server_wait_for_a_look_and_say_why(make_chat, post_in, rule):
    chat = make_chat()
    rule("silence")

    post_in(chat, "Hello")

    assert list(chat.posts.values_list("text", "held_because")) == [
        ("Hello", "The host looks at posts from this server first.")
    ]


def test_a_server_is_known_by_its_peoples_handles_as_well(make_chat, post_in, rule):
    rule("suspend")
    author = Author("https://hidden.example/users/1", handle="@jo@social.example")

    assert post_in(make_chat(), "Hello", author=author).outcome == "refused"


def test_a_rule_says_nothing_of_other_networks(make_chat, post_in, rule, newcomer):
    rule("suspend")

    outcomes = [
        post_in(make_chat(), "Hello", network="bluesky").outcome,
        post_in(make_chat(day="2026-11-20"), "Hi", network="web", author=web_author(newcomer))
        .outcome,
    ]  # fmt: skip

    assert outcomes == ["stored", "stored"]


def test_where_only_listed_servers_are_let_in_others_are_refused(
    make_chat, post_in, rule, settings
):
    settings.FEDIVERSE_ALLOW_LIST = True
    chat = make_chat()
    rule("allow", "good.example")

    outcomes = [
        post_in(chat, "Hello", by=by, author=Author(f"https://{host}/{by}")).outcome
        for by, host in [("ann", "good.example"), ("bob", "other.example")]
    ]

    assert outcomes == ["stored", "refused"]


CAT = Enclosed(
    warning="Cats", pictures=(Picture("https://files.example/cat.png", "A cat"),),
    emoji=((":cat:", "https://files.example/cat.gif"),),
)  # fmt: skip


def test_of_a_server_whose_pictures_are_rejected_words_alone_are_taken(make_chat, post_in, rule):
    DomainRule.objects.filter(pk=rule("silence").pk).update(rejects_media=True)

    post = post_in(make_chat(), "Hello", enclosed=CAT).post

    assert post.came_with == Enclosed(warning="Cats")


def test_what_is_only_a_picture_is_refused_then(
    make_chat, post_in, rule
):
    DomainRule.objects.filter(pk=rule("silence").pk).update(rejects_media=True)

    receipt = post_in(make_chat(), "", enclosed=CAT)

    assert (receipt.outcome, receipt.reason) == ("refused", "It has no text.")


def test_an_edit_brings_no_pictures_from_there_either(make_chat, post_in, rule):
    chat = make_chat()
    post = post_in(chat, "Hello").post
    DomainRule.objects.filter(pk=rule("allow").pk).update(rejects_media=True)

    reword(post, incoming_post("Hello!", enclosed=CAT), now=at("13:30"))

    assert chat.posts.get().came_with == Enclosed(warning="Cats")


def test_pictures_of_other_servers_are_taken_as_ever(make_chat, post_in, rule):
    DomainRule.objects.filter(pk=rule("silence", "other.example").pk).update(rejects_media=True)

    assert post_in(make_chat(), "Hello", enclosed=CAT).post.came_with == CAT
