"""What the chair does with the questions to come: skipped, added, spread; and taken back."""

import pytest

from goodtalk.chats.models import Chat
from goodtalk.chats.steering.conductor import (
    ChatNotLive,
    NothingLeft,
    RunSheetChanged,
    check_in,
    extend_hour,
    hold_hour,
    keep_time,
    release_next,
    resume_hour,
)
from goodtalk.chats.steering.run_sheet import MAX_QUESTIONS, Asked, RunSheet, edit_run_sheet
from goodtalk.chats.steering.steering import (
    NothingAsked,
    NoTimeLeft,
    QuestionIsOut,
    QuestionPassed,
    SheetIsFull,
    add_question,
    restore_question,
    skip_question,
    stretch_rest,
    take_off,
)
from goodtalk.chats.steering.taking_back import ReleaseStands
from goodtalk.chats.steering.undoing import CannotUndo, MinutesChanged, undo
from goodtalk.desk.doings import latest_doings
from tests.hour import at, logged


def kinds(chat):
    return [kind for _, kind in logged(chat)]


def sheet(chat):
    """The run sheet as it is: each question's words and minute."""
    return [(one.text, f"{one.due_at:%H:%M}") for one in chat.questions.all()]


def due(chat):
    return [clock for _, clock in sheet(chat)]


@pytest.fixture
def hour(make_chat):
    """Live, three questions at 13:05, 13:15 and 13:25; the first is out."""
    return keep_time(make_chat(questions=3), now=at("13:05"))


def test_while_the_chair_holds_the_next_question_waits_and_then_all_that_is_to_come(hour, chair):
    hold_hour(hour, by=chair, now=at("13:12"))
    keep_time(hour, now=at("13:15"))
    waiting = hour.questions.get(number=2).is_released

    resume_hour(hour, by=chair, now=at("13:16"))

    assert (waiting, due(hour)) == (False, ["13:05", "13:19", "13:29"])
    assert Chat.objects.get().ends_at == at("14:00")
    assert kinds(hour)[1:] == ["chat.held", "chat.resumed"]


def test_two_desks_hold_and_resume_once(hour, chair, organiser):
    for who in (chair, organiser):
        hold_hour(hour, by=who, now=at("13:12"))
    for who in (chair, organiser):
        resume_hour(hour, by=who, now=at("13:16"))

    assert due(hour) == ["13:05", "13:19", "13:29"]
    assert kinds(hour)[1:] == ["chat.held", "chat.resumed"]


def test_a_hold_outlasts_whoever_was_at_the_desk_by_a_twelfth_of_the_hour(hour, chair):
    hold_hour(hour, by=chair, now=at("13:12"))
    for clock in ("13:12", "13:20", "13:24"):
        check_in(hour, by=chair, now=at(clock))

    keep_time(hour, now=at("13:28:59"))
    held = Chat.objects.get().on_hold_since
    keep_time(hour, now=at("13:30"))

    assert (held, Chat.objects.get().on_hold_since) == (at("13:12"), None)
    assert due(hour) == ["13:05", "13:32", "13:42"]
    assert kinds(hour)[-1] == "chat.resumed"


def test_a_hold_without_anybody_at_the_desk_lets_go_as_soon(hour, chair):
    hold_hour(hour, by=chair, now=at("13:12"))

    held = keep_time(hour, now=at("13:16:59")).on_hold_since
    let_go = keep_time(hour, now=at("13:17")).on_hold_since

    assert (held, let_go) == (at("13:12"), None)


def test_a_hold_and_its_undo_are_offered_after_the_next_act_too(hour, chair):
    hold_hour(hour, by=chair, now=at("13:12"))
    extend_hour(hour, minutes=5, by=chair, now=at("13:12"))

    offered = [(one.event.kind, one.can_be_undone) for one in latest_doings(Chat.objects.get())]

    assert offered[:2] == [("chat.extended", True), ("chat.held", True)]


def test_a_spreading_whose_minutes_were_changed_since_is_not_undone(hour, chair):
    stretch_rest(hour, by=chair, now=at("13:10"))
    seq = hour.events.last().seq
    sheet_now = [Asked(f"What about {n}?", minutes) for n, minutes in ((1, 20), (2, 15), (3, 2))]
    edit_run_sheet(hour, RunSheet(sheet_now), by=chair, now=at("13:11"))

    with pytest.raises(MinutesChanged):
        undo(hour, seq, by=chair, now=at("13:12"))

    assert [one.minutes for one in hour.questions.all()] == [20, 15, 2]
    offered = {one.event.kind: one.can_be_undone for one in latest_doings(Chat.objects.get())}
    assert offered["run_sheet.stretched"] is False


