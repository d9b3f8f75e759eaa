"""A suspended server's posts are refused and a limited one's are held, in every community."""

import pytest

from goodtalk.chats.arriving.incoming import Author
from goodtalk.chats.arriving.speakers import web_author
from goodtalk.doors.fediverse.hosts.models import DomainRule
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
