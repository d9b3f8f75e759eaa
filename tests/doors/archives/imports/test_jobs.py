"""Looked through, imported, taken back: each once, one at a time, and gone on with if it stops."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from goodtalk.chats.models import Chat, Post
from goodtalk.doors.archives import jobs
from goodtalk.doors.archives.files.private import DELETED, MESSAGES
from goodtalk.doors.archives.imports import keeping
from goodtalk.doors.archives.imports.keeping import file_of, tidy_up
from goodtalk.doors.archives.jobs import (
    AnotherOne,
    Replaced,
    Run,
    ask_back,
    confirm,
    go_on,
    go_on_after_restart,
)
from goodtalk.doors.archives.models import SILENT, WEEK, ImportJob
from goodtalk.doors.archives.reading import reading
from goodtalk.doors.archives.reading.batches import Progress
from goodtalk.doors.archives.storing import importing
from tests.doors.archives.imports.moments import NOW

FIGURES = {
    "read": 6,
    "stored": 6,
    "skipped": {"duplicate": 0, "invalid": 0, "outside": 0},
    "chats": 1,
    "people": 4,
    "questions": 2,
    "bad_rows": [],
    "notes": [],
}


def again(job):
    return ImportJob.objects.get(pk=job.pk)


def test_a_file_that_was_looked_through_waits_for_the_organisers_word(bring, work, archive):
    job = bring(archive)

    work()

    job = again(job)
    assert {name: job.preview[name] for name in FIGURES} == FIGURES
    assert (job.state, Post.objects.count()) == ("ready", 0)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'[{"id": 1, "text": "#lgovsm", "sender": {}, "recipient": {}}]', MESSAGES),
        (b'window.YTD.deleted_tweets.part0 = [{"tweet": {"id": "1", "text": "x"}}]', DELETED),
    ],
)
def test_messages_and_deleted_tweets_are_refused_whatever_the_form_says(
    bring, work, content, sentence
):
    job = bring(content, reading={"format_name": "twitter-json", "account": "@ann"})

    work()

    assert (again(job).state, again(job).sentence) == ("refused", sentence)


def test_what_was_confirmed_is_imported(bring, work, archive):
    job = bring(archive)
    work()

    confirm(job, now=NOW)
    work()

    job = again(job)
    assert {name: job.result[name] for name in FIGURES} == FIGURES
    assert (job.state, Post.objects.count(), Chat.objects.count()) == ("imported", 6, 1)


def test_every_post_of_an_import_and_no_other_has_its_stamp(
    bring_home, bring_in, make_tags, archive
):
    bring_in(make_tags({"id_str": "444000000000000900"}))  # at the very same moment

    job = bring_home(archive)

    assert job.stamp == NOW + timedelta(microseconds=1)
    assert Post.objects.filter(received_at=job.stamp).count() == 6


def test_confirming_twice_imports_once(bring, work, archive):
    job = bring(archive)
    work()

    confirm(job, now=NOW)
    confirm(job, now=NOW)

    assert DBTaskResult.objects.count() == 1


def test_what_was_not_looked_through_cannot_be_imported(bring, archive):
    job = bring(archive)

    confirm(job, now=NOW)

    assert again(job).state == "looking"


def test_a_community_has_one_import_at_a_time(bring, work, archive):
    first, second = bring(archive), bring(archive, mark="2")
    work()
    confirm(first, now=NOW)

    with pytest.raises(AnotherOne):
        confirm(second, now=NOW)

    work()
    confirm(second, now=NOW)
    assert again(second).state == "importing"


def test_a_wrong_file_is_refused_with_a_sentence_and_kept_for_a_day_at_most(
    bring, work, monkeypatch
):
    job = bring(b"\x89PNG\r\n\x1a\n" + b"x" * 100)

    work()

    job = again(job)
    assert (job.state, job.sentence) == ("refused", "This is a picture.")
    monkeypatch.setattr(keeping, "_is_old", lambda _path: True)
    tidy_up(job.refused_at + timedelta(hours=23))
    assert file_of(job).exists()
    tidy_up(job.refused_at + timedelta(hours=25))
    assert not file_of(job).exists()


def test_a_run_whose_worker_died_is_gone_on_with_by_another(bring, work, archive, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 2)
    job = bring(archive)
    work()
    confirm(job, now=NOW)
    [dead] = DBTaskResult.objects.all()
    DBTaskResult.objects.all().delete()
    assert not again(job).has_stopped(NOW + SILENT)
    assert again(job).has_stopped(NOW + SILENT + timedelta(seconds=1))

    go_on(job, now=NOW + SILENT + timedelta(seconds=1))
    work()
    dead.task.call(*dead.args_kwargs["args"])  # it was only slow, and wakes up

    assert (again(job).state, again(job).result["stored"]) == ("imported", 6)


@pytest.fixture
def interrupted(bring, work, archive, monkeypatch):
    """An import whose worker was killed when it had stored some of its six posts."""
    job = bring(archive)
    work()
    monkeypatch.setattr(reading, "BATCH", 1)
    confirm(job, now=NOW)

    def killed(self, progress):
        if progress.doing == "Importing" and progress.rows:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Run, "watch", killed)
        work()
    DBTaskResult.objects.all().delete()
    assert 0 < Post.objects.count() < 6
    return again(job)


def test_what_an_interrupted_run_had_stored_counts_as_this_imports(interrupted, work):
    go_on(interrupted, now=interrupted.heard_at + SILENT + timedelta(seconds=1))

    work()

    assert {name: again(interrupted).result[name] for name in FIGURES} == FIGURES


def test_an_import_goes_on_by_itself_once_the_worker_is_back(interrupted, work):
    back = interrupted.heard_at + timedelta(minutes=1)

    go_on_after_restart(back, began=back)
    assert again(interrupted).run == interrupted.run  # another worker may be at it
    go_on_after_restart(back + SILENT, began=back)
    work()

    assert (again(interrupted).state, Post.objects.count()) == ("imported", 6)


def test_what_ends_the_worker_again_waits_for_a_person(interrupted):
    back = interrupted.heard_at + SILENT
    go_on_after_restart(back + SILENT, began=back)
    second = again(interrupted)

    go_on_after_restart(back + 3 * SILENT, began=back + 2 * SILENT)

    assert second.run != interrupted.run
    assert again(interrupted).run == second.run


def test_what_has_stopped_since_the_worker_came_is_not_begun_again(interrupted):
    go_on_after_restart(interrupted.heard_at + 2 * SILENT, began=NOW - timedelta(days=365))

    assert again(interrupted).run == interrupted.run


def test_going_on_with_what_has_not_stopped_does_nothing(bring, archive):
    job = bring(archive)
    run = job.run

    go_on(job, now=NOW)

    assert again(job).run == run


def test_a_mistake_of_ours_is_said_and_can_be_gone_on_with(bring, work, archive, monkeypatch):
    def broken(*_arguments, **_options):
        raise ZeroDivisionError

    job = bring(archive)
    with monkeypatch.context() as ours:
        ours.setattr(jobs, "import_archive", broken)
        work()
    job = again(job)
    assert (job.state, job.sentence) == ("looking", "Something broke on our side.")
    assert job.has_stopped(NOW)

    go_on(job, now=NOW)
    work()

    assert (again(job).state, again(job).sentence) == ("ready", "")


def test_progress_is_written_down_once_a_second_at_most(bring, archive):
    job, clock = bring(archive), iter([0.0, 0.5, 1.0, 1.0, 1.9])
    run = Run(job, str(job.run), clock=lambda: next(clock))
    seen = []

    for rows in (1000, 2000, 3000):
        run.watch(Progress("Importing", rows, rows, 5000))
        seen.append(again(job).rows)

    assert seen == [0, 2000, 2000]


def test_a_run_that_was_replaced_ends(bring, archive):
    job = bring(archive)
    run = Run(job, str(job.run))
    go_on(job, now=NOW + 2 * SILENT + timedelta(days=365))

    with pytest.raises(Replaced):
        run.tell(rows=1)


def test_an_import_can_be_taken_back_for_a_week(bring_home, undo, archive):
    job = bring_home(archive)
    assert not job.may_be_taken_back(job.imported_at + WEEK)

    job = undo(job, now=job.imported_at + WEEK - timedelta(seconds=1))

    assert (job.state, Post.objects.count()) == ("taken_back", 0)
    assert not file_of(job).exists()


def test_what_is_final_is_not_taken_back(bring_home, archive):
    job = bring_home(archive)

    ask_back(job, now=job.imported_at + WEEK)

    assert again(job).state == "imported"


def test_an_import_that_stopped_half_way_can_be_taken_back(bring, work, undo, archive):
    job = bring(archive)
    work()
    confirm(job, now=NOW)
    DBTaskResult.objects.all().delete()
    importing.import_archive(file_of(job), job.community, now=again(job).stamp)

    job = undo(again(job), now=NOW + 2 * SILENT)

    assert (job.state, Post.objects.count()) == ("taken_back", 0)


def test_files_go_once_an_import_is_final_and_the_figures_stay(bring_home, archive, monkeypatch):
    job = bring_home(archive)
    monkeypatch.setattr("goodtalk.doors.archives.imports.keeping._is_old", lambda _path: True)

    tidy_up(job.imported_at + WEEK - timedelta(seconds=1))
    assert file_of(job).exists()
    tidy_up(job.imported_at + WEEK + timedelta(seconds=1))

    assert not file_of(job).exists()
    assert again(job).result["stored"] == 6


def test_a_file_that_nobody_wanted_is_forgotten_after_a_week(bring, work, archive):
    job = bring(archive)
    work()

    tidy_up(NOW + WEEK + timedelta(seconds=1))

    assert not ImportJob.objects.filter(pk=job.pk).exists()


def test_a_report_repeats_words_of_the_file_no_longer_than_the_file_is_here(
    bring, work, make_tags, bring_home
):
    private = {"text": "My card is lost", "created_at": "Tue Mar 11 09:00:00 +0000 2014"}
    job = bring_home(make_tags({}, *[private] * 25).read_bytes())

    (why,) = again(job).result["left_out"]
    tidy_up(again(job).imported_at + WEEK + timedelta(minutes=1))

    assert (why["count"], len(why["rows"])) == (25, 20)
    assert why["rows"][0] == {"line": 3, "words": "My card is lost"}
    assert "card" not in str((again(job).result, again(job).preview))
