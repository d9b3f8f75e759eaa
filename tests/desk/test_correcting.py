"""An hour that was put together from files is corrected at its desk, and stays corrected."""

import pytest

from goodtalk.chats.filing.old_questions import rebuild_questions
from goodtalk.chats.keeping_order.moderation import withdraw
from goodtalk.chats.models import Chat
from tests.chats.pages import Page
from tests.hour import at


@pytest.fixture
def chat(client, make_chat, chair):
    """A closed hour from files with two questions; the chair is signed in."""
    chat = make_chat(questions=2, state="closed")
    Chat.objects.filter(pk=chat.pk).update(is_rebuilt=True, theme="All things snow")
    for question in chat.questions.all():
        question.text = f"Found {question.number}"
        question.save()
    client.force_login(chair)
    chat.refresh_from_db()
    return chat


def stands(chat):
    chat.refresh_from_db()
    return chat.theme, list(chat.questions.values_list("number", "text"))


FOUND = ("All things snow", [(1, "Found 1"), (2, "Found 2")])
MEANT = ("Snow", [(1, "Found 1"), (2, "Who grits?")])
SENT = {"theme": "Snow", "text_1": "Found 1", "text_2": "Who grits?"}


@pytest.mark.parametrize("page", ["sheet/", "plan/"])
def test_theme_and_wording_are_corrected_and_what_cannot_be_is_not_offered(client, chat, page):
    address = chat.desk_url() + page

    form = Page(client.get(address).content.decode())
    client.post(address, SENT)

    assert stands(chat) == MEANT
    assert {"starts", "chair", "welcome", "minutes_1"} & {*form.values("name")} == set()


def test_no_later_import_overrules_a_correction(client, chat):
    client.post(f"{chat.desk_url()}sheet/", SENT)

    rebuild_questions(chat, now=at("15:00"))

    theme, questions = stands(chat)
    assert (theme, questions) == ("Snow", [(2, "Who grits?")])  # of Q1 no post is left


def test_the_button_that_undoes_a_save_of_a_run_sheet_leaves_a_correction(client, chat):
    client.post(f"{chat.desk_url()}sheet/", SENT)

    page = client.post(f"{chat.desk_url()}undo/{chat.events.last().seq}", follow=True)

    assert (page.status_code, stands(chat)) == (200, MEANT)


def test_a_theme_that_was_cleared_stays_cleared(client, chat):
    client.post(f"{chat.desk_url()}sheet/", SENT | {"theme": ""})

    rebuild_questions(chat, now=at("15:00"))

    assert stands(chat)[0] == ""


def test_a_correction_is_undone_once_and_archives_decide_again(client, chat):
    address = f"{chat.desk_url()}sheet/"
    client.post(address, SENT)
    seq = chat.events.order_by("-seq").first().seq

    for _ in range(2):
        client.post(address, {"do": "undo", "seq": seq})

    assert stands(chat) == FOUND
    rebuild_questions(chat, now=at("15:00"))
    assert stands(chat)[1] == []


def test_a_correction_on_which_another_was_made_is_not_undone(client, chat):
    address = f"{chat.desk_url()}sheet/"
    client.post(address, SENT)
    seq = chat.events.order_by("-seq").first().seq
    client.post(address, SENT | {"text_2": "Who grits where?"})

    client.post(address, {"do": "undo", "seq": seq})

    assert stands(chat)[1] == [(1, "Found 1"), (2, "Who grits where?")]


def test_it_is_in_the_log_with_who_did_it(client, chat, chair):
    client.post(f"{chat.desk_url()}plan/", SENT)

    event = chat.events.order_by("-seq").first()

    assert (event.kind, event.by, event.line.before["corrected"]) == (
        "run_sheet.edited",
        chair,
        {"theme": ["All things snow", "Snow"], "words": {"2": ["Found 2", "Who grits?"]}},
    )
    assert client.get(chat.desk_url()).status_code == 200
    assert client.get(f"{chat.desk_url()}log/").status_code == 200


def test_words_that_their_author_takes_back_go_from_what_was_corrected(
    client, chat, post_in
):
    asked = post_in(chat, "Q2 Found 2").post
    asked.is_prompt, asked.question = True, chat.questions.last()
    asked.save()
    client.post(f"{chat.desk_url()}sheet/", SENT)

    withdraw(asked, now=at("15:00"))

    line = chat.desk_lines.get(kind="run_sheet.edited")
    assert line.before["corrected"]["words"] == {"2": ["…", "Who grits?"]}
