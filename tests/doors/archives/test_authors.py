"""One account for one author, whatever the files tell of them."""

from goodtalk.chats.models import Account

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

    assert accounts() == [("twitter:@jo", "@Jo", ""), ("twitter:user:13", "@Ann", "")]


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