def test_the_log_keeps_the_words_of_a_question_that_is_off_the_sheet_again(hour, chair):
    added = add_question(hour, "And footways?", by=chair, now=at("13:10"))
    take_off(added, by=chair, now=at("13:11"))

    sentences = [one.sentence for one in latest_doings(Chat.objects.get())]

    assert sentences[:2] == [
        "Took off the run sheet: a question (“And footways?”)",
        "Added a question (“And footways?”)",
    ]


def test_an_hour_that_ends_on_hold_holds_nothing_any_more(hour, chair):
    hold_hour(hour, by=chair, now=at("13:55"))

    chat = keep_time(hour, now=at("14:00"))

    assert (chat.state, chat.on_hold_since, kinds(hour)[-1]) == ("closed", None, "chat.closed")


def test_releasing_the_next_question_ends_a_hold(hour, chair):
    hold_hour(hour, by=chair, now=at("13:12"))

    chat = release_next(hour, after=1, by=chair, now=at("13:16"))

    assert chat.on_hold_since is None
    assert kinds(hour)[1:] == ["chat.held", "chat.resumed", "question.released"]


def test_a_skipped_question_is_passed_over_and_those_after_it_move_up(hour, chair):
    skip_question(hour.questions.get(number=2), by=chair, now=at("13:10"))
    keep_time(hour, now=at("13:15"))

    assert [one.is_released for one in hour.questions.all()] == [True, False, True]
    assert kinds(hour)[1:] == ["question.skipped", "question.released"]


def test_a_skip_is_taken_back_until_the_hour_has_gone_on(hour, chair, organiser):
    second = hour.questions.get(number=2)
    for who in (chair, organiser):
        skip_question(second, by=who, now=at("13:10"))
    for who in (chair, organiser):
        restore_question(second, by=who, now=at("13:11"))
    restored = due(hour)
    skip_question(second, by=chair, now=at("13:12"))
    keep_time(hour, now=at("13:15"))

    with pytest.raises(QuestionPassed):
        restore_question(second, by=chair, now=at("13:16"))

    assert restored == ["13:05", "13:15", "13:25"]
    assert kinds(hour)[1:] == [
        "question.skipped", "question.restored", "question.skipped", "question.released"
    ]


def test_what_is_out_is_neither_skipped_nor_taken_off(hour, chair):
    first = hour.questions.get(number=1)

    with pytest.raises(QuestionIsOut):
        skip_question(first, by=chair, now=at("13:10"))
    with pytest.raises(QuestionIsOut):
        take_off(first, by=chair, now=at("13:10"))


def test_a_desk_that_offered_another_question_releases_nothing(hour, chair):
    offered = hour.questions.get(number=2)
    skip_question(offered, by=chair, now=at("13:10"))

    with pytest.raises(RunSheetChanged):
        release_next(hour, after=1, meant=offered.pk, by=chair, now=at("13:11"))

    assert kinds(hour)[1:] == ["question.skipped"]


def test_a_question_that_is_added_comes_next_and_the_rest_moves_back(hour, chair, organiser):
    for who in (chair, organiser):
        add_question(hour, "And then?", by=who, now=at("13:10"))

    assert sheet(hour) == [
        ("What about 1?", "13:05"), ("And then?", "13:15"),
        ("What about 2?", "13:20"), ("What about 3?", "13:30"),
    ]
    assert kinds(hour)[1:] == ["question.added"]


def test_a_question_needs_words_and_room(hour, chair):
    edit_run_sheet(
        hour, RunSheet([Asked(f"{n}?", 1) for n in range(MAX_QUESTIONS)]), by=chair, now=at("13:06")
    )

    with pytest.raises(NothingAsked):
        add_question(hour, " ", by=chair, now=at("13:10"))
    with pytest.raises(SheetIsFull):
        add_question(hour, "And then?", by=chair, now=at("13:10"))


