"""An organiser takes somebody out of a community: their seats are free, their desks closed."""

from datetime import timedelta

import pytest

from goodtalk.chats.keeping_order.barring import sits_here
from goodtalk.chats.models import Account, Chat, Person
from goodtalk.chats.steering.plan_changes import PlanChanged
from goodtalk.chats.steering.planning import Plan, change_plan
from goodtalk.chats.steering.undoing import undo
from goodtalk.chats.taking_part import may_speak
from goodtalk.communities.belonging import add_by_email, change_role, join, leave
from goodtalk.communities.models import Membership, Removal
from goodtalk.rota.asking import Removed, accept, ask, offer, take_offer
from goodtalk.rota.giving_up import come_back, give_up
from goodtalk.rota.models import RotaLine, Seat, Turn
from goodtalk.rota.removing import remove_from_community
from tests.rota.conftest import FIRST, NOW, SECOND, said, signed_in


@pytest.fixture
def remove(community, organiser):
    """remove(user): Olive takes them out, three days before the hour."""

    def out(user, now=NOW):
        remove_from_community(join(community, user), by=organiser, now=now)

    return out


def desks(user):
    return list(Chat.objects.chaired_by(user).values_list("day", flat=True))


def test_who_is_removed_has_no_desk_any_more_and_the_hour_says_who_chaired(
    community, make_chat, chair, lurker, remove
):
    held = make_chat(state="closed", stand_by=lurker)
    before = desks(chair), desks(lurker)

    remove(chair)
    remove(lurker)

    held.refresh_from_db()
    assert before == ([held.day], [held.day])
    assert (desks(chair), desks(lurker)) == ([], [])
    assert signed_in(chair).get(held.desk_url()).status_code == 404
    assert signed_in(chair).get(held.get_absolute_url()).context["seat"].is_chairing is False
    assert (held.chair, held.stand_by) == (chair, lurker)


def test_the_desks_of_other_communities_stay_theirs(
    make_community, community, make_chat, chair, remove
):
    make_chat(state="closed", community=community)
    other = make_chat(state="closed", community=make_community("other"))

    remove(chair)

    assert list(Chat.objects.chaired_by(chair)) == [other]


def test_seats_to_come_are_freed_as_if_each_were_taken_off(
    community, make_chat, seated, chair, lurker, remove, letters
):
    planned = make_chat(state="planned", stand_by=lurker)
    promised = seated(SECOND, chair)
    RotaLine.objects.all().delete()
    before = len(letters())

    remove(chair)

    planned.refresh_from_db()
    promised.refresh_from_db()
    assert (planned.chair, planned.stand_by) == (None, lurker)
    assert promised.ended_at == NOW
    lines = list(RotaLine.objects.values_list("kind", "whom__name"))
    assert lines == [("taken_off", "Charlie")] * 2
    assert [to for to, _subject in letters()[before:]] == ["charlie@example.org"] * 2


def test_what_they_were_asked_or_offered_is_withdrawn(
    community, organiser, lurker, newcomer, remove
):
    join(community, lurker)
    ask(community, FIRST, Seat.CHAIR, email="lars@example.org", note="", by=organiser, now=NOW)
    offer(community, SECOND, Seat.CHAIR, note="", by=lurker, now=NOW)
    ask(community, FIRST, Seat.CHAIR, email="nia@example.org", note="", by=organiser, now=NOW)

    remove(lurker)

    assert [turn.email for turn in Turn.objects.filter(withdrawn_at=None)] == ["nia@example.org"]


def test_joining_again_by_oneself_opens_no_desk(community, make_chat, chair, remove):
    make_chat(state="closed")
    remove(chair)

    join(community, chair)

    assert desks(chair) == []


def test_leaving_by_oneself_closes_no_desk(community, make_chat, chair):
    held = make_chat(state="closed")
    join(community, chair)

    leave(community, chair)

    assert desks(chair) == [held.day]


