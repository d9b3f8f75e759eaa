"""Whether the day or the month comes first is told by a file's rows, or by whoever has it."""

import pytest

from goodtalk.chats.models import Post
from goodtalk.doors.archives.entries import WrongFile
from goodtalk.doors.archives.files.dates import DayOrder
from goodtalk.doors.archives.files.hints import Hints
from goodtalk.doors.archives.formats.csv_posts import SAYING_ORDER
from goodtalk.doors.archives.storing import importing

HEADER = ["id", "text", "created_at", "username"]
UNTOLD = "04/03/2014 13:05"
DAYS = [(1, "04/03/2014"), (2, "14/03/2014")]


@pytest.fixture
def make_dated(make_file):
    """A sheet with a row for each date."""

    def make(*dates):
        rows = enumerate(dates, 1)
        return make_file([HEADER, *([n, f"Hello {n} #lgovsm", date, "jo"] for n, date in rows)])

    return make


def days():
    moments = Post.objects.order_by("pk").values_list("published_at", flat=True)
    return sorted(f"{moment:%d.%m. %H:%M}" for moment in moments)


@pytest.mark.parametrize("companion", [False, True])
@pytest.mark.parametrize(
    ("telling", "found"),
    [
        ("14/03/2014 13:05", ["04.03. 13:05", "14.03. 13:05"]),
        ("03/14/2014 1:05 PM", ["03.04. 13:05", "14.03. 13:05"]),
    ],
)
def test_one_row_tells_for_all(bring_in, make_dated, monkeypatch, telling, found, companion):
    monkeypatch.setattr(importing, "WORTH_A_COMPANION", 0)

    report = bring_in(make_dated(*[UNTOLD] * 30, telling), companion=companion)

    assert (report.stored, sorted({*days()})) == (31, found)


def test_a_file_that_does_not_tell_is_refused(bring_in, make_dated):
    with pytest.raises(WrongFile) as caught:
        bring_in(make_dated("03/03/2014 13:05", UNTOLD, "2014-03-14 13:05"))

    assert str(caught.value) == (
        f"Nothing in the file tells whether “{UNTOLD}” has the day or the month first; "
        f"say it with {SAYING_ORDER}."
    )
    assert Post.objects.count() == 0


def test_a_file_that_tells_of_both_is_refused(bring_in, make_dated):
    with pytest.raises(WrongFile) as caught:
        bring_in(make_dated(UNTOLD, "03/14/2014 13:05", "14/03/2014 13:05"))

    assert str(caught.value) == (
        "In line 4 the day comes before the month, in line 3 after it; "
        f"say which is meant with {SAYING_ORDER}, and the others are left out."
    )


@pytest.mark.parametrize("published", ["Day+Clock", "Clock + Day"])
def test_one_row_tells_for_all_where_the_date_stands_in_two_columns(
    bring_in, make_file, published
):
    rows = [[n, f"Hello {n} #lgovsm", day, "13:05", "jo"] for n, day in DAYS]
    path = make_file([["id", "text", "Day", "Clock", "username"], *rows])

    bring_in(path, hints=Hints(columns={"published": published}))

    assert days() == ["04.03. 13:05", "14.03. 13:05"]


@pytest.mark.parametrize(
    ("order", "found"),
    [(DayOrder.DAY_FIRST, "04.03. 13:05"), (DayOrder.MONTH_FIRST, "03.04. 13:05")],
)
def test_whoever_has_the_file_can_say_it(bring_in, make_dated, order, found):
    report = bring_in(make_dated(UNTOLD, "25/25/2014 13:05"), hints=Hints(dates=order))

    assert (days(), report.invalid) == ([found], 1)


def test_where_day_and_month_are_the_same_nobody_has_to(bring_in, make_dated):
    assert bring_in(make_dated("03/03/2014 13:05", "04/04/2014 13:05")).stored == 2
