"""What an hour that is over says of questions that its room never saw."""

import pytest

from goodtalk.chats.reading import reading
from tests.hour import at


@pytest.fixture
def held(make_chat, post_in):
    """Q1 was put and answered, Q2 put and met with silence, Q3 skipped, Q4 never reached."""
    chat = make_chat(questions=4, state="closed", autopilot=True)
    chat.questions.filter(number__lte=2).update(released_at=at("13:05"))
    chat.questions.filter(number=3).update(skipped_at=at("13:20"))
    post_in(chat, "A1 Snow ploughs #lgovsm", when="13:10")
    return chat


def test_the_run_sheet_of_the_record_says_what_was_not_asked(client, held):
    page = client.get(held.get_absolute_url()).content.decode()
    beside = page[page.index('class="run-sheet"'):page.index("</ol>", page.index('"run-sheet"'))]

    words = [
        word for word in ("answered", "not asked", "left out", "not begun")
        for _ in range(beside.count(word))
    ]  # fmt: skip
    assert words == ["answered", "answered", "not asked", "not asked", "not begun"]


def test_by_question_there_is_no_lane_for_what_was_not_asked(held):
    found = reading.read_by_question(held, list(held.questions.all()))

    assert [lane.way for lane in found.lanes] == ["q1", "q2"]


def test_what_was_said_to_a_question_that_was_not_asked_shows_all_the_same(
    client, held, post_in
):
    post = post_in(held, "Q4 by mail: gritting", when="13:40").post
    held.posts.filter(pk=post.pk).update(question=held.questions.get(number=4))

    found = reading.read_by_question(held, list(held.questions.all()), doubt="without")
    page = client.get(held.get_absolute_url()).content.decode()
    alone = client.get(f"{held.get_absolute_url()}?read=q4").content.decode()

    assert [(lane.way, lane.posts) for lane in found.lanes if lane.way == "q4"] == [("q4", 1)]
    assert '<span data-answers="4">1</span> answered' in page
    assert "Not asked · 1 post" in " ".join(page.split())
    assert "This question was not asked in the hour." in alone


def test_while_the_hour_is_on_what_is_to_come_has_its_lane(make_chat):
    chat = make_chat(questions=2)

    found = reading.read_by_question(chat, list(chat.questions.all()))

    assert [lane.way for lane in found.lanes] == ["q1", "q2"]


def test_the_desk_of_the_record_does_not_say_that_something_is_due(client, held, chair):
    client.force_login(chair)

    page = client.get(held.desk_url()).content.decode()

    assert "Due at" not in page
    assert "Questions go out at their minute" not in page
    assert page.count("Not asked") == 1
    assert page.count("Skipped") == 1


def test_the_desk_of_the_record_does_not_say_who_releases(client, make_chat, chair):
    client.force_login(chair)
    chat = make_chat(state="closed", autopilot=False)

    assert "they go out by themselves" not in client.get(chat.desk_url()).content.decode()
