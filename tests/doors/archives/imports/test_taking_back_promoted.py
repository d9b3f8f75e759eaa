"""A participant's question that an import brought goes from the run sheet with it; and what the
desk has done with such posts can be undone no more.
"""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from goodtalk.chats.keeping_order.moderation import refile, set_aside, spotlight
from goodtalk.chats.models import Chat
from goodtalk.chats.steering.conductor import release_next
from goodtalk.chats.steering.promoting import FORGOTTEN, promote_question
from goodtalk.chats.steering.run_sheet import lay_out
from goodtalk.desk.doings import all_doings, in_words
from goodtalk.desk.keeping import keep_sheet
from goodtalk.desk.kept_sheets import KeptSheet, kept_of
from goodtalk.doors.archives.imports.taking_back import take_back_posts
from tests.chats.pages import read
from tests.doors.archives.imports.moments import NOW
from tests.hour import logged

STARTS = datetime(2014, 3, 14, 13, tzinfo=UTC)
CAKE = {"text": "Q: what do you do about cake? #lgovsm", "from_user": "ann"}
TEA = {"text": "And who makes the tea? #lgovsm", "from_user": "bob", "from_user_id_str": "3"}


@pytest.fixture
def hour(make_chat, community):
    """An hour that is on, with two questions of its own."""
    chat = make_chat(
        questions=2, community=community, day=STARTS.date(), starts_at=STARTS,
        ends_at=STARTS + timedelta(hours=1),
    )  # fmt: skip
    lay_out(chat)
    return chat


@pytest.fixture
def imported(hour, bring_home, make_tags):
    """What two people asked in it came with a file: jobs."""
    return bring_home(make_tags(CAKE, TEA).read_bytes(), now=timezone.now())


def promote(hour, chair, word):
    return promote_question(hour.posts.get(text__contains=word), by=chair, now=NOW)


def sheet(hour):
    return [(one.number, one.text) for one in hour.questions.all()]


def told(hour):
    """What the hour's log says, the latest first."""
    chat = Chat.objects.get(pk=hour.pk)
    return in_words(chat, all_doings(chat))


def test_what_was_not_asked_yet_is_off_the_run_sheet(hour, imported, chair, undo):
    before = list(hour.questions.values("number", "text", "due_at"))
    for word in ("cake", "tea"):
        promote(hour, chair, word)

    undo(imported)

    assert hour.posts.count() == 0
    assert list(hour.questions.values("number", "text", "due_at")) == before


def test_of_what_was_asked_an_ellipsis_stands(hour, imported, chair, undo):
    promote(hour, chair, "cake")
    promote(hour, chair, "tea")
    release_next(hour, after=0, by=chair, now=NOW)

    undo(imported)

    assert sheet(hour) == [(1, FORGOTTEN), (2, "What about 1?"), (3, "What about 2?")]


def test_the_log_hears_of_it_once_before_the_posts_are_gone(hour, imported, chair, undo):
    for word in ("cake", "tea"):
        promote(hour, chair, word)
    seq = Chat.objects.get(pk=hour.pk).last_seq

    undo(imported)

    assert [kind for _, kind in logged(hour, after=seq)] == [
        "run_sheet.edited", "post.withdrawn", "post.withdrawn",
    ]  # fmt: skip
    latest = told(hour)[0]
    assert (latest.sentence, latest.who) == (
        "Took a post back whose question stood on the run sheet", "An import taken back"
    )


def test_an_import_none_of_whose_posts_was_promoted_edits_no_run_sheet(hour, imported, undo):
    undo(imported)

    assert "run_sheet.edited" not in [kind for _, kind in logged(hour)]


def test_the_words_go_also_from_the_sheets_that_the_desks_log_keeps(hour, imported, chair, undo):
    promote(hour, chair, "cake")
    without = KeptSheet(kept_of(hour).rows[1:])
    event = keep_sheet(hour, without, seen="", by=chair, now=NOW)
    assert "cake" in json.dumps(event.line.before)

    undo(imported)

    event.line.refresh_from_db()
    assert "cake" not in json.dumps(event.line.before)


def test_what_another_import_has_brought_as_well_stays_on_the_sheet(
    hour, imported, chair, bring_home, make_tags, undo
):
    promote(hour, chair, "cake")
    bring_home(make_tags(CAKE).read_bytes(), mark="2", now=timezone.now())

    undo(imported)

    assert sheet(hour)[0] == (1, "what do you do about cake?")
    assert hour.questions.first().asked_by == "@ann"


def test_taking_back_again_after_an_interruption_edits_nothing_more(hour, imported, chair, undo):
    promote(hour, chair, "cake")
    undo(imported)
    before = logged(hour)

    take_back_posts(imported, now=NOW)

    assert logged(hour) == before


@pytest.mark.parametrize("is_promoted", [True, False])
def test_the_page_says_so_beforehand(client, hour, imported, chair, is_promoted):
    client.force_login(imported.by)
    if is_promoted:
        promote(hour, chair, "cake")

    asked = read(client, f"{imported.get_absolute_url()}take-back/").text

    assert ("go from the run sheet; of one that was asked already" in asked) == is_promoted


def test_the_page_says_nothing_of_a_question_that_stays(
    client, hour, imported, chair, bring_home, make_tags
):
    promote(hour, chair, "cake")
    bring_home(make_tags(CAKE).read_bytes(), mark="2", now=timezone.now())
    client.force_login(imported.by)

    assert "run sheet" not in read(client, f"{imported.get_absolute_url()}take-back/").text


def test_what_the_desk_did_with_these_posts_offers_no_undo_any_more(
    client, hour, imported, chair, undo
):
    for post, act in zip(hour.posts.all(), (set_aside, spotlight), strict=True):
        refile(post, None, by=chair, now=NOW)
        act(post, by=chair, now=NOW)
    client.force_login(chair)
    pages = [hour.desk_url(), f"{hour.desk_url()}log/"]
    before = [undoing(client, page) for page in pages]

    undo(imported)

    assert [len(actions) for actions in before] == [4, 4]
    assert [undoing(client, page) for page in pages] == [[], []]


def undoing(client, page):
    return [one for one in read(client, page).values("action", "form") if "/undo/" in one]