def test_a_link_from_before_does_not_bring_them_back_and_a_new_one_does(
    community, organiser, make_chat, lurker, remove
):
    held = make_chat(state="closed", chair=lurker)
    old = ask(community, SECOND, Seat.CHAIR, email="", note="", by=organiser, now=NOW)
    remove(lurker)
    with pytest.raises(Removed):
        accept(old, word="", by=lurker, now=NOW)
    then = desks(lurker)

    new = ask(
        community, SECOND, Seat.CHAIR, email="", note="", by=organiser,
        now=NOW + timedelta(minutes=1),
    )  # fmt: skip
    accept(new, word="", by=lurker, now=NOW + timedelta(minutes=2))

    assert (then, desks(lurker)) == ([], [held.day])


def test_a_seat_given_up_before_is_not_to_be_had_again(
    community, make_chat, chair, organiser, remove
):
    make_chat(state="planned")
    turn = give_up(community, FIRST, Seat.CHAIR, by=chair, now=NOW)
    remove(chair)

    with pytest.raises(Removed):
        come_back(turn, by=chair, now=NOW)
    then = desks(chair)
    come_back(turn, by=organiser, now=NOW)

    assert (then, len(desks(chair))) == ([], 1)


@pytest.mark.parametrize("how", ["role", "added", "offer"])
def test_an_organiser_lets_them_back(community, organiser, make_chat, chair, remove, how):
    held = make_chat(state="closed")
    remove(chair)
    if how == "role":
        change_role(join(community, chair), Membership.Role.MEMBER)
    elif how == "added":
        add_by_email(community, chair.email, Membership.Role.MEMBER)
    else:
        join(community, chair)
        turn = offer(community, SECOND, Seat.CHAIR, note="", by=chair, now=NOW)
        take_offer(turn, by=organiser, now=NOW)

    assert not Removal.objects.exists()
    assert desks(chair) == [held.day]


def test_undoing_a_change_of_plan_brings_nobody_back(
    community, organiser, make_chat, chair, lurker, remove
):
    chat = make_chat(state="planned")
    change_plan(chat, Plan(chat.starts_at, 60, chat.theme, lurker), by=organiser, now=NOW)
    remove(chair)

    with pytest.raises(PlanChanged):
        undo(chat, 1, by=lurker, now=NOW)

    assert Chat.objects.get().chair == lurker


def test_the_plan_offers_the_chair_to_nobody_who_was_removed_and_joined_again(
    community, organiser, make_chat, chair, lurker, remove
):
    chat = make_chat(state="planned", chair=None)
    join(community, lurker)
    remove(chair)
    join(community, chair)

    form = signed_in(organiser).get(f"{chat.desk_url()}plan/").context["form"]

    assert list(form.fields["chair"].queryset) == [lurker, organiser]


def test_who_chaired_and_was_removed_is_held_like_anybody(
    make_chat, chair, make_user, remove
):
    chat = make_chat(state="closed")
    account = Account.objects.create(
        network="web", uri=f"user:{chair.pk}", person=Person.objects.create(user=chair)
    )
    before = sits_here(chat.community, chat, account)

    remove(chair)

    assert (before, sits_here(chat.community, chat, account)) == (True, False)


def test_where_only_members_speak_the_chair_who_was_removed_does_not(
    community, make_chat, chair, remove
):
    community.may_post = "members"
    community.save()
    chat = make_chat(state="closed")
    before = may_speak(chair, chat)

    remove(chair)

    assert (before, may_speak(chair, chat)) == (True, False)


def test_the_page_says_what_removing_ends_and_does_it(community, organiser, plan, lurker):
    chat = plan(7, chair=lurker)
    number = join(community, lurker).pk
    client, page = signed_in(organiser), f"/lgovsm/members/{number}/remove/"

    asked = client.get(page).content.decode()
    removed = client.post(page, follow=True)

    chat.refresh_from_db()
    assert ": chair</li>" in asked
    assert "The desks of past hours that they had the chair of" in asked
    assert said(removed) == ["Lars is no longer a member."]
    assert chat.chair is None


def test_the_list_says_who_was_removed_and_joined_again(community, organiser, lurker, remove):
    remove(lurker)
    join(community, lurker)

    page = signed_in(organiser).get("/lgovsm/members/").content.decode()

    assert page.count("Was removed, and has joined again") == 1
