"""The buttons of the rota, and the page on which a swap is offered."""

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from goodtalk.chats.models import Chat
from goodtalk.communities.belonging import join
from goodtalk.rota.asking import offer
from goodtalk.rota.dates import coming_occasions
from goodtalk.rota.links import answer_path
from goodtalk.rota.models import Seat, Swap, Turn
from tests.rota.conftest import ROTA, holders, said, signed_in


def test_an_organiser_asks_by_letter_or_makes_a_link(organiser, dates, letters):
    client = signed_in(organiser)

    by_letter = client.post(
        f"{ROTA}{dates[0]}/ask", {"seat": "chair", "email": "nia@example.org"}, follow=True
    )
    by_link = client.post(f"{ROTA}{dates[0]}/ask", {"seat": "stand_by"}, follow=True)

    assert said(by_letter) == ["nia@example.org is written to."]
    assert letters() == [("nia@example.org", "Would you chair #lgovsm?")]
    turn = Turn.objects.get(seat="stand_by")
    assert by_link.context["link"]["address"] == f"http://testserver{answer_path(turn)}"
    assert signed_in(organiser).get(answer_path(turn)).status_code == 200


def test_a_letter_says_what_is_asked_when_and_where(asked, organiser):
    to, _subject, body = DBTaskResult.objects.get().args_kwargs["args"]

    moment = coming_occasions(asked.community, now=timezone.now())[1].in_words
    assert to == "nia@example.org"
    assert f"Would you take the chair on {moment}?" in body
    assert f"http://localhost:8000{answer_path(asked)}\n" in body
    assert "Olive says:\n\nYou would be good at it." in body


def test_what_is_wrong_with_a_form_is_said_at_its_own_date(organiser, dates):
    page = signed_in(organiser).post(
        f"{ROTA}{dates[0]}/ask", {"seat": "chair", "email": "nobody"}
    )

    errors = {row.occasion.key: row.form.errors for row in page.context["rows"] if row.form.errors}
    assert errors == {dates[0]: {"email": ["Enter a valid email address."]}}


def test_a_member_offers_and_the_organiser_says_yes(community, newcomer, organiser, dates):
    join(community, newcomer)

    offered = signed_in(newcomer).post(f"{ROTA}{dates[0]}/chair/offer", follow=True)
    turn = Turn.objects.get()
    taken = signed_in(organiser).post(f"{ROTA}turns/{turn.pk}/take", follow=True)

    assert said(offered) == ["Thank you. The organisers have been told."]
    assert said(taken) == ["Nia is on the rota, and is told."]
    assert holders(community) == {dates[0]: newcomer}


def test_who_keeps_the_rota_is_on_it_at_once(community, moderator, dates, letters):
    page = signed_in(moderator).post(f"{ROTA}{dates[0]}/chair/offer", follow=True)

    assert said(page) == ["You are on the rota for that date."]
    assert holders(community) == {dates[0]: moderator}
    assert letters() == []


def test_who_does_not_belong_offers_nothing(community, lurker, dates):
    page = signed_in(lurker).post(f"{ROTA}{dates[0]}/chair/offer")

    assert (page.status_code, Turn.objects.count()) == (404, 0)


def test_nobody_takes_up_their_own_offer(community, newcomer, dates):
    turn = offer(community, dates[0], Seat.CHAIR, note="", by=newcomer, now=timezone.now())

    refused = signed_in(newcomer).post(f"{ROTA}turns/{turn.pk}/take")

    assert refused.status_code == 404
    assert holders(community) == {}


def test_i_cannot_make_it_and_after_all_i_can(plan, chair, lurker):
    chat = plan(3, stand_by=lurker)
    client = signed_in(chair)

    left = client.post(f"{ROTA}{chat.address}/chair/give-up", follow=True)
    then = Chat.objects.get().chair
    [(_seat, turn)] = left.context["mine"].left
    client.post(f"{ROTA}turns/{turn.pk}/come-back", follow=True)

    kept = Chat.objects.get()
    assert said(left) == ["Thank you for saying so. The organisers have been told."]
    assert (then, kept.chair, kept.stand_by) == (lurker, chair, lurker)


def test_who_was_taken_off_cannot_put_themselves_back(plan, chair, organiser):
    chat = plan(3)
    signed_in(organiser).post(f"{ROTA}{chat.address}/chair/take-off", {"whom": chair.pk})
    turn = Turn.objects.get()

    alone = signed_in(chair).post(f"{ROTA}turns/{turn.pk}/come-back")
    then = Chat.objects.get().chair
    signed_in(organiser).post(f"{ROTA}turns/{turn.pk}/come-back")

    assert (alone.status_code, then, Chat.objects.get().chair) == (404, None, chair)


@pytest.mark.parametrize("path", ["2026-11-27/ask", "2026-11-27/chair/take-off", "log/"])
def test_only_those_who_keep_the_rota_change_it(lurker, community, path):
    client = signed_in(lurker)

    status = client.get(ROTA + path) if path == "log/" else client.post(ROTA + path)

    assert status.status_code == 404


def test_two_chairs_swap_by_one_button_each(community, plan, chair, newcomer):
    mine, theirs = plan(3), plan(10, chair=newcomer)

    client = signed_in(chair)
    page = client.get(f"{ROTA}{mine.address}/swap/")
    client.post(f"{ROTA}{mine.address}/swap/", {"wanted": theirs.address})
    swap = Swap.objects.get()
    by_themselves = client.post(f"{ROTA}swaps/{swap.pk}/agree")
    agreed = signed_in(newcomer).post(f"{ROTA}swaps/{swap.pk}/agree", follow=True)

    assert [(one.key, who) for one, who in page.context["others"]] == [(theirs.address, newcomer)]
    assert by_themselves.status_code == 404
    assert said(agreed) == ["Swapped. The other chair is told."]
    assert holders(community) == {mine.address: newcomer, theirs.address: chair}


def test_a_swap_is_nobody_else_s_business(community, plan, chair, newcomer, lurker):
    mine, theirs = plan(3), plan(10, chair=newcomer)
    signed_in(chair).post(f"{ROTA}{mine.address}/swap/", {"wanted": theirs.address})

    other = signed_in(lurker)

    assert other.post(f"{ROTA}swaps/{Swap.objects.get().pk}/agree").status_code == 404
    assert other.get(f"{ROTA}{mine.address}/swap/").status_code == 404
