"""What `goodtalk import` prints, and its exit code."""

import argparse
import json
import tempfile
from contextlib import contextmanager

import pytest
from django.db import connection

from goodtalk.chats.models import Account, Post
from goodtalk.doors.archives.command import add_arguments, run


@pytest.fixture
def goodtalk_import(community, capsys):
    """Runs the command; returns its exit code, what it printed, and what it complained of."""

    def call(*words):
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        code = run(parser.parse_args([str(word) for word in words]))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def test_figures_are_printed_as_json(goodtalk_import, make_tags):
    path = make_tags({}, {"created_at": ""}, {"id_str": "444000000000000001"})

    code, out, err = goodtalk_import(path, "--community", "#LGovSM", "--json")

    assert (code, err) == (0, "line 3: no date\n")
    assert json.loads(out) == {
        "read": 3,
        "stored": 1,
        "skipped": {"duplicate": 1, "invalid": 1, "outside": 0},
        "chats": 1,
        "people": 1,
        "questions": 0,
    }


def test_people_get_a_summary_in_words(goodtalk_import, make_tags):
    code, out, err = goodtalk_import(make_tags({}, {}), "--community", "lgovsm", "--dry-run")

    assert (code, err) == (0, "")
    assert out == (
        "2 rows read, 2 posts to store.\n"
        "Chats: 1, questions: 0, people: 1.\n"
        "This was a dry run: nothing was stored.\n"
    )


def test_the_reasons_for_what_is_outside_are_told_apart(goodtalk_import, make_file):
    header = ["id", "text", "created_at", "author_id", "protected"]
    rows = [
        ["1", "Tagged #lgovsm", "2014-03-14T13:05:00Z", "12", "FALSE"],
        ["2", "Rugby", "2014-03-14T14:05:00Z", "12", "FALSE"],
        ["3", "Tea", "2014-03-11T14:05:00Z", "12", "FALSE"],
        ["4", "Secret #lgovsm", "2014-03-14T13:05:00Z", "12", "TRUE"],
    ]

    _, out, _ = goodtalk_import(make_file([header, *rows]), "--community", "lgovsm")

    assert out.splitlines()[2:] == [
        "Skipped: 1 without the hashtag, and no chat at that time.",
        "Skipped: 1 not public.",
        "Skipped: 1 without the hashtag, and nothing ties it to the chat at that time.",
    ]


def test_a_file_about_other_hashtags_says_which(goodtalk_import, make_file):
    header = ["id", "text", "created_at", "author_id"]
    said = ["#EdChat #uk", "#edchat", "#edchat #uk", "#lgovsm", "#once", "Rugby"]
    rows = [[str(n), text, "2014-03-11T14:05:00Z", "12"] for n, text in enumerate(said, 1)]

    _, out, err = goodtalk_import(make_file([header, *rows]), "--community", "lgovsm")

    assert out.splitlines()[2:] == ["Skipped: 5 without the hashtag, and no chat at that time."]
    assert err == "The hashtags that most of the posts left out have: #EdChat (3), #uk (2).\n"


def test_twenty_bad_rows_are_listed_and_the_others_counted(goodtalk_import, make_tags):
    path = make_tags({}, *[{"text": ""}] * 332)

    _, out, err = goodtalk_import(path, "--community", "lgovsm")

    assert err.splitlines() == [f"line {line}: no text" for line in range(3, 23)] + ["and 312 more"]
    assert out.splitlines()[-1] == "Skipped: 332 could not be read (see above)."


NOTHING = "No post can be made of any of the 1 rows of this file; line 2 is the first: no text."


def test_a_file_of_which_nothing_can_be_used_is_refused_with_its_rows(goodtalk_import, make_tags):
    code, out, err = goodtalk_import(make_tags({"text": ""}), "--community", "lgovsm")

    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "line 2: no text",
        f"goodtalk import: {NOTHING}",
    ]


def test_a_strange_sheet_is_read_by_the_columns_that_are_named(goodtalk_import, make_file):
    rows = [["No", "Who", "When", "Said"], ["5", "jo", "2014-03-14 13:05", "Hello #lgovsm"]]
    words = ["--community", "lgovsm", "--map", "text=Said,author=Who,published=When,id=No"]

    code, out, _ = goodtalk_import(make_file(rows), *words)

    assert (code, out.splitlines()[0]) == (0, "1 rows read, 1 posts stored.")
    assert Account.objects.get().uri == "twitter:@jo"


