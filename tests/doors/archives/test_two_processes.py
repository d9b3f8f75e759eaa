"""An import with a companion comes to the same as one without, whatever is in the file."""

import errno
import os
import sqlite3

import pytest

from goodtalk.chats.arriving import arrivals
from goodtalk.chats.models import Account, Chat, ChatEvent, Person, Post, Question
from goodtalk.doors.archives.entries import WrongFile
from goodtalk.doors.archives.formats.formats import CsvFormat
from goodtalk.doors.archives.reading import companion, reading, scratch
from goodtalk.doors.archives.reading.companion import CompanionFailed
from goodtalk.doors.archives.room import ScratchFull
from goodtalk.doors.archives.storing import importing
from tests.doors.archives.conftest import tweet_row

DAY = "Fri Mar {:02} {:02}:{:02}:{:02} +0000 2014"
ID = "4440000000000{:05}"


def hours():
    """Three Fridays: the chair's questions, answers with and without labels, replies."""
    tweets = []
    for week, day in enumerate((7, 14, 21)):
        for place in range(40):
            number = 100 * week + place
            tweet = {
                "id_str": ID.format(number),
                "created_at": DAY.format(day, 13, place, week),
                "from_user": f"person{place % 7}",
                "from_user_id_str": str(100 + place % 7),
                "text": f"I think that grit number {place % 11} helps #lgovsm",
            }
            if place % 10 == 2:
                question = f"Q{1 + place // 10}: Who grits road {place}? #lgovsm"
                tweet |= {"from_user": "chair", "from_user_id_str": "1", "text": question}
            elif place % 3 == 0:
                tweet["text"] = f"A{1 + place // 10} The crews do it, and know how #lgovsm"
            elif place % 5 == 1:
                tweet["in_reply_to_status_id_str"] = ID.format(number - 1)
            tweets.append(tweet)
    tweets[1]["text"] = "Tonight's topic is winter gritting. #lgovsm"
    tweets[1] |= {"from_user": "chair", "from_user_id_str": "1"}
    return tweets


def clean(tweets):
    pass


def twice(tweets):
    tweets[30:30] = [tweets[20] | {"text": tweets[20]["text"] + " more"}, tweets[45]]


def newest_first(tweets):
    tweets.reverse()


def replies_that_are_early(tweets):
    tweets[5] |= {"in_reply_to_status_id_str": ID.format(7)}  # two clocks apart
    tweets[9] |= {"in_reply_to_status_id_str": ID.format(105)}  # of the week after
    tweets[50] |= {"in_reply_to_status_id_str": ID.format(5)}


def one_author_under_two_names(tweets):
    for tweet in tweets[3:60:4]:
        tweet["from_user_id_str"] = ""


def rows_that_are_no_posts(tweets):
    tweets[4]["text"] = ""
    tweets[8]["created_at"] = "soon"
    tweets[12]["text"] = "#lgovsm " + "x" * 21_000
    tweets[15]["text"] = "RT @chair: Q1: Who grits road 2? #lgovsm"
    tweets[18]["text"] = "caf\0é \ud800 #lgovsm".encode("utf-8", "ignore").decode()


def what_is_outside(tweets):
    for tweet in tweets[60:70]:
        tweet |= {"text": "No tag", "created_at": DAY.format(19, 8, 5, 5)}


def a_text_that_looks_like_rows(tweets):
    row = ",".join(["1"] * len(tweet_row(1)))
    tweets[60]["text"] = "#lgovsm\n" + f"{row}\n" * 400


FILES = (
    clean,
    a_text_that_looks_like_rows,
    twice,
    newest_first,
    replies_that_are_early,
    one_author_under_two_names,
    rows_that_are_no_posts,
    what_is_outside,
)


@pytest.fixture(autouse=True)
def _whatever_the_size(monkeypatch):
    monkeypatch.setattr(importing, "WORTH_A_COMPANION", 0)


