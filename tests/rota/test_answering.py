"""The page behind a link: what it shows to whom, and the answer."""

import re

import pytest
from django.utils import timezone

from goodtalk.rota.asking import ask
from goodtalk.rota.links import answer_path
from goodtalk.rota.models import Seat, Turn
from tests.communities.hostile import SCRIPT
from tests.rota.conftest import ROTA, holders, said, signed_in


def test_the_link_shows_the_question_to_a_visitor_and_leads_through_signing_in(client, asked):
    path = answer_path(asked)

    page = client.get(path)

    text = page.content.decode()
    assert page.status_code == 200
    assert "You would be good at it." in text
    assert f'href="/sign-in/login/code/?next={path}"' in text
    assert 'name="answer"' not in text
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_signing_in_with_a_code_leads_back_to_the_question(client, asked, mailoutbox):
    path = answer_path(asked)

    client.post("/sign-in/login/code/", {"email": "priya@example.org", "next": path})
    code = re.search(r"^    (\S+)$", mailoutbox[0].body, re.MULTILINE).group(1)
    page = client.post("/sign-in/login/code/confirm/", {"code": code, "next": path}, follow=True)

    assert page.redirect_chain == [(path, 302)]
    assert 'name="answer"' in page.content.decode()


def test_a_visitor_who_posts_an_answer_answers_nothing(client, asked):
    client.post(answer_path(asked), {"answer": "yes"})

    assert Turn.objects.get().is_open


def test_who_follows_the_link_and_has_signed_in_says_yes(community, asked, newcomer, dates):
    client = signed_in(newcomer)

    page = client.post(answer_path(asked), {"answer": "yes", "word": "Gladly"}, follow=True)

    assert said(page) == ["Thank you! It is on the rota. Here are your dates."]
    assert holders(community) == {dates[0]: newcomer}
    assert [seat.occasion.key for seat in page.context["mine"].sitting] == [dates[0]]
    assert client.get(answer_path(asked)).status_code == 410


def test_who_has_no_name_yet_gives_one_with_the_answer(asked, make_user):
    user = make_user("nia", name="")

    signed_in(user).post(answer_path(asked), {"answer": "no", "word": "", "name": "Nia N."})

    user.refresh_from_db()
    assert (user.name, Turn.objects.get().declined_at is None) == ("Nia N.", False)


@pytest.mark.parametrize("token", ["1", "1.forged", "x.y", "9999999.aaaa"])
def test_a_link_that_nobody_gave_out_is_not_found(client, asked, token):
    assert client.get(f"{ROTA}asked/{token}/").status_code == 404


def test_a_link_is_not_kept_in_the_database_and_not_good_in_another_community(
    client, asked, make_community
):
    make_community(tag="other")
    token = answer_path(asked).split("/")[-2]

    assert client.get(f"/other/rota/asked/{token}/").status_code == 404
    assert token not in str(Turn.objects.values().get())


def test_hostile_words_come_out_harmless(community, organiser, newcomer, dates):
    turn = ask(
        community, dates[0], Seat.CHAIR, email="", note=SCRIPT, by=organiser, now=timezone.now()
    )

    shown = signed_in(newcomer).get(answer_path(turn)).content.decode()
    signed_in(newcomer).post(answer_path(turn), {"answer": "no", "word": SCRIPT})
    rota = signed_in(organiser).get(ROTA).content.decode()

    assert SCRIPT not in shown
    assert SCRIPT not in rota
