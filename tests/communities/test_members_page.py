"""People and roles: joining, leaving, and what organisers do about both."""

import pytest
from django.test import Client

from goodtalk.communities.belonging import (
    LastOrganiser,
    change_role,
    join,
    leave,
    user_with_email,
)
from goodtalk.communities.models import Membership, User
from tests.communities.hostile import IMAGE, SCRIPT

LAST = "Somebody has to organise it: make another person an organiser first."
MEMBERS = "/lgovsm/members/"


def said(page):
    return [str(message) for message in page.context["messages"]]


def people(community):
    rows = community.memberships.order_by("pk").select_related("user")
    return [(one.user.email, one.role) for one in rows]


@pytest.fixture
def community(make_community):
    return make_community()


@pytest.fixture
def member(community, newcomer):
    """Nia's membership."""
    return join(community, newcomer)


@pytest.fixture
def desk(client, community, organiser):
    """Olive, signed in."""
    client.force_login(organiser)
    return client


def test_somebody_joins_and_leaves(client, community, lurker):
    client.force_login(lurker)

    joined = client.post("/LgovSM/join", follow=True)
    then = people(community)
    left = client.post("/lgovsm/leave", follow=True)

    assert then == [("olive@example.org", "organiser"), ("lars@example.org", "member")]
    assert people(community) == [("olive@example.org", "organiser")]
    assert said(joined) == ["You belong to #lgovsm now."]
    assert said(left) == ["You have left #lgovsm."]


def test_joining_again_keeps_the_role(client, community, organiser):
    join(community, organiser)

    assert people(community) == [("olive@example.org", "organiser")]


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/lgovsm/themes/", "/lgovsm/themes/"),
        ("", "/lgovsm/"),
        ("https://evil.example/", "/lgovsm/"),
        ("//evil.example/", "/lgovsm/"),
        ("/\\evil.example/", "/lgovsm/"),
        ("\x08//evil.example/", "/lgovsm/"),
        ("javascript:alert(1)", "/lgovsm/"),
        ("http:///evil.example", "/lgovsm/"),
    ],
)
@pytest.mark.parametrize("action", ["join", "leave"])
def test_joining_and_leaving_lead_to_pages_of_this_site_alone(
    client, community, lurker, action, wanted, led_to
):
    client.force_login(lurker)

    response = client.post(f"/lgovsm/{action}", {"next": wanted})

    assert response.headers["Location"] == led_to


@pytest.mark.parametrize("action", ["join", "leave"])
def test_an_address_that_is_merely_opened_changes_nothing(client, member, newcomer, action):
    client.force_login(newcomer)
    before = people(member.community)

    response = client.get(f"/lgovsm/{action}")

    assert (response.status_code, response.headers["Location"]) == (302, "/lgovsm/")
    assert people(member.community) == before


def test_a_form_from_another_site_joins_nothing(community, lurker):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lurker)

    assert client.post("/lgovsm/join").status_code == 403
    assert people(community) == [("olive@example.org", "organiser")]


def test_the_last_organiser_stays(desk, community, member, organiser):
    mine = community.memberships.get(user=organiser)
    before = people(community)

    pages = [
        desk.post("/lgovsm/leave", follow=True),
        desk.post(f"{MEMBERS}{mine.pk}/role", {"role": "member"}, follow=True),
        desk.post(f"{MEMBERS}{mine.pk}/remove/", follow=True),
    ]

    assert [said(page) for page in pages] == [[LAST]] * 3
    assert people(community) == before


def test_an_organiser_goes_once_there_is_another(desk, community, member, organiser):
    change_role(member, Membership.Role.ORGANISER)

    leave(community, organiser)

    assert people(community) == [("nia@example.org", "organiser")]
    with pytest.raises(LastOrganiser):
        leave(community, member.user)


def test_two_organisers_who_both_read_an_old_page_do_not_both_go(
    community, member, organiser
):
    change_role(member, Membership.Role.ORGANISER)
    stale = [Membership.objects.get(user=user) for user in (organiser, member.user)]

    change_role(stale[0], Membership.Role.MEMBER)
    with pytest.raises(LastOrganiser):
        change_role(stale[1], Membership.Role.MEMBER)

    assert people(community) == [
        ("olive@example.org", "member"), ("nia@example.org", "organiser")
    ]  # fmt: skip


