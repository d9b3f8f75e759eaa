"""Where the hour is: minutes left, the open question, who has come, who is new."""

import pytest

from goodtalk.chats.keeping_order.moderation import set_aside
from goodtalk.chats.models import Chat
from goodtalk.chats.reading.strip import Strip, answers_by_question, newcomers_among
from goodtalk.chats.steering.conductor import keep_time
from tests.hour import at


def strip_at(chat, clock):
    strip = Strip(Chat.objects.get(pk=chat.pk))
    strip.now = at(clock)
    return strip


@pytest.mark.parametrize(
    ("clock", "left", "gone"),
    [
        ("12:50", 70, 0),
        ("13:00", 60, 0),
        ("13:59:01", 1, 3541),
        ("14:00", 0, 3600),
        ("15:00", 0, 3600),
    ],
)
def test_minutes_left_are_rounded_up_and_never_negative(make_chat, clock, left, gone):
    strip = strip_at(make_chat(), clock)

    assert (strip.minutes_left, strip.seconds_gone, strip.seconds) == (left, gone, 3600)


def test_the_open_question_is_the_one_asked_last(make_chat):
    chat = make_chat(state="planned", questions=2)

    numbers = []
    for clock in ("12:59", "13:00", "13:05", "13:15", "13:55", "14:00"):
        keep_time(chat, now=at(clock))
        question = strip_at(chat, clock).open_question
        numbers.append(question.number if question else None)

    assert numbers == [None, None, 1, 2, None, None]


def test_answers_are_counted_without_what_nobody_can_read(make_chat, post_in, chair):
    chat = make_chat(questions=2)
    one, _ = chat.questions.all()
    for fields in ({}, {"hold": True}, {"is_share": True}):
        post_in(chat, "A1 us", **fields)
    set_aside(post_in(chat, "A1 boots").post, by=chair, now=at("13:20"))

    assert answers_by_question(chat) == {one.pk: 1}
    assert [question.answers for question in strip_at(chat, "13:20").questions] == [1, 0]


def test_somebody_is_new_only_in_their_first_hour_of_the_community(
    make_chat, make_community, post_in
):
    elsewhere = make_chat(community=make_community("otherchat"))
    first = make_chat(community=make_community("lgovsm"))
    second = make_chat(community=first.community, part=2, starts_at=at("16:00"))
    post_in(elsewhere, "Hello", by="jo")
    for chat in (first, second):
        post_in(chat, "Hello", by="jo")
    post_in(second, "Hello", by="ann")
    jo = first.attendances.get().person_id
    ann = second.attendances.exclude(person=jo).get().person_id

    found = [newcomers_among(chat, [jo, ann]) for chat in (elsewhere, first, second)]

    assert found == [{jo}, {jo}, {ann}]


def test_where_an_archive_begins_nobody_is_said_to_be_new(make_chat, post_in):
    first = make_chat(is_rebuilt=True)
    second = make_chat(community=first.community, part=2, starts_at=at("16:00"), is_rebuilt=True)
    post_in(first, "Hello", by="jo")
    post_in(second, "Hello", by="ann")
    people = [first.attendances.get().person_id, second.attendances.get().person_id]

    assert [newcomers_among(chat, people) for chat in (first, second)] == [set(), {people[1]}]
