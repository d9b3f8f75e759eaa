"""One account for one author, whatever the files tell of them."""

import pytest

from goodtalk.chats.models import Account, Attendance, Person, Post
from goodtalk.doors.archives import reading

NUMBERS = ["id", "text", "created_at", "author_id"]
HANDLES = ["id", "text", "created_at", "username"]
BOTH = ["id", "text", "created_at", "author_id", "username"]
SAID = ["Hello #lgovsm", "2014-03-14T13:05:00Z"]


def accounts():
    return sorted(Account.objects.values_list("uri", "handle", "name"))


def test_a_handle_is_found_again_under_its_number(bring_in, make_file):
    bring_in(make_file([BOTH, ["1", *SAID, "12", "Jo"]]))
    bring_in(make_file([HANDLES, ["2", *SAID, "jo"]]))

    assert accounts() == [("twitter:user:12", "@jo", "")]


def test_a_number_is_found_again_under_the_handle_beside_it(bring_in, make_file):
    bring_in(make_file([HANDLES, ["1", *SAID, "jo"]]))
    bring_in(make_file([BOTH, ["2", *SAID, "12", "Jo"], ["3", *SAID, "13", "Ann"]]))

    assert accounts() == [("twitter:user:12", "@Jo", ""), ("twitter:user:13", "@Ann", "")]


def test_somebody_without_a_name_can_be_told_from_others(bring_in, make_file):
    bring_in(make_file([NUMBERS, ["1", *SAID, "12"], ["2", *SAID, "13"]]))

    assert accounts() == [
        ("twitter:user:12", "", "Twitter user 12"),
        ("twitter:user:13", "", "Twitter user 13"),
    ]


def test_a_name_that_is_learnt_stays(bring_in, make_file):
    bring_in(make_file([NUMBERS, ["1", *SAID, "12"]]))
    bring_in(make_file([BOTH, ["2", *SAID, "12", "jo"]]))
    bring_in(make_file([NUMBERS, ["3", *SAID, "12"]]))

    assert accounts() == [("twitter:user:12", "@jo", "@jo")]


def test_a_handle_that_changed_is_the_one_last_used_in_whatever_order_the_files_come(
    bring_in, make_file
):
    later = ["Hello #lgovsm", "2015-03-13T13:05:00Z"]
    bring_in(make_file([BOTH, ["9", *later, "12", "JoNew"]]))

    bring_in(make_file([BOTH, ["1", *SAID, "12", "JoOld"]]))

    assert accounts() == [("twitter:user:12", "@JoNew", "")]


def test_a_handle_that_changed_within_a_file_sorted_backwards_is_the_last_one(bring_in, make_file):
    later = ["Hello #lgovsm", "2015-03-13T13:05:00Z"]
    rows = [["9", *later, "12", "JoNew"], ["1", *SAID, "12", "JoOld"]]

    bring_in(make_file([BOTH, *rows]))

    assert accounts() == [("twitter:user:12", "@JoNew", "")]


def test_an_older_file_still_tells_the_handle_of_somebody_known_by_number(bring_in, make_file):
    later = ["Hello #lgovsm", "2015-03-13T13:05:00Z"]
    bring_in(make_file([NUMBERS, ["9", *later, "12"]]))

    bring_in(make_file([BOTH, ["1", *SAID, "12", "Jo"]]))

    assert accounts() == [("twitter:user:12", "@Jo", "@Jo")]


ANN = [
    ["1", "A1 one #lgovsm", "2014-03-14T13:01:00Z", "", "ann_old"],
    ["2", "A1 two #lgovsm", "2014-03-14T13:02:00Z", "77", "ann_old"],
    ["3", "A1 three #lgovsm", "2014-03-14T13:03:00Z", "77", "ann_new"],
    ["4", "A1 four #lgovsm", "2014-03-14T13:04:00Z", "", "ann_old"],
    ["5", "A1 five #lgovsm", "2014-03-14T13:05:00Z", "77", ""],
]
ALL_ANN = [("twitter:user:77", "@ann_new", "")]


def people():
    return (Person.objects.count(), Attendance.objects.count(), Post.objects.count())


@pytest.mark.parametrize("most", [1, 2, 3000])
@pytest.mark.parametrize("dry_run", [True, False])
def test_one_person_is_one_in_a_file_that_names_them_in_every_way(
    bring_in, make_file, monkeypatch, most, dry_run
):
    monkeypatch.setattr(reading, "MOST", most)

    report = bring_in(make_file([BOTH, *ANN]), dry_run=dry_run)

    assert (report.stored, report.people) == (5, 1)
    if not dry_run:
        assert (accounts(), people()) == (ALL_ANN, (1, 1, 5))


def test_one_person_is_one_whatever_each_file_knows_of_them(bring_in, make_file):
    for row in ANN:
        bring_in(make_file([BOTH, row]))

    assert (accounts(), people()) == (ALL_ANN, (1, 1, 5))


def test_an_old_handle_finds_whoever_had_it_in_a_file_that_was_read_later(bring_in, make_file):
    bring_in(make_file([BOTH, ANN[2], ANN[1]]))

    bring_in(make_file([HANDLES, ["9", *SAID, "ann_old"]]))

    assert (accounts(), people()) == (ALL_ANN, (1, 1, 3))


def test_a_row_that_is_here_already_tells_who_its_author_is_all_the_same(bring_in, make_file):
    bring_in(make_file([HANDLES, ["1", *SAID, "ann"]]))
    bring_in(make_file([BOTH, ["1", *SAID, "77", "ann"]]))

    bring_in(make_file([NUMBERS, ["2", *SAID, "77"]]))

    assert (accounts(), people()) == ([("twitter:user:77", "@ann", "")], (1, 1, 2))


def test_a_row_that_is_here_already_names_somebody_without_a_name(bring_in, make_file):
    bring_in(make_file([NUMBERS, ["1", *SAID, "77"]]))

    bring_in(make_file([BOTH, ["1", *SAID, "77", "ann"]]))

    assert accounts() == [("twitter:user:77", "@ann", "@ann")]
    assert Person.objects.get().name == "@ann"


def test_two_who_turn_out_to_be_one_are_one_person(bring_in, make_file):
    bring_in(make_file([HANDLES, ["1", *SAID, "ann"]]))
    bring_in(make_file([NUMBERS, ["2", *SAID, "77"]]))

    bring_in(make_file([BOTH, ["3", *SAID, "77", "ann"]]))

    assert people() == (1, 1, 3)
    assert [handle for _, handle, _ in accounts()] == ["@ann", "@ann"]


def test_a_handle_that_somebody_else_has_now_is_theirs(bring_in, make_file):
    bring_in(make_file([BOTH, ANN[1], ANN[2]]))

    bring_in(make_file([BOTH, ["9", "Me too #lgovsm", "2014-03-14T13:09:00Z", "88", "ann_old"]]))

    assert accounts() == [*ALL_ANN, ("twitter:user:88", "@ann_old", "")]
