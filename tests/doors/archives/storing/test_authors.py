"""One account for one author, whatever the files tell of them."""

from datetime import timedelta
from itertools import permutations

import pytest

from goodtalk.chats.keeping_order.moderation import withdraw
from goodtalk.chats.models import Account, Attendance, FormerName, Person, Post
from goodtalk.doors.archives.reading import reading
from goodtalk.doors.archives.storing.importing import import_archive
from tests.doors.archives.conftest import NOW

NUMBERS = ["id", "text", "created_at", "author_id"]
HANDLES = ["id", "text", "created_at", "username"]
BOTH = ["id", "text", "created_at", "author_id", "username"]
SAID = ["Hello #lgovsm", "2014-03-14T13:05:00Z"]


def accounts():
    return sorted(Account.objects.values_list("uri", "handle", "name"))


def test_a_handle_is_found_again_under_its_number(bring_in, make_file):
    bring_in(make_file([BOTH, ["1", *SAID, "12", "Jo"]]))
    bring_in(make_file([HANDLES, ["2", *SAID, "jo"]]))

    assert accounts() == [("twitter:user:12", "@Jo", "")]


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

    assert accounts() == [("twitter:user:12", "@jo", "")]


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

    assert accounts() == [("twitter:user:12", "@Jo", "")]


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

    assert accounts() == [("twitter:user:77", "@ann", "")]
    assert Person.objects.get().name == "@ann"


def test_two_who_turn_out_to_be_one_are_one_account(bring_in, make_file):
    bring_in(make_file([HANDLES, ["1", *SAID, "ann"]]))
    bring_in(make_file([NUMBERS, ["2", *SAID, "77"]]))

    bring_in(make_file([BOTH, ["3", *SAID, "77", "ann"]]))

    assert (accounts(), people()) == ([("twitter:user:77", "@ann", "")], (1, 1, 3))


def test_a_handle_that_somebody_else_has_now_is_theirs(bring_in, make_file):
    bring_in(make_file([BOTH, ANN[1], ANN[2]]))

    bring_in(make_file([BOTH, ["9", "Me too #lgovsm", "2014-03-14T13:09:00Z", "88", "ann_old"]]))

    assert accounts() == [*ALL_ANN, ("twitter:user:88", "@ann_old", "")]


# The same three tweets, as four kinds of file have them.
TEXTS = [
    ("Q1: What do you grit? #lgovsm", "2014-03-14T13:01:00Z"),
    ("A1 The hills #lgovsm", "2014-03-14T13:02:00Z"),
    ("A1 The main roads #lgovsm", "2014-03-14T13:03:00Z"),
]
WHO = [("12", "jo", "Jo"), ("13", "ann", "Ann"), ("12", "jo", "Jo")]
NAMED = ["id", "text", "created_at", "author_id", "username", "name"]
EVERYBODY = [("twitter:user:12", "@jo", "Jo"), ("twitter:user:13", "@ann", "Ann")]


def rows(columns, *, first=0, last=3, **changed):
    """A file of some of these tweets, with some of what is known of them."""
    found = [columns]
    for place in range(first, last):
        number, handle, name = WHO[place]
        known = dict(zip(NAMED, [str(place + 1), *TEXTS[place], number, handle, name], strict=True))
        known |= {what: change(known[what]) for what, change in changed.items()}
        found.append([known[column] for column in columns])
    return found


def former_names():
    return sorted(FormerName.objects.values_list("uri", "account__uri"))


@pytest.mark.parametrize(
    "files", [*permutations([NUMBERS, HANDLES, NAMED]), (BOTH, NAMED), (NAMED, BOTH)]
)
def test_people_are_the_same_in_whatever_order_files_of_the_same_tweets_come(
    bring_in, make_file, files
):
    for columns in files:
        bring_in(make_file(rows(columns)))

    assert (accounts(), people(), former_names()) == (EVERYBODY, (2, 2, 3), [])
    assert sorted(Person.objects.values_list("name", flat=True)) == ["Ann", "Jo"]


@pytest.mark.parametrize("is_first", [True, False])
def test_a_tweet_that_is_in_both_files_ties_a_number_to_a_handle(bring_in, make_file, is_first):
    files = [rows(NUMBERS, last=2), rows(HANDLES, first=1)]

    for file in files if is_first else reversed(files):
        report = bring_in(make_file(file))

    assert accounts() == [
        ("twitter:@jo", "@jo", ""),  # no tweet of theirs is in both
        ("twitter:user:12", "", "Twitter user 12"),
        ("twitter:user:13", "@ann", ""),
    ]
    assert (people()[2], report.people) == (3, 2)


def test_what_a_tie_tells_holds_for_all_that_somebody_said(bring_in, make_file, monkeypatch):
    monkeypatch.setattr(reading, "MOST", 1)
    bring_in(make_file(rows(NUMBERS, first=2)))

    dry = bring_in(make_file(rows(HANDLES)), dry_run=True)
    report = bring_in(make_file(rows(HANDLES)))

    assert (accounts()[1], people()) == (("twitter:user:12", "@jo", ""), (2, 2, 3))
    assert (report.stored, report.people, dry.people) == (2, 2, 2)