def all_there_is():
    """Everything an import writes, by names instead of numbers."""
    posts = Post.objects.order_by("uri").values_list(
        "uri", "chat__day", "account__uri", "account__name", "url", "text", "html", "published_at",
        "tags", "links", "in_reply_to", "parent__uri", "is_share", "is_prompt", "kind",
        "question__number", "filed_by", "is_certain", "language", "received_at",
    )
    chats = Chat.objects.order_by("day").values_list("day", "theme", "is_rebuilt", "last_seq")
    questions = Question.objects.order_by("chat__day", "number").values_list(
        "chat__day", "number", "text", "minutes", "due_at", "released_at"
    )
    uris = dict(Post.objects.values_list("pk", "uri"))
    log = [
        (day, seq, kind, uris.get(data.get("post")))
        for day, seq, kind, data in ChatEvent.objects.order_by("chat__day", "seq").values_list(
            "chat__day", "seq", "kind", "data"
        )
    ]
    people = sorted(Person.objects.values_list("name", "accounts__uri", "accounts__handle"))
    return list(posts), list(chats), list(questions), log, people


def forget_all():
    for kind in (Chat, Post, Account, Person):
        kind.objects.all().delete()


def write(make_tags, change):
    tweets = hours()
    change(tweets)
    return make_tags(*tweets)


@pytest.mark.parametrize("batch", [30, 3000])
@pytest.mark.parametrize("change", FILES)
def test_with_a_companion_it_comes_to_the_same(bring_in, make_tags, monkeypatch, change, batch):
    monkeypatch.setattr(reading, "BATCH", batch)
    path = write(make_tags, change)
    alone, report = (bring_in(path), all_there_is())
    forget_all()

    beside = bring_in(path, companion=True)

    assert (beside, all_there_is()) == (alone, report)
    assert beside.stored > 100
    assert bring_in(path, companion=True).stored == 0


def test_a_real_chat_comes_to_the_same(bring_in, real_chats, community):
    path = real_chats / "labelled" / "ngsschat-2021-a.csv"
    community.tag = "NGSSchat"
    community.save()
    alone, report = (bring_in(path), all_there_is())
    forget_all()

    beside = bring_in(path, companion=True)

    assert (beside, all_there_is()) == (alone, report)


def test_a_dry_run_with_a_companion_reports_the_same_and_stores_nothing(bring_in, make_tags):
    path = write(make_tags, rows_that_are_no_posts)

    dry = bring_in(path, companion=True, dry_run=True)

    assert Post.objects.count() == 0
    assert dry == bring_in(path)


def test_hours_are_filed_by_the_companion(bring_in, make_tags, monkeypatch):
    monkeypatch.setattr(arrivals, "decide", lambda *_: pytest.fail("It was filed here."))

    report = bring_in(write(make_tags, clean), companion=True)

    assert (report.stored, report.questions, report.chats) == (120, 12, 3)


def test_an_hour_of_which_more_is_known_is_filed_here(bring_in, make_tags, monkeypatch):
    tweets = hours()
    bring_in(make_tags(tweets[10], name="first.csv"))

    bring_in(make_tags(*tweets), companion=True)
    beside = all_there_is()
    forget_all()
    bring_in(make_tags(tweets[10], name="first.csv"))
    bring_in(make_tags(*tweets))

    assert [row[:-1] for row in all_there_is()[0]] == [row[:-1] for row in beside[0]]


def test_whoever_watches_is_told_the_same(bring_in, make_tags):
    path, alone, beside = write(make_tags, clean), [], []
    bring_in(path, dry_run=True, watch=alone.append)

    bring_in(path, dry_run=True, watch=beside.append, companion=True)

    assert beside == alone


def test_how_far_both_are_is_told_while_they_look_through(bring_in, make_tags, monkeypatch):
    monkeypatch.setattr(reading, "TOLD_EVERY", 10)
    told = []
    path = write(make_tags, clean)

    bring_in(path, companion=True, watch=told.append)

    looking = [one for one in told if one.doing == "Looking through"]
    assert len(looking) > 4
    assert looking == sorted(looking)
    assert looking[-1].rows == 120
    assert {one.bytes_in_all for one in looking} == {path.stat().st_size}


def test_what_was_mended_is_told(bring_in, make_file, make_tags):
    path = make_file(make_tags(*hours()).read_bytes().replace(b"I think", b"I th\xeenk"))

    assert bring_in(path, companion=True).notes == bring_in(path, dry_run=True).notes != []


