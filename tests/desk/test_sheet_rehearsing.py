"""The rehearsal of a planned hour: what stands when, for the chair alone, and nothing kept."""

import pytest

from goodtalk.chats.models import Chat
from goodtalk.desk.rehearsing import minutes_over, scenes_of
from tests.chats.pages import Page
from tests.hour import at, logged


@pytest.fixture
def chat(client, make_chat, chair):
    chat = make_chat(questions=3, state="planned")
    chat.questions.filter(number=1).update(notes="Wait for the new ones")
    client.force_login(chair)
    return chat


def asked(chat):
    return list(chat.questions.filter(skipped_at=None))


def shown(scene):
    strip = scene.strip
    question = str(strip.open_question) if strip.open_question else ""
    return scene.name, f"{strip.now:%H:%M}", question, scene.chat.state


def test_the_plan_is_walked_through_from_lobby_to_end(chat):
    scenes = scenes_of(chat, asked(chat))

    assert [shown(scene) for scene in scenes] == [
        ("Lobby", "12:58", "", Chat.State.LOBBY),
        ("Welcome", "13:00", "", Chat.State.LIVE),
        ("Q1", "13:05", "Q1", Chat.State.LIVE),
        ("Q2", "13:15", "Q2", Chat.State.LIVE),
        ("Q3", "13:25", "Q3", Chat.State.LIVE),
        ("Wrap-up", "13:55", "", Chat.State.LIVE),
        ("The end", "14:00", "", Chat.State.CLOSED),
    ]


def test_what_is_skipped_is_not_rehearsed(chat):
    chat.questions.filter(number=2).update(skipped_at=at("12:00"))

    scenes = scenes_of(chat, asked(chat))

    assert [scene.name for scene in scenes][2:4] == ["Q1", "Q3"]


def test_an_hour_without_questions_can_be_rehearsed(chat):
    names = [scene.name for scene in scenes_of(chat, [])]

    assert names == ["Lobby", "Welcome", "Wrap-up", "The end"]


def test_questions_that_run_into_the_wrap_up_are_counted(chat):
    chat.questions.filter(number=3).update(minutes=42)

    assert minutes_over(chat, asked(chat)) == 12
    assert minutes_over(chat, asked(chat)[:2]) == 0


def test_the_page_has_each_scene_with_the_chairs_notes_and_changes_nothing(client, chat):
    page = Page(client.get(f"{chat.desk_url()}sheet/?rehearse").content.decode())

    seconds = ["-120", "0", "300", "900", "1500", "3300", "3600"]
    assert page.values("data-scene") == seconds
    assert page.text.count("Wait for the new ones") == 1
    assert (logged(chat), Chat.objects.get().state) == ([], Chat.State.PLANNED)


def test_nobody_but_the_desk_sees_a_rehearsal(client, chat, lurker):
    client.force_login(lurker)

    assert client.get(f"{chat.desk_url()}sheet/?rehearse").status_code == 404
