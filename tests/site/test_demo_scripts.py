"""What is written for the sample: whole, in order, short enough, and nobody real."""

import pytest

from goodtalk.chats.filing.labels import read_label
from goodtalk.doors.web.saying import MAX_CHARACTERS, with_tag
from goodtalk.site.demo.script import (
    HOUR_MINUTES,
    LIVE,
    PAST,
    Cue,
    Line,
    due,
    load_cast,
    load_script,
    read_sample,
)

SCRIPTS = [LIVE, *PAST]


@pytest.fixture(params=SCRIPTS)
def script(request):
    return load_script(request.param)


def test_everybody_who_speaks_or_gives_thanks_is_of_the_cast(script):
    named = script.speakers.union({script.chair}, *(line.thanks for line in script.lines))

    assert named - load_cast().keys() == set()


def test_each_line_has_an_id_of_its_own(script):
    ids = [line.id for line in script.lines]

    assert len(set(ids)) == len(ids)


def test_lines_stand_in_the_order_in_which_they_are_said(script):
    seconds = [line.at for line in script.lines]

    assert seconds == sorted(set(seconds))


def test_a_reply_answers_a_line_that_was_said_before_it(script):
    said_at = {line.id: line.at for line in script.lines}

    wrong = [
        line.id for line in script.lines
        if line.reply_to and said_at.get(line.reply_to, line.at) >= line.at
    ]

    assert wrong == []


def test_nobody_thanks_themselves_or_anybody_twice(script):
    wrong = [
        line.id for line in script.lines
        if line.by in line.thanks or len(set(line.thanks)) < len(line.thanks)
    ]

    assert wrong == []


def test_with_the_tag_no_line_is_longer_than_a_post_may_be(script):
    tag = read_sample("community.toml")["tag"]

    longest = max(len(with_tag(line.text, tag)) for line in script.lines)

    assert longest <= MAX_CHARACTERS


def test_the_run_sheet_fills_the_hour(script):
    asked = sum(question.minutes for question in script.questions)

    assert script.welcome_minutes + asked + script.wrap_up_minutes == HOUR_MINUTES
    assert script.wrap_up_minutes >= 5


def test_a_label_names_a_question_that_has_been_asked_by_then(script):
    asked_at, seconds = {}, script.welcome_minutes * 60
    for number, question in enumerate(script.questions, 1):
        asked_at[number] = seconds
        seconds += question.minutes * 60

    early = [
        line.id for line in script.lines
        if (label := read_label(line.text)) and line.at < asked_at[label.number]
    ]

    assert early == []


def test_the_live_hour_brings_six_people_who_have_been_in_none_before():
    before = set().union(*(load_script(name).speakers for name in PAST))

    assert load_script(LIVE).speakers - before == {
        "amina", "beth", "dipa", "euan", "lorraine", "wes"
    }


def test_every_account_is_on_a_host_that_cannot_exist():
    elsewhere = [
        person.key for person in load_cast().values()
        if (person.handle or person.network != "web") and not person.handle.endswith(".example")
    ]

    assert elsewhere == []


def test_each_of_the_cast_has_a_name_of_their_own():
    names = [person.name for person in load_cast().values()]

    assert len(set(names)) == len(names)


def test_thanks_come_one_after_another_once_the_line_is_said():
    script = load_script("hello")
    first = script.lines[0]
    second = script.lines[1]

    found = due(script.cues, first.at, second.at + 10)

    assert found == [
        Cue(-130, first), Cue(-123, first, "tobi"), Cue(-84, second), Cue(-77, second, "maya")
    ]


def test_what_is_due_is_what_happens_from_one_second_on_and_before_another():
    cues = [Cue(at, Line(id=f"p{at}", by="maya", at=at, text="Hello")) for at in (8, 14, 21)]

    assert due(cues, 8, 21) == cues[:2]