def test_both_processes_look_through_a_file(bring_in, make_tags, monkeypatch):
    looked_through, keep = [], scratch.Scratch.keep

    def note(self, rows):
        for row in keep(self, rows):
            looked_through.append(row)
            yield row

    monkeypatch.setattr(scratch.Scratch, "keep", note)

    report = bring_in(write(make_tags, clean), companion=True)

    assert report.read == 120
    assert 50 < len(looked_through) < 70  # here; the rest elsewhere


def test_a_row_that_is_no_post_is_told_with_its_line(bring_in, make_tags):
    tweets = hours()
    tweets[110]["text"] = ""

    report = bring_in(make_tags(*tweets), companion=True)

    assert [(row.line, row.reason) for row in report.bad_rows] == [(112, "no text")]


def test_a_file_that_breaks_off_is_refused_as_a_whole(bring_in, make_file, make_tags):
    whole = make_tags(*hours()).read_text()

    with pytest.raises(WrongFile, match="more than a million characters"):
        bring_in(make_file(whole + '1,"' + "x" * 1_100_000), companion=True)

    assert Post.objects.count() == 0


@pytest.mark.parametrize("row", [5, 60, 110])
@pytest.mark.parametrize("companion", [False, True])
def test_a_quotation_mark_that_is_never_closed_is_told_by_its_line(
    bring_in, make_file, make_tags, row, companion
):
    tweets = [tweet | {"source": ""} for tweet in hours()]
    lines = make_tags(*tweets).read_bytes().split(b"\r\n")
    lines[row] = lines[row].replace(b",I think", b',"I think').replace(b",A", b',"A')

    with pytest.raises(WrongFile, match=f"that opens in line {row + 1} is never closed"):
        bring_in(make_file(b"\r\n".join(lines)), companion=companion)

    assert Post.objects.count() == 0


def test_an_error_in_reading_is_one_sentence_and_stores_nothing(bring_in, make_tags, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(CsvFormat, "read", broken)

    with pytest.raises(CompanionFailed, match=r"^Reading the file broke off \(ZeroDivisionError"):
        bring_in(write(make_tags, clean), companion=True)

    assert Post.objects.count() == 0


def test_whoever_stops_watching_leaves_no_process_behind(bring_in, make_tags):
    def stop(_progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_in(write(make_tags, clean), companion=True, watch=stop)

    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_small_file_has_no_companion(bring_in, make_tags, monkeypatch):
    path = write(make_tags, clean)
    monkeypatch.setattr(importing, "WORTH_A_COMPANION", path.stat().st_size + 1)
    monkeypatch.setattr(companion.os, "fork", lambda: pytest.fail("There is another process."))

    assert bring_in(path, companion=True).stored == 120


@pytest.mark.parametrize("companion", [False, True])
@pytest.mark.parametrize(
    ("number", "beginning"),
    [
        (errno.ENOSPC, r"^There is no room left in the folder for temporary files, "),
        (errno.EFBIG, r"^A file in the folder for temporary files, .*, has become as large as "),
    ],
)
def test_a_folder_for_temporary_files_that_takes_no_more_is_told(
    bring_in, make_tags, monkeypatch, companion, number, beginning
):
    def full(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(scratch.Scratch, "_write", full)

    with pytest.raises(ScratchFull, match=beginning):
        bring_in(write(make_tags, clean), companion=companion)

    assert Post.objects.count() == 0


@pytest.mark.parametrize(
    ("words", "beginning"),
    [
        ("database or disk is full", r"^There is no room left in the folder"),
        ("disk I/O error", r"^The folder for temporary files, .*, cannot be used \(disk I/O"),
    ],
)
def test_a_scratch_database_that_cannot_be_written_is_told(
    bring_in, make_tags, monkeypatch, words, beginning
):
    def full(*_):
        raise sqlite3.OperationalError(words)

    monkeypatch.setattr(scratch, "_sorted", full)

    with pytest.raises(ScratchFull, match=beginning):
        bring_in(write(make_tags, newest_first))