@pytest.mark.parametrize("is_first", [True, False])
def test_a_handle_that_was_asked_for_later_counts_more_than_one_noted_at_the_time(
    bring_in, make_file, make_tags, is_first
):
    sheet = make_tags({"from_user": "jo_old", "text": TEXTS[0][0], "id_str": "1"}, name="tags.csv")
    fetched = rows(NAMED, last=1, created_at=lambda _: "2014-03-14T13:01:00Z")
    files = [sheet, make_file(fetched, "fetched.csv")]

    for file in files if is_first else reversed(files):
        bring_in(file)
    bring_in(sheet)

    assert accounts() == [("twitter:user:12", "@jo", "Jo")]
    assert former_names() == [("twitter:@jo_old", "twitter:user:12")]


@pytest.mark.parametrize("files", [*permutations(range(3))])
def test_a_name_that_changed_is_the_last_one_though_other_files_tell_none(
    bring_in, make_file, files
):
    def said(number, day, *who):
        return [NAMED, [number, "Hello #lgovsm", f"2014-03-{day}T13:05:00Z", "12", *who]]

    three = [
        said("1", "14", "jo", "Jo"),
        said("2", "21", "jo", "Josephine"),
        said("3", "28", "", ""),
    ]
    for file in files:
        bring_in(make_file(three[file]))

    assert accounts() == [("twitter:user:12", "@jo", "Josephine")]


@pytest.mark.parametrize(
    "changed",
    [
        {"text": lambda _: "Something else #lgovsm"},
        {"created_at": lambda said: said.replace(":02:", ":42:")},
        {"text": lambda text: f"RT @ann: {text}"},
    ],
)
def test_an_id_under_which_something_else_was_said_ties_nobody(bring_in, make_file, changed):
    bring_in(make_file(rows(NUMBERS, first=1, last=2)))

    bring_in(make_file(rows(HANDLES, first=1, last=2, **changed)))

    assert [uri for uri, _, _ in accounts()] == ["twitter:user:13"]
    assert accounts()[0][1:] == ("", "Twitter user 13")


@pytest.mark.parametrize("mark", ["RT @Ann: ", "rt @ann ", 'RT: "@ann: '])
def test_a_retweet_under_the_name_of_whom_it_repeats_ties_nobody(bring_in, make_file, mark):
    for columns in (NUMBERS, HANDLES):
        repeats = {"text": lambda text: mark + text}
        bring_in(make_file(rows(columns, first=1, last=2, **repeats)))

    assert accounts() == [("twitter:user:13", "", "Twitter user 13")]


def test_an_id_that_was_rounded_ties_nobody(bring_in, make_file):
    rounded = {"id": lambda _: "444000000000000000"}
    bring_in(make_file(rows(NUMBERS, first=1, last=2, **rounded)))

    bring_in(make_file(rows(HANDLES, first=1, last=2, **rounded)))

    assert accounts() == [("twitter:user:13", "", "Twitter user 13")]


def test_a_handle_under_tweets_of_two_people_is_neithers(bring_in, make_file):
    bring_in(make_file(rows(NUMBERS)))

    bring_in(make_file(rows(HANDLES, username=lambda _: "somebody")))

    assert [handle for _, handle, _ in accounts()] == ["", ""]


def test_two_who_were_here_under_their_own_names_at_one_time_are_not_made_one(
    bring_in, make_file, community
):
    bob = ["9", "A1 The car parks #lgovsm", "2014-03-14T13:02:30Z", "bob"]
    for file in (rows(BOTH), [HANDLES, bob]):
        import_archive(make_file(file), community, now=NOW - timedelta(days=1))

    bring_in(make_file([HANDLES, bob, *rows(HANDLES, username=lambda _: "bob")[1:2]]))

    assert accounts() == [
        ("twitter:@bob", "@bob", ""),
        ("twitter:user:12", "@jo", ""),
        ("twitter:user:13", "@ann", ""),
    ]


def test_whoever_signs_in_here_stays_who_they_are(bring_in, make_file, newcomer):
    bring_in(make_file(rows(HANDLES, last=1)))
    Person.objects.update(user=newcomer)
    bring_in(make_file(rows(NUMBERS, first=2)))

    bring_in(make_file(rows(NUMBERS)))

    assert Account.objects.get(uri="twitter:user:12").person.user == newcomer
    assert accounts() == [
        ("twitter:user:12", "@jo", ""),
        ("twitter:user:13", "", "Twitter user 13"),
    ]


def test_a_tweet_that_was_taken_back_tells_nothing_of_its_author(bring_in, make_file):
    bring_in(make_file(rows(NUMBERS, first=1, last=2)))
    withdraw(Post.objects.get(), now=NOW)
    Account.objects.update(name="", handle="")

    bring_in(make_file(rows(NAMED, first=1, last=2)))

    assert accounts() == [("twitter:user:13", "", "")]