def test_what_remains_is_spread_over_the_time_that_is_left(hour, chair, organiser):
    seen = hour.questions.get(number=2).due_at
    stretch_rest(hour, by=chair, now=at("13:10"), seen_next=seen)
    with pytest.raises(RunSheetChanged):
        stretch_rest(hour, by=organiser, now=at("13:10"), seen_next=seen)

    assert due(hour) == ["13:05", "13:25", "13:40"]
    assert kinds(hour)[1:] == ["run_sheet.stretched"]


def test_the_rest_is_spread_closer_where_time_has_run_short(hour, chair):
    hold_hour(hour, by=chair, now=at("13:14"))

    stretch_rest(hour, by=chair, now=at("13:22"))

    assert due(hour) == ["13:05", "13:33", "13:44"]


def test_there_must_be_something_to_spread_and_time_for_it(hour, chair):
    with pytest.raises(NoTimeLeft):
        stretch_rest(hour, by=chair, now=at("13:56"))
    for number in (2, 3):
        skip_question(hour.questions.get(number=number), by=chair, now=at("13:10"))
    with pytest.raises(NothingLeft):
        stretch_rest(hour, by=chair, now=at("13:10"))


def test_two_desks_extend_once(hour, chair, organiser):
    extend_hour(hour, minutes=5, by=chair, now=at("13:12"), seen_end=at("14:00"))
    with pytest.raises(RunSheetChanged):
        extend_hour(hour, minutes=5, by=organiser, now=at("13:12"), seen_end=at("14:00"))

    assert Chat.objects.get().ends_at == at("14:05")
    assert kinds(hour)[1:] == ["chat.extended"]


def extend(chat, chair):
    extend_hour(chat, minutes=5, by=chair, now=at("13:10"))


def stretch(chat, chair):
    stretch_rest(chat, by=chair, now=at("13:10"))


def skip(chat, chair):
    skip_question(chat.questions.get(number=2), by=chair, now=at("13:10"))


def add(chat, chair):
    add_question(chat, "And then?", by=chair, now=at("13:10"))


def hold(chat, chair):
    hold_hour(chat, by=chair, now=at("13:10"))


@pytest.mark.parametrize(
    ("act", "opposite"),
    [
        (extend, "chat.shortened"), (stretch, "run_sheet.restored"), (skip, "question.restored"),
        (add, "question.taken_off"), (hold, "chat.resumed"),
    ],
)
def test_what_was_done_is_undone_once_and_everything_is_as_before(
    hour, chair, organiser, act, opposite
):
    before = (sheet(hour), hour.ends_at, hour.on_hold_since)
    act(hour, chair)
    seq = hour.events.last().seq

    for who in (chair, organiser):
        undo(hour, seq, by=who, now=at("13:10"))

    chat = Chat.objects.get()
    assert (sheet(chat), chat.ends_at, chat.on_hold_since) == before
    assert [(one.kind, one.by) for one in chat.events.filter(seq__gt=seq)] == [(opposite, chair)]


@pytest.mark.parametrize("seq", [1, 99])
def test_what_the_autopilot_released_is_not_taken_back_nor_what_was_not_done(hour, chair, seq):
    with pytest.raises((CannotUndo, ReleaseStands)):
        undo(hour, seq, by=chair, now=at("13:10"))

    assert kinds(hour) == ["question.released"]


def test_an_extension_that_is_on_already_is_not_taken_back(hour, chair):
    extend(hour, chair)

    with pytest.raises(CannotUndo):
        undo(hour, hour.events.last().seq, by=chair, now=at("14:01"))


@pytest.mark.parametrize("state", ["planned", "lobby", "closed"])
def test_nothing_of_this_is_done_unless_the_hour_is_on(make_chat, chair, state):
    chat = make_chat(state=state, questions=3)

    for act in (hold, stretch, skip, add, extend):
        with pytest.raises(ChatNotLive):
            act(chat, chair)

    assert logged(chat) == []


def test_a_skip_and_who_asked_it_follow_a_question_to_another_place(hour, chair):
    skip(hour, chair)

    edit_run_sheet(
        hour, RunSheet([Asked(f"What about {n}?") for n in (1, 3, 2)]), by=chair, now=at("13:11")
    )

    assert [(one.text, bool(one.skipped_at)) for one in hour.questions.all()] == [
        ("What about 1?", False), ("What about 3?", False), ("What about 2?", True)
    ]
