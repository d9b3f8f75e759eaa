"""How an hour is written in an address, and who finds what there."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from goodtalk.chats.addresses import Hour, chat_at, chat_for_chair, read_hour, readable_post
from goodtalk.chats.keeping_order.moderation import set_aside
from goodtalk.communities.addresses import community_run_by, community_tagged
from goodtalk.communities.models import Membership
from tests.hour import FRIDAY, at

THE_HOUR = Hour(FRIDAY, 1)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-11-27", (date(2026, 11, 27), 1)),
        ("2026-11-27-2", (date(2026, 11, 27), 2)),
        ("2026-11-27-20", (date(2026, 11, 27), 20)),
        ("2026-11-27-1", None),
        ("2026-11-27-21", None),
        ("2026-11-27-02", None),
        ("2026-02-30", None),
        ("2026-1-2", None),
        ("٢٠٢٦-١١-٢٧", None),
        ("", None),
    ],
)
def test_an_hour_is_written_as_its_date_and_perhaps_a_number(text, hour):
    assert read_hour(text) == hour


@pytest.mark.parametrize("tag", ["lgovsm", "LGovSM", "#lgovsm"])
def test_a_chat_is_found_however_its_tag_is_written(make_chat, tag):
    chat = make_chat()

    assert (chat_at(tag, THE_HOUR), community_tagged(tag)) == (chat, chat.community)


def test_a_second_hour_of_a_day_is_found_by_its_number(make_chat):
    make_chat()
    second = make_chat(part=2)

    assert chat_at("lgovsm", Hour(FRIDAY, 2)) == second


@pytest.mark.parametrize("who", ["chair", "organiser", "moderator", "host"])
def test_the_desk_is_found_by_those_who_may_sit_there(make_chat, make_user, organiser, chair, who):
    chat = make_chat()
    moderator = make_user("mo")
    Membership.objects.create(community=chat.community, user=moderator, role="moderator")
    host = make_user("holly", is_superuser=True)
    people = {"chair": chair, "organiser": organiser, "moderator": moderator, "host": host}

    assert chat_for_chair(people[who], "lgovsm", THE_HOUR) == chat


def test_for_everybody_else_there_is_no_desk(make_chat, make_user, newcomer, make_community):
    chat = make_chat()
    Membership.objects.create(community=chat.community, user=newcomer)
    elsewhere = make_user("ed")
    Membership.objects.create(community=make_community("other"), user=elsewhere, role="organiser")

    for user in (newcomer, elsewhere, AnonymousUser()):
        with pytest.raises(Http404):
            chat_for_chair(user, "lgovsm", THE_HOUR)


def test_a_community_is_run_by_its_organisers(make_community, organiser, chair):
    community = make_community()

    assert community_run_by(organiser, "lgovsm") == community
    for user in (chair, AnonymousUser()):
        with pytest.raises(Http404):
            community_run_by(user, "lgovsm")


def test_only_what_everybody_may_read_is_readable(make_chat, post_in, chair):
    chat = make_chat()
    post, aside, held = (post_in(chat, "Hello", hold=hold).post for hold in (False, False, True))
    set_aside(aside, by=chair, now=at("13:20"))

    found = readable_post(chat, post.pk)

    assert found == post
    for number in (aside.pk, held.pk, 0, 10**30):
        with pytest.raises(Http404):
            readable_post(chat, number)