def test_roles_are_changed_by_organisers(desk, community, member):
    page = desk.post(f"{MEMBERS}{member.pk}/role", {"role": "moderator"}, follow=True)

    assert people(community)[1] == ("nia@example.org", "moderator")
    assert said(page) == ["Nia: moderator."]
    assert desk.post(f"{MEMBERS}{member.pk}/role", {"role": "emperor"}).status_code == 404


def test_whoever_gives_up_running_it_is_led_to_the_community(desk, community, member, organiser):
    change_role(member, Membership.Role.ORGANISER)
    mine = community.memberships.get(user=organiser)

    response = desk.post(f"{MEMBERS}{mine.pk}/role", {"role": "member"})

    assert response.headers["Location"] == "/lgovsm/"


def test_removing_somebody_asks_first(desk, community, member):
    asked = desk.get(f"{MEMBERS}{member.pk}/remove/").content.decode()
    before = people(community)
    page = desk.post(f"{MEMBERS}{member.pk}/remove/", follow=True)

    assert "Remove <bdi>Nia</bdi> from #lgovsm?" in asked
    assert len(before) == 2
    assert people(community) == [("olive@example.org", "organiser")]
    assert said(page) == ["Nia is no longer a member."]


def test_people_of_another_community_are_out_of_reach(desk, make_community, community, newcomer):
    other = join(make_community("other"), newcomer)

    codes = [
        desk.post(f"{MEMBERS}{other.pk}/role", {"role": "organiser"}).status_code,
        desk.post(f"{MEMBERS}{other.pk}/remove/").status_code,
        desk.post(f"{MEMBERS}{10**30}/remove/").status_code,
    ]

    assert codes == [404, 404, 404]
    assert Membership.objects.get(pk=other.pk).role == "member"


@pytest.mark.parametrize("typed", ["Lars@Example.org", "unknown@example.org"])
def test_adding_somebody_looks_the_same_whether_or_not_they_have_been_here(
    desk, community, lurker, typed
):
    response = desk.post(MEMBERS, {"email": typed, "role": "moderator"}, follow=True)

    assert response.redirect_chain == [(MEMBERS, 302)]
    assert said(response) == [f"{typed} belongs here now."]
    assert people(community)[1] == (typed.lower(), "moderator")


def test_somebody_who_is_added_is_the_user_who_signs_in_with_that_address(desk, community, lurker):
    desk.post(MEMBERS, {"email": "new@example.org", "role": "member"})

    assert user_with_email(" New@example.org") == User.objects.get(email="new@example.org")
    assert user_with_email("LARS@example.org") == lurker


def test_adding_an_organiser_as_a_member_does_not_demote_them(desk, community):
    desk.post(MEMBERS, {"email": "olive@example.org", "role": "member"})

    assert people(community) == [("olive@example.org", "organiser")]


@pytest.mark.parametrize("typed", ["", "nobody", "a@b\x00.example", "x" * 300 + "@example.org"])
def test_what_is_no_address_adds_nobody(desk, community, typed):
    page = desk.post(MEMBERS, {"email": typed, "role": "member"})

    assert set(page.context["form"].errors) == {"email"}
    assert len(people(community)) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_five_queries_however_many_people(
    desk, community, make_user, count, django_assert_num_queries
):
    for number in range(count - 1):
        join(community, make_user(f"member{number}"))

    with django_assert_num_queries(5):
        page = desk.get(MEMBERS).content.decode()

    assert page.count('name="role" id="role-') == count


def test_the_list_has_organisers_first_and_fifty_people_a_page(desk, community, make_user):
    for number in range(60):
        join(community, make_user(f"m{number:02}"))
    Membership.objects.filter(user__email="m59@example.org").update(role="moderator")

    first, second = (
        [one.user.name for one in desk.get(f"{MEMBERS}?page={page}").context["page"]]
        for page in (1, 2)
    )

    assert (first[:3], len(first), len(second)) == (["Olive", "M59", "M00"], 50, 11)


def test_names_in_the_list_come_out_harmless(desk, community, make_user):
    eve = make_user("eve")
    User.objects.filter(pk=eve.pk).update(name=IMAGE + SCRIPT)
    join(community, eve)

    page = desk.get(MEMBERS).content.decode()

    assert page.count("&lt;script&gt;alert(1)") == 3  # shown, and said of both buttons
    assert "<script>alert" not in page
    assert "<img src=x" not in page
