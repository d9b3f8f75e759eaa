"""The table of questions: when each was planned, when it was released, and by whom."""

import csv
import io

from goodtalk.chats.steering.conductor import (
    hold_hour,
    keep_time,
    release_next,
    release_question,
    resume_hour,
)
from goodtalk.chats.steering.promoting import promote_question
from goodtalk.chats.steering.steering import skip_question
from tests.hour import at


def test_each_question_is_a_row_with_its_planned_moment_also_after_its_release(
    goodtalk_export, make_chat, chair, post_in
):
    chat = make_chat(questions=2)
    keep_time(chat, now=at("13:05"))
    hold_hour(chat, by=chair, now=at("13:06"))
    resume_hour(chat, by=chair, now=at("13:08"))
    promote_question(post_in(chat, "=Who pays?").post, by=chair, now=at("13:10"))
    skip_question(chat.questions.get(number=3), by=chair, now=at("13:11"))
    release_next(chat, after=1, by=chair, now=at("13:12"))

    _, out, _ = goodtalk_export("--community", "lgovsm", "--format", "questions")

    rows = [list(row.values())[2:] for row in csv.DictReader(io.StringIO(out, newline=""))]
    moment = "2026-11-27T13:{}:00Z".format
    assert rows == [
        ["1", "What about 1?", moment("05"), moment("05"), "autopilot", "", ""],
        ["2", "'=Who pays?", moment("17"), moment("12"), "chair", "", "Jo"],
        ["3", "What about 2?", moment("22"), "", "", moment("11"), ""],
    ]


def test_a_chair_whose_account_is_gone_has_still_released_it(goodtalk_export, make_chat, chair):
    chat = make_chat(questions=2)
    release_question(chat.questions.get(number=1), by=chair, now=at("13:05"))
    release_question(chat.questions.get(number=2), by=None, now=at("13:15"))
    chair.delete()

    code, table, _ = goodtalk_export("--community", "lgovsm", "--format", "questions")

    rows = list(csv.DictReader(io.StringIO(table)))
    assert (code, [row["released_by"] for row in rows]) == (0, ["chair", "autopilot"])
