"""Who may speak in an hour, and as whom."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from goodtalk.chats.arriving.speakers import web_account
from goodtalk.chats.taking_part import GUEST_NAME, Seat, may_speak, seat_of
from goodtalk.communities.models import Membership


@pytest.mark.parametrize(
    ("may_post", "who", "may"),
    [
        ("members", "newcomer", False),
        ("members", "member", True),
        ("members", "organiser", True),
        ("members", "chair", True),
        ("members", "host", True),
        ("signed_in", "newcomer", True),
        ("guests", "newcomer", True),
    ],
)
def test_who_has_signed_in_may_speak_as_the_community_says(
    make_community, make_chat, make_user, newcomer, organiser, chair, may_post, who, may
):
    chat = make_chat(community=make_community(may_post=may_post))
    member, host = make_user("mel"), make_user("holly", is_superuser=True)
    Membership.objects.create(community=chat.community, user=member)
    cast = {
        "newcomer": newcomer, "member": member, "organiser": organiser, "chair": chair, "host": host
    }

    assert may_speak(cast[who], chat) is may


def request_of(user, **session):
    request = RequestFactory().get("/")
    request.user, request.session = user, session
    return request


def test_a_stranger_has_a_seat_without_a_query(
    make_community, make_chat, django_assert_num_queries
):
    chat = make_chat(community=make_community(may_post="guests"))

    with django_assert_num_queries(0):
        seat = seat_of(request_of(AnonymousUser(), **{GUEST_NAME: "Gus"}), chat)

    assert seat == Seat(None, None, True, True, False, False, "Gus")


def test_where_guests_may_not_post_a_stranger_reads_along(make_chat):
    seat = seat_of(request_of(AnonymousUser(), **{GUEST_NAME: "Gus"}), make_chat())

    assert seat == Seat(None, None, False, False, False, False, "")


def test_the_chair_has_the_desk_and_their_own_person(make_chat, chair, django_assert_num_queries):
    chat = make_chat()
    person = web_account(chair).person

    with django_assert_num_queries(2):
        seat = seat_of(request_of(chair), chat)

    assert seat == Seat(chair, person, True, False, False, True)


def test_who_is_no_member_is_told_that_it_takes_one(make_community, make_chat, newcomer):
    chat = make_chat(community=make_community(may_post="members"))

    seat = seat_of(request_of(newcomer), chat)

    assert seat == Seat(newcomer, None, False, False, True, False)
