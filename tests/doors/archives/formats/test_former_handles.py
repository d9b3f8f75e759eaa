"""An account's archive tells what its owner was called before: sheets of then are theirs too."""

import zipfile

import pytest

from goodtalk.chats.models import Account, FormerName, Post
from goodtalk.doors.archives.entries import Entry, WrongFile
from goodtalk.doors.archives.files.opening import open_archive
from goodtalk.doors.archives.formats.twitter_archive import TwitterArchiveFormat
from tests.doors.archives.formats.test_twitter_archive import ytd

ACCOUNT = {"accountId": "600", "username": "kim_now", "accountDisplayName": "Kim"}
CHANGED = {
    "changedAt": "2015-01-02T10:00:00.000Z",
    "changedFrom": "kim_then",
    "changedTo": "kim_now",
}
TWEET = {
    "id_str": "444000000000000900",
    "created_at": "Fri Mar 14 13:30:00 +0000 2014",
    "full_text": "A1 We grit #lgovsm",
}
ONE = [("twitter:user:600", "@kim_now", "Kim")]
LED = [("twitter:@kim_then", "twitter:user:600")]


def change(number="600", **changed):
    return {"screenNameChange": {"accountId": number, "screenNameChange": CHANGED | changed}}


@pytest.fixture
def make_zip(tmp_path):
    """The archive of somebody who has been called otherwise."""

    def make(*changes):
        path = tmp_path / "kim.zip"
        files = {
            "account.js": ytd([{"account": ACCOUNT}], "account"),
            "screen-name-change.js": ytd(changes, "screen_name_change"),
            "tweets.js": ytd([{"tweet": TWEET}]),
        }
        with zipfile.ZipFile(path, "w") as bundle:
            for name, text in files.items():
                bundle.writestr(f"data/{name}", text)
        return path

    return make


@pytest.fixture
def make_sheet(make_tags):
    """A sheet in which she has the handle of then, and no number."""

    def make(number=1, **cells):
        usual = {"from_user": "kim_then", "from_user_id_str": "", "id_str": f"44400000000{number}"}
        return make_tags(usual | cells, name=f"{number}.csv")

    return make


def accounts():
    return sorted(Account.objects.values_list("uri", "handle", "name"))


def former_names():
    return sorted(FormerName.objects.values_list("uri", "account__uri"))


def former(path):
    rows = TwitterArchiveFormat().read(open_archive(path))
    return [row.post.author.former for row in rows if isinstance(row, Entry)]


@pytest.mark.parametrize("is_first", [True, False])
def test_who_has_another_handle_in_a_sheet_of_then_is_one(
    bring_in, make_zip, make_sheet, is_first
):
    files = [make_zip(change()), make_sheet()]

    for file in files if is_first else reversed(files):
        bring_in(file)

    assert (accounts(), former_names(), Post.objects.count()) == (ONE, LED, 2)


def test_all_handles_that_were_here_are_theirs(bring_in, make_zip, make_sheet):
    bring_in(make_sheet(1))
    bring_in(make_sheet(2, from_user="kim_first"))
    bring_in(make_sheet(3, from_user="kim_now"))

    bring_in(make_zip(change(), change(changedFrom="kim_first", changedTo="kim_then")))

    assert (accounts(), Post.objects.count()) == (ONE, 4)
    assert {("twitter:@kim_first", "twitter:user:600"), *LED} <= {*former_names()}


def test_whoever_took_the_handle_afterwards_is_somebody_else(bring_in, make_zip, make_sheet):
    later = {"created_at": "Fri Mar 13 13:05:00 +0000 2015"}
    bring_in(make_sheet(**later))

    bring_in(make_zip(change()))

    assert accounts() == [("twitter:@kim_then", "@kim_then", ""), *ONE]


def test_a_handle_that_is_here_with_a_number_of_its_own_stays(bring_in, make_zip, make_sheet):
    bring_in(make_sheet(from_user_id_str="77"))

    bring_in(make_zip(change()))

    assert accounts() == [*ONE, ("twitter:user:77", "@kim_then", "")]


def test_a_dry_run_remembers_nothing(bring_in, make_zip):
    bring_in(make_zip(change()), dry_run=True)

    assert (accounts(), former_names()) == ([], [])


def test_the_last_of_several_times_counts(make_zip):
    again = change(changedAt="2016-01-02T10:00:00.000Z", changedFrom="Kim_then")
    other = change(changedFrom="kim_first")

    assert former(make_zip(change(), other, again)) == [
        (("@kim_then", 1451728800.0), ("@kim_first", 1420192800.0))
    ]


@pytest.mark.parametrize(
    "record",
    [
        change(number="601"),
        change(changedFrom="kim_now"),
        change(changedFrom="not a handle"),
        change(changedFrom=[7]),
        change(changedAt="once"),
        change(changedAt=None),
        {"screenNameChange": {"accountId": "600", "screenNameChange": []}},
        {"screenNameChange": "kim_then"},
        ["kim_then"],
    ],
)
def test_what_tells_of_no_handle_of_theirs_is_passed_over(make_zip, record):
    assert former(make_zip(record)) == [()]


def test_no_more_are_known_than_anybody_had(make_zip):
    many = [change(changedFrom=f"kim_{number}") for number in range(200)]

    assert [len(each) for each in former(make_zip(*many))] == [50]


def test_the_file_of_changes_alone_is_refused(make_file):
    script = make_file(ytd([change()], "screen_name_change"), "screen-name-change.js")

    with pytest.raises(WrongFile, match="has no tweets but screen_name_change"):
        list(TwitterArchiveFormat().read(open_archive(script)))
