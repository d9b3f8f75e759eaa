"""What two imports have brought stays until both are taken back."""

import pytest

from goodtalk.chats.keeping_order.moderation import withdraw
from goodtalk.chats.models import Chat, Post
from goodtalk.doors.archives.imports.taking_back import posts_of, take_back_posts
from goodtalk.doors.archives.jobs import make_final
from goodtalk.doors.archives.models import WEEK, FoundAgain, ImportJob
from tests.doors.archives.imports.conftest import HOUR
from tests.doors.archives.imports.moments import LATER, NOW


@pytest.fixture
def two(bring_home, make_tags):
    """An archive of a whole hour and a post between times; and one that lacks two of its posts."""
    first = bring_home(make_tags(*HOUR).read_bytes())
    rows = [{"id_str": f"{444000000000000001 + n}", **row} for n, row in enumerate(HOUR)]
    second = bring_home(
        make_tags(*rows[1:4], rows[5], {"text": "A2 And I #lgovsm", "id_str": "99"}).read_bytes(),
        mark="2", now=LATER, name="second.csv",
    )  # fmt: skip
    return first, second


def texts(posts):
    return [post.text.split(" #")[0] for post in posts.order_by("pk")]


Q1, A1 = "Q1: Who decides which roads are gritted?", "A1 The highways team"
SHARED = ["Between times", Q1, A1, "Q2: Who tells residents?"]


def test_the_posts_of_both_stay_and_are_the_second_ones_when_the_first_is_taken_back(two, undo):
    first, second = two

    undo(first)

    second.refresh_from_db()
    assert texts(Post.objects) == [*SHARED, "A2 And I"]
    assert texts(posts_of(second)) == [*SHARED, "A2 And I"]
    assert (second.result["stored"], second.result["skipped"]["duplicate"]) == (5, 0)
    assert [question.number for question in Chat.objects.get().questions.all()] == [1, 2]


def test_nothing_is_left_once_both_are_taken_back(two, undo):
    first, second = two

    undo(first)
    undo(second)

    assert (Post.objects.count(), Chat.objects.count(), FoundAgain.objects.count()) == (0, 0, 0)


def test_nothing_is_left_either_when_the_second_goes_first(two, undo):
    first, second = two

    undo(second)
    assert len(texts(Post.objects)) == 6
    undo(first)

    assert (Post.objects.count(), Chat.objects.count(), FoundAgain.objects.count()) == (0, 0, 0)


def test_of_three_imports_the_posts_go_from_one_to_the_next(two, undo, bring_home, make_tags):
    first, second = two
    third = bring_home(make_tags(*HOUR[:3]).read_bytes(), mark="3", now=LATER)

    undo(first)
    assert texts(posts_of(third)) == ["Welcome to"]
    undo(second)

    assert texts(Post.objects) == texts(posts_of(third)) == ["Welcome to", Q1, A1]


def test_taking_back_again_after_an_interruption_changes_nothing_more(two, undo):
    first, second = two
    undo(first)
    before = texts(posts_of(second))

    take_back_posts(first, now=NOW)

    assert texts(posts_of(second)) == before


def test_a_post_that_its_author_took_back_stays_gone(two, undo):
    first, _ = two
    withdraw(Post.objects.get(text__startswith="A1"), now=NOW)

    undo(first)

    assert not Post.objects.filter(text__startswith="A1").exists()


def test_what_is_final_is_not_written_down_and_what_was_is_forgotten(
    two, bring_home, make_tags
):
    assert FoundAgain.objects.count() == 4
    ImportJob.objects.update(imported_at=NOW - WEEK)

    make_final.call()
    bring_home(make_tags(*HOUR).read_bytes(), mark="3", now=LATER)

    assert FoundAgain.objects.count() == 0
