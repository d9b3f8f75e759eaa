"""A suspended server's followers, deliveries and posts go; its posts come back with the rule."""

import pytest

from goodtalk.chats.arriving.incoming import Author
from goodtalk.chats.keeping_order.moderation import restore, set_aside
from goodtalk.chats.models import Attendance, DeskLine, Post
from goodtalk.doors.fediverse.hosts.bringing_about import (
    Outcome,
    bring_about,
    bring_about_later,
    what_would_follow,
)
from goodtalk.doors.fediverse.hosts.deciding import Decision, decide, forget
from goodtalk.doors.fediverse.hosts.models import HiddenPost
from goodtalk.doors.fediverse.outbox.models import Delivery, Follower
from tests.hour import at, logged

NOW = at("13:20")


def block(domain="bad.example", severity="suspend"):
    decide(Decision(domain, severity), now=NOW)
    return bring_about([domain], by=None, now=NOW)


def unblock(domain="bad.example"):
    forget(domain)
    return bring_about([domain], by=None, now=NOW)


def said_from(post_in, chat, *hosts, **fields):
    """Somebody of each server says what their server is called."""
    return [
        post_in(chat, host, by=host, author=Author(f"https://{host}/users/jo"), **fields).post
        for host in hosts
    ]


def shown():
    return list(Post.objects.visible().order_by("pk").values_list("text", flat=True))


def test_everything_of_a_suspended_server_goes_and_nothing_of_another(
    make_chat, post_in, follow, wait_for
):
    chat = make_chat()
    said_from(post_in, chat, "bad.example", "sub.bad.example", "good.example")
    for host in ("bad.example", "sub.bad.example:8443", "good.example"):
        wait_for(host)
        follow(chat.community, f"https://{host}/users/jo")

    outcome = block()

    assert outcome == Outcome(followers=2, deliveries=2, set_aside=2)
    assert shown() == ["good.example"]
    assert list(Follower.objects.values_list("actor__uri", flat=True)) == [
        "https://good.example/users/jo"
    ]
    assert list(Delivery.objects.values_list("host", flat=True)) == ["good.example"]


def test_its_posts_go_in_every_community_and_between_times(make_chat, make_community, post_in):
    other = make_chat(community=make_community("other"))
    said_from(post_in, make_chat(community=make_community("lgovsm")), "bad.example")
    said_from(post_in, other, "bad.example")
    said_from(post_in, other, "bad.example", into=False, when="02:00")

    outcome = block()

    assert (outcome.set_aside, shown()) == (3, [])


def test_the_room_hears_of_it_and_the_desk_reads_one_line(make_chat, post_in):
    chat = make_chat()
    said_from(post_in, chat, "bad.example", "a.bad.example")

    block()
    unblock()

    assert [kind for _, kind in logged(chat, after=2)] == [
        "post.set_aside", "post.set_aside", "post.restored", "post.restored"
    ]
    assert list(
        DeskLine.objects.filter(event=None).order_by("pk").values_list("kind", "domain", "by")
    ) == [("domain.blocked", "bad.example", None), ("bar.lifted", "bad.example", None)]


def test_the_desk_can_read_its_log_afterwards(make_chat, post_in, client, organiser):
    chat = make_chat()
    said_from(post_in, chat, "bad.example")
    block()
    client.force_login(organiser)

    page = client.get(f"/{chat.community.tag_key}/desk-log/").content.decode()

    assert "Blocked a domain" in page
    assert "The host of this server decided it" in page


def test_posts_come_back_as_they_were_when_the_rule_is_forgotten(make_chat, post_in, chair):
    chat = make_chat()
    by_chair, _ = said_from(post_in, chat, "bad.example", "a.bad.example")
    set_aside(by_chair, by=chair, now=at("13:15"), because="rude")
    block()

    outcome = unblock()

    assert (outcome.restored, shown()) == (1, ["a.bad.example"])
    assert HiddenPost.objects.count() == 0
    assert Attendance.objects.count() == 1


def test_doing_it_again_changes_nothing_and_goes_on_where_it_was_cut_short(make_chat, post_in):
    chat = make_chat()
    first, _ = said_from(post_in, chat, "bad.example", "a.bad.example")
    block()
    restore(first, by=None, now=NOW)
    HiddenPost.objects.filter(post=first).delete()

    again, and_again = block(), block()

    assert (again, and_again) == (Outcome(set_aside=1), Outcome())


def test_a_post_that_the_desk_put_back_stays_when_the_rule_goes(make_chat, post_in, chair):
    chat = make_chat()
    (post,) = said_from(post_in, chat, "bad.example")
    block()
    restore(post, by=chair, now=NOW)
    before = chat.events.count()

    unblock()

    assert (shown(), chat.events.count()) == (["bad.example"], before)


def test_what_another_rule_suspends_stays_away(make_chat, post_in):
    said_from(post_in, make_chat(), "a.bad.example", "b.bad.example")
    block("a.bad.example")
    block()

    parts = [unblock("a.bad.example").restored, shown(), unblock().restored, shown()]

    assert parts == [0, [], 2, ["a.bad.example", "b.bad.example"]]


def test_a_domain_that_is_allowed_under_a_suspended_one_keeps_everything(
    make_chat, post_in, follow
):
    chat = make_chat()
    said_from(post_in, chat, "good.bad.example", "bad.example")
    follow(chat.community, "https://good.bad.example/users/jo")
    block("good.bad.example", "allow")

    block()

    assert (shown(), Follower.objects.count()) == (["good.bad.example"], 1)


@pytest.mark.parametrize("severity", ["silence", "allow"])
def test_a_limited_or_allowed_server_loses_nothing(make_chat, post_in, follow, severity):
    chat = make_chat()
    said_from(post_in, chat, "bad.example")
    follow(chat.community, "https://bad.example/users/jo")

    outcome = block(severity=severity)

    assert (outcome, shown()) == (Outcome(), ["bad.example"])


def test_what_would_follow_is_told_without_being_done(make_chat, post_in, follow, wait_for):
    chat = make_chat()
    said_from(post_in, chat, "bad.example", "x.bad.example", "ok.bad.example", "good.example")
    block("ok.bad.example", "allow")
    follow(chat.community, "https://bad.example/users/jo")
    wait_for("worse.example")

    outcome = what_would_follow(["bad.example", "worse.example"])

    assert outcome == Outcome(followers=1, deliveries=1, set_aside=2)
    assert len(shown()) == 4


def test_the_worker_does_it_for_the_hosts_page(make_chat, post_in, make_user):
    chat = make_chat()
    said_from(post_in, chat, "bad.example")
    decide(Decision("bad.example", "suspend"), now=NOW)
    host = make_user("host")

    bring_about_later.func(["bad.example"], host.pk)

    assert (shown(), DeskLine.objects.filter(event=None).get().by) == ([], host)