def test_columns_with_commas_and_a_date_in_two_of_them_are_named_too(goodtalk_import, make_file):
    rows = [
        ["Id", "Date, UTC", "Time", "User", "Said, as text=it was"],
        ["5", "2014-03-14", "13:05", "jo", "Hello #lgovsm"],
    ]
    named = 'published="Date, UTC"+Time,author=User,text="Said, as text=it was"'

    code, out, _ = goodtalk_import(make_file(rows), "--community", "lgovsm", "--map", named)

    assert (code, out.splitlines()[0]) == (0, "1 rows read, 1 posts stored.")
    assert f"{Post.objects.get().published_at:%d.%m.%Y %H:%M}" == "14.03.2014 13:05"


def test_an_account_s_own_archive_is_read_with_its_name(goodtalk_import, make_file):
    tweet = {"id": "5", "created_at": "2014-03-14 13:05", "full_text": "Hello #lgovsm"}
    path = make_file(f"window.YTD.tweets.part0 = [{json.dumps(tweet)}]", "tweets.js")

    refused = goodtalk_import(path, "--community", "lgovsm")
    taken = goodtalk_import(path, "--community", "lgovsm", "--author", "@jo")

    assert refused[0] == 1
    assert refused[2] == (
        "goodtalk import: The file does not say whose tweets these are; "
        "give the name of the account, as in --author HANDLE.\n"
    )
    assert taken[0] == 0
    assert Account.objects.get().handle == "@jo"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--map", "mood=a"], "argument --map: “mood” is none of text, author, published, id, "),
        (["--author", "a b"], "argument --author: “a b” is not a handle; one is such as @jo_blog"),
    ],
)
def test_options_that_are_not_understood_are_explained(
    goodtalk_import, capsys, words, complaint
):
    with pytest.raises(SystemExit) as caught:
        goodtalk_import("archive.csv", "--community", "lgovsm", *words)

    assert caught.value.code == 2
    assert complaint in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["gone.csv", "--community", "lgovsm"], "There is no file gone.csv."),
        (
            ["gone.csv", "--community", "#nobody"],
            "There is no community #nobody here; `goodtalk community add` makes one.",
        ),
    ],
)
def test_an_error_is_one_line_and_a_code(goodtalk_import, words, sentence):
    assert goodtalk_import(*words) == (1, "", f"goodtalk import: {sentence}\n")


def test_a_folder_for_temporary_files_that_is_not_there_is_told(
    goodtalk_import, make_tags, monkeypatch, tmp_path
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    code, out, err = goodtalk_import(make_tags({}), "--community", "lgovsm")

    assert (code, out) == (1, "")
    assert err.startswith(f"goodtalk import: {tmp_path}/gone")
    assert err.endswith("No such file or directory. Nothing was stored.\n")
    assert len(err.splitlines()) == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite to have no room")
@pytest.mark.django_db(transaction=True)
def test_where_the_database_s_disc_is_full_it_is_told_how_much_is_stored_and_it_can_go_on(
    goodtalk_import, make_tags
):
    path = make_tags(*[{"created_at": "Fri Mar 14 13:05:00 +0000 2014"}] * 12_000)

    with room_for_pages(1500):
        code, out, err = goodtalk_import(path, "--community", "lgovsm")
    stored = Post.objects.count()
    again = goodtalk_import(path, "--community", "lgovsm")

    assert 0 < stored < 12_000
    assert (code, out) == (1, "")
    assert err == (
        "goodtalk import: There is no room left on the disc of the database; make some. "
        f"{stored:,} posts are stored. Importing again goes on where this stopped.\n"
    )
    assert again[1].startswith(f"12,000 rows read, {12_000 - stored:,} posts stored.\n")


@contextmanager
def room_for_pages(more):
    """The database may grow by so many pages and no further."""
    with connection.cursor() as cursor:
        [count] = cursor.execute("PRAGMA page_count").fetchone()
        [most] = cursor.execute("PRAGMA max_page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count={count + more}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA max_page_count={most}")
