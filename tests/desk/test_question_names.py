"""What the log calls questions that are off the sheet, or that have come back under another key."""

import pytest

from goodtalk.chats.keeping_order.moderation import withdraw
from goodtalk.chats.models import Chat
from goodtalk.chats.steering.conductor import keep_time, release_next
from goodtalk.chats.steering.promoting import promote_question
from goodtalk.chats.steering.steering import add_question, restore_question, skip_question, take_off
from goodtalk.chats.steering.undoing import undo
from goodtalk.desk.doings import ASKER_LEFT, latest_doings
from goodtalk.desk.entries import Wanted, entries_of, rows_of
from goodtalk.desk.keeping import keep_sheet
from goodtalk.desk.kept_sheets import KeptSheet, kept_of
from tests.hour import at


@pytest.fixture
def hour(make_chat):
    """A live hour with three questions, of which the first is out by itself."""
    return keep_time(make_chat(questions=3), now=at("13:05"))


def keep_without(chat, *numbers, by):
    """Somebody keeps the run sheet without these questions."""
    chat = Chat.objects.get(pk=chat.pk)
    kept = kept_of(chat)
    rows = tuple(row for number, row in enumerate(kept.rows, 1) if number not in numbers)
    keep_sheet(chat, KeptSheet(rows), seen=kept.mark, by=by, now=at("13:12:30"))


def told(chat):
    """What the whole log and the desk's list say of questions; both say the same."""
    entries = entries_of(rows_of(Wanted(chat.community, chat)))
    sentences = [one.what for one in entries]
    assert [one.sentence for one in latest_doings(chat)] == sentences[:6]
    return [each for each in sentences if each not in ("Edited the run sheet", str(ASKER_LEFT))]


@pytest.mark.parametrize("times", [1, 2])
def test_a_release_that_was_taken_back_is_named_by_its_question(hour, chair, times):
    for minute in range(11, 11 + times):
        release_next(hour, after=1, by=chair, now=at(f"13:{minute}"))
        undo(hour, hour.events.last().seq, by=chair, now=at(f"13:{minute}:10"))

    assert told(hour) == ["Took the release of Q2 back", "Released Q2"] * times + ["Released Q1"]


def test_a_question_that_a_save_left_out_is_named_by_its_place_and_words_then(hour, chair):
    release_next(hour, after=1, by=chair, now=at("13:12"))
    undo(hour, hour.events.last().seq, by=chair, now=at("13:12:10"))
    skip_question(hour.questions.get(number=3), by=chair, now=at("13:12:20"))
    keep_without(hour, 2, 3, by=chair)

    assert told(hour) == [
        "Skipped what was Q3 (“What about 3?”)",
        "Took the release of what was Q2 (“What about 2?”) back",
        "Released what was Q2 (“What about 2?”)", "Released Q1",
    ]  # fmt: skip


def test_a_question_that_was_taken_off_is_named_by_its_words_in_every_line(hour, chair):
    question = add_question(hour, "And footways?", by=chair, now=at("13:11"))
    skip_question(question, by=chair, now=at("13:11"))
    restore_question(question, by=chair, now=at("13:11"))
    take_off(question, by=chair, now=at("13:11"))

    footways = "a question (“And footways?”)"
    assert told(hour) == [
        f"Took off the run sheet: {footways}", f"Put {footways} back", f"Skipped {footways}",
        f"Added {footways}", "Released Q1",
    ]  # fmt: skip


@pytest.mark.parametrize(("is_kept", "named"), [(False, "a question"), (True, "what was Q2")])
def test_the_words_of_a_participant_are_in_no_line(hour, chair, post_in, is_kept, named):
    post = post_in(hour, "Who grits the hills?", by="nia").post
    promote_question(post, by=chair, now=at("13:11"))
    if is_kept:
        keep_without(hour, 2, by=chair)
    withdraw(post, now=at("13:12:40"))

    assert told(hour)[0] == f"Put a participant's question on the sheet: {named}"


def test_a_question_of_which_nothing_is_known_is_a_question(hour, chair):
    skip_question(hour.questions.get(number=3), by=chair, now=at("13:11"))
    hour.questions.filter(number=3).delete()

    assert told(hour) == ["Skipped a question", "Released Q1"]


@pytest.mark.parametrize("hours", [1, 3])
def test_it_takes_as_many_queries_for_three_hours_as_for_one(
    make_chat, chair, hours, django_assert_num_queries
):
    for part in range(1, hours + 1):
        chat = keep_time(make_chat(questions=3, part=part), now=at("13:05"))
        release_next(chat, after=1, by=chair, now=at("13:12"))
        undo(chat, chat.events.last().seq, by=chair, now=at("13:12:10"))
        skip_question(chat.questions.get(number=3), by=chair, now=at("13:12:20"))
        keep_without(chat, 3, by=chair)
    rows = list(rows_of(Wanted(chat.community)))

    with django_assert_num_queries(6):
        entries = entries_of(rows)

    whats = [one.what for one in entries]
    assert whats.count("Skipped what was Q3 (“What about 3?”)") == hours
