"""A file that comes in parts is the file that was sent, whatever came between."""

import errno
import fcntl
import io
from datetime import timedelta

import pytest
from django.http import UnreadablePostError
from django_tasks_db.models import DBTaskResult

from goodtalk.doors.archives.imports import uploads
from goodtalk.doors.archives.imports.keeping import file_of
from goodtalk.doors.archives.imports.uploads import (
    MAX_FILE_BYTES,
    MAX_WAITING,
    NoRoom,
    NotTaken,
    TooLarge,
    WrongOffset,
    add_part,
    finish_upload,
    shown_name,
)
from goodtalk.doors.archives.models import ImportJob
from tests.doors.archives.imports.moments import NOW


class Failing(io.RawIOBase):
    """A body that breaks off after what it has."""

    def __init__(self, content, error):
        self._parts, self._error = [content], error

    def read(self, size=-1):
        if self._parts:
            return self._parts.pop()
        raise self._error


def put(job, offset, content):
    return add_part(job, offset, io.BytesIO(content), len(content), now=NOW)


def queued():
    return [result.task_path.rpartition(".")[2] for result in DBTaskResult.objects.all()]


def test_parts_become_the_file_and_the_last_one_has_it_looked_through(begin):
    job = begin(b"first,second")

    offsets = [put(job, 0, b"first,"), put(job, 6, b"second")]

    job.refresh_from_db()
    assert offsets == [6, 12]
    assert file_of(job).read_bytes() == b"first,second"
    assert (job.state, queued()) == ("looking", ["look"])


def test_choosing_the_same_file_again_goes_on_with_it(begin):
    job = begin(b"first,second")
    put(job, 0, b"first,")

    again = begin(b"first,second")

    assert again == job
    assert put(again, 6, b"second") == 12


@pytest.mark.parametrize(
    "other",
    [{"name": "other.csv"}, {"mark": "2-b"}, {"content": b"first,second,third"}],
    ids=["name", "beginning", "size"],
)
def test_another_file_is_another_import(begin, other):
    job = begin(b"first,second")

    assert begin(**{"content": b"first,second"} | other) != job


def test_somebody_elses_file_of_that_name_is_another_import(begin, make_user):
    job = begin(b"first,second")

    assert begin(b"first,second", by=make_user("max")) != job


@pytest.mark.parametrize("offset", [0, 3, 7, 11])
def test_a_part_that_does_not_go_on_where_the_file_ends_is_told_where_to_go_on(begin, offset):
    job = begin(b"first,second")
    put(job, 0, b"first,")

    with pytest.raises(WrongOffset) as wrong:
        put(job, offset, b"x")

    assert wrong.value.expected == 6
    assert file_of(job).read_bytes() == b"first,"


def test_more_than_was_announced_is_not_taken(begin):
    job = begin(b"first,second")

    with pytest.raises(TooLarge):
        put(job, 0, b"first,second,third")

    assert not file_of(job).exists()


def test_what_came_of_a_part_that_was_cut_off_is_kept(begin):
    job = begin(b"first,second")

    with pytest.raises(UnreadablePostError):
        add_part(job, 0, Failing(b"fir", UnreadablePostError("cut")), 12, now=NOW)

    assert begin(b"first,second") == job
    assert put(job, 3, b"st,second") == 12


def test_while_one_tab_sends_a_part_another_is_told_to_wait(begin):
    job = begin(b"first,second")
    put(job, 0, b"first,")

    with file_of(job).open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(WrongOffset) as wrong:
            put(job, 6, b"second")

    assert wrong.value.expected == 6
    assert put(job, 6, b"second") == 12


def test_a_last_part_that_is_sent_twice_changes_nothing(begin):
    job = begin(b"first,second")
    put(job, 0, b"first,second")

    offset = put(job, 6, b"second")

    assert offset == 12
    assert (file_of(job).read_bytes(), queued()) == (b"first,second", ["look"])


def test_a_server_that_went_before_it_could_say_that_all_is_here_says_so_next_time(begin):
    job = begin(b"first,second")
    file_of(job).parent.mkdir()
    file_of(job).write_bytes(b"first,second")

    again = begin(b"first,second")

    again.refresh_from_db()
    assert (again, again.state, queued()) == (job, "looking", ["look"])


def test_a_file_that_was_removed_meanwhile_is_not_looked_through(begin):
    job = begin(b"first")
    ImportJob.objects.all().delete()

    finish_upload(job, now=NOW)

    assert queued() == []


def test_a_full_disc_is_one_sentence_and_keeps_what_has_come(begin):
    job = begin(b"first,second")

    with pytest.raises(NoRoom) as full:
        add_part(job, 0, Failing(b"fir", OSError(errno.ENOSPC, "full")), 12, now=NOW)

    assert "no room left" in str(full.value)
    assert put(job, 3, b"st,second") == 12


def test_a_file_for_which_there_is_no_room_is_not_begun(begin, monkeypatch):
    monkeypatch.setattr(uploads, "free_bytes", lambda: 5)

    with pytest.raises(NoRoom):
        begin(b"first,second")

    assert not ImportJob.objects.exists()


@pytest.mark.parametrize(("size", "said"), [(0, "empty"), (MAX_FILE_BYTES + 1, "larger than 2 GB")])
def test_an_empty_file_and_one_that_is_too_large_are_not_begun(size, said):
    with pytest.raises(NotTaken, match=said):
        uploads.check_size(size)


def test_an_organiser_has_three_files_under_way_at_most(begin):
    for number in range(3):
        begin(b"first", mark=str(number))

    with pytest.raises(NotTaken, match="three other files"):
        begin(b"first", mark="4")

    assert begin(b"first", mark="2") is not None


def test_ten_files_of_a_community_wait_at_most(bring):
    for number in range(MAX_WAITING):
        bring(b"first", mark=str(number))

    with pytest.raises(NotTaken, match="Ten files are waiting"):
        bring(b"first", mark="another")


def test_refused_files_take_no_place_and_the_oldest_of_them_goes(bring, work):
    refused = []
    for number in range(MAX_WAITING):
        refused.append(bring(b"no archive", mark=str(number)))
        work()

    job = bring(b"first", mark="another")

    assert {one.state for one in ImportJob.objects.exclude(pk=job.pk)} == {"refused"}
    assert [file_of(job).is_file() for job in refused] == [False] + [True] * (MAX_WAITING - 1)


def test_an_upload_to_which_nothing_is_added_for_a_day_is_forgotten(begin):
    job = begin(b"first,second")
    put(job, 0, b"first,")

    begin(b"another", mark="2", now=NOW + timedelta(days=1, seconds=1))

    assert not ImportJob.objects.filter(pk=job.pk).exists()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\jo\\tweets.csv", "tweets.csv"),
        ("tweets\0\n.csv", "tweets .csv"),
        ("/", "A file without a name"),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_file_is_called_what_its_owner_calls_it_without_the_folders(said, shown):
    assert shown_name(said) == shown


@pytest.mark.parametrize("name", ["../../../evil.csv", "a.csv/../../b", ".csv", "x.sh", "x.CSV"])
def test_what_a_file_is_called_never_says_where_it_is_kept(begin, data, name):
    job = begin(b"first", name=name)

    put(job, 0, b"first")

    files = [path for path in data.rglob("*") if path.is_file()]
    assert files == [file_of(job)]
    assert files[0].parent == data / "imports" / str(job.pk)
    assert files[0].name in ("archive", "archive.csv")
