"""The desk's buttons that move the hour along, with JavaScript and without."""

import pytest
from django.utils import timezone

from goodtalk.chats.models import Chat
from goodtalk.communities.models import Membership
from tests.chats.pages import Page, read
from tests.hour import at, logged

HTMX = {"HX-Request": "true"}


@pytest.fixture
def now(monkeypatch):
    """It is 13:12 of the tests' Friday."""
    monkeypatch.setattr(timezone, "now", lambda: at("13:12"))


@pytest.fixture
def desk(client, make_chat, chair, now):
    """The desk of a live hour with three questions, of which the first is out."""
    chat = make_chat(questions=3, checked_in_at=at("12:50"), desk_seen_at=at("13:12"))
    chat.questions.filter(number=1).update(released_at=at("13:05"))
    client.force_login(chair)
    return chat


def press(client, chat, action, htmx=False, **fields):
    headers = HTMX if htmx else {}
    response = client.post(f"{chat.desk_url()}{action}", fields, headers=headers, follow=True)
    assert response.status_code == 200
    return Page(response.content.decode())


def kinds(chat):
    return [kind for _, kind in logged(chat)]


@pytest.mark.parametrize("htmx", [False, True])
def test_every_button_does_what_it_says_and_shows_the_desk_again(client, desk, htmx):
    second = desk.questions.get(number=2)

    for action, fields in [
        ("hold", {}), ("resume", {}), (f"questions/{second.pk}/skip", {}),
        (f"questions/{second.pk}/put-back", {}), ("stretch", {}),
        ("add", {"text": "And then?", "minutes": "3"}),
    ]:
        page = press(client, desk, action, htmx=htmx, **fields)
        assert "desk" in page.values("id")

    assert kinds(desk) == [
        "chat.held", "chat.resumed", "question.skipped", "question.restored",
        "run_sheet.stretched", "question.added",
    ]
    assert [one.text for one in desk.questions.all()][1] == "And then?"


def test_what_was_done_is_listed_with_who_did_it_and_undone_by_its_button(client, desk):
    press(client, desk, "extend", minutes="5")

    page = read(client, desk.desk_url())
    undo = [action for action in page.values("action", "form") if "/undo/" in action]
    after = Page(client.post(undo[0], follow=True).content.decode())

    assert "Extended the hour by 5 min Charlie" in page.text
    assert Chat.objects.get().ends_at == at("14:00")
    assert [action for action in after.values("action", "form") if "/undo/" in action] == []
    assert "Took 5 min of extension back" in read(client, f"{desk.desk_url()}log/").text


def test_a_button_of_a_desk_that_another_one_has_overtaken_does_nothing(
    client, desk, make_user
):
    page = read(client, desk.desk_url())
    seen = page.values("value", "input")
    moderator = make_user("mo")
    Membership.objects.create(
        community=desk.community, user=moderator, role=Membership.Role.MODERATOR
    )
    client.force_login(moderator)
    press(client, desk, "add", text="Mine first", minutes="5")
    meant = str(desk.questions.get(text="What about 2?").pk)

    said = press(client, desk, "release", after="1", meant=meant)

    assert meant in seen
    assert "The run sheet has just changed." in said.text
    assert kinds(desk) == ["question.added"]


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        ("questions/{first}/skip", "That question has been put to the room already."),
        ("add", "A question needs words"),
        ("undo/99", "That cannot be undone any more."),
    ],
)
def test_what_cannot_be_done_is_said_in_plain_words(client, desk, action, sentence):
    first = desk.questions.get(number=1).pk

    page = press(client, desk, action.format(first=first))

    assert sentence in page.text
    assert logged(desk) == []


@pytest.mark.parametrize("action", ["questions/1/explode", "questions/999999/skip"])
def test_what_the_desk_does_not_know_is_404(client, desk, action):
    assert client.post(f"{desk.desk_url()}{action}").status_code == 404


def test_a_participants_question_is_put_on_the_sheet_from_its_post(client, desk, post_in):
    post = post_in(desk, "Who pays for grit?", by="jo").post

    page = press(client, desk, f"posts/{post.pk}/promote")

    assert "asked by Jo" in page.text
    assert kinds(desk) == ["post.received", "question.promoted"]


def test_the_stand_by_sits_at_the_desk_and_opening_it_checks_in(client, make_chat, lurker, now):
    chat = make_chat(questions=1, stand_by=lurker)
    client.force_login(lurker)

    for _ in range(2):
        read(client, chat.desk_url())

    assert Chat.objects.get().checked_in_at == at("13:12")
    assert logged(chat) == [(1, "chat.checked_in")]


def test_the_desk_suggests_to_move_on_and_says_why(client, desk):
    page = read(client, desk.desk_url())

    assert "Move on, perhaps. In the last 2 min: 0. In the best 2 min: 0." in page.text


@pytest.mark.parametrize("lines", [1, 3])
def test_the_log_takes_as_many_queries_however_long(
    client, desk, lines, django_assert_num_queries
):
    for number in range(lines):
        press(client, desk, "add", text=f"And {number}?", minutes="1")

    with django_assert_num_queries(8):
        page = read(client, f"{desk.desk_url()}log/")

    assert page.text.count("Added Q") == lines
