"""The shapes in which tools write dates, and what is no date."""

from datetime import UTC, datetime

import pytest

from goodtalk.doors.archives.entries import BadCell
from goodtalk.doors.archives.files.dates import DayOrder, orders_of, read_date

MOMENT = datetime(2017, 5, 5, 0, 53, 49, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell",
    [
        "Fri May 05 00:53:49 +0000 2017",
        "Fri May 5 00:53:49 +0000 2017",
        "Fri May 05 01:53:49 +0100 2017",
        "2017-05-05T00:53:49.000Z",
        "2017-05-05T00:53:49Z",
        "2017-05-05 00:53:49+00:00",
        "2017-05-05 00:53:49 +0000",
        "2017-05-04 20:53:49 -0400",
        "2017-05-05 00:53:49 UTC",
        "2017-05-05 00:53:49",
        "Fri, 05 May 2017 00:53:49 +0000",
        "Fri, 05 May 2017 00:53:49 -0000",
        "2017-05-05 01:53:49 +01",
        "2017-05-05T01:53:49+01",
        "2017-05-05 02:53:49 CEST",
        "2017-05-05 01:53:49 CET",
        "2017-05-05 01:53:49 BST",
        "2017-05-04 20:53:49 EDT",
        "Thu May 04 19:53:49 EST 2017",
        "Thu May 04 19:53:49 CDT 2017",
        "Thu, 04 May 2017 18:53:49 MDT",
        "May 4, 2017 5:53:49 PM PDT",
        "Fri May 05 2017 02:53:49 GMT+0200 (Central European Summer Time)",
        "Fri May 05 00:53:49 2017",
        "May 5, 2017 12:53:49 AM",
        "May 5th, 2017, 0:53:49",
        "12:53:49 a.m. - 5 May 2017",
        "5-May-17 00:53:49",
        "05-May-2017 00:53:49",
        "2017/05/05 00:53:49",
        "2017/5/5 12:53:49 am",
        "2017.05.05 00:53:49",
        "05.05.2017 00:53:49",
        "5/5/2017 00:53:49",
        "1493945629",
        "1493945629000",
        "1493945629.0",
    ],
)
def test_every_tool_s_way_of_writing_a_moment_is_read(cell):
    assert read_date(cell, last_year=2027) == MOMENT


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", "no date"),
        ("   ", "no date"),
        ("yesterday", "a date that cannot be read: “yesterday”"),
        ("05/06/2017 01:53:49", "a date that cannot be read: “05/06/2017 01:53:49”"),
        ("31/31/2017 01:53:49", "a date that cannot be read: “31/31/2017 01:53:49”"),
        ("May 5, 2017 13:53 PM", "a date that cannot be read: “May 5, 2017 13:53 PM”"),
        ("May 5, 2017", "a date that cannot be read: “May 5, 2017”"),
        ("2017-05-05 00:53 IST", "a date in a time zone that is not known: “2017-05-05 00:53 IST”"),
        ("2017-05-05 00:53 or so", "a date that cannot be read: “2017-05-05 00:53 or so”"),
        ("14939456290", "a date that cannot be read: “14939456290”"),
        (
            "Fri Foo 05 00:53:49 +0000 2017",
            "a date that cannot be read: “Fri Foo 05 00:53:49 +0000 2017”",
        ),
        ("2017-13-45T00:00:00Z", "a date that cannot be read: “2017-13-45T00:00:00Z”"),
        ("0000-01-01T00:00:00Z", "a date that cannot be read: “0000-01-01T00:00:00Z”"),
        ("0001-01-01T00:00:00Z", "a date in the year 1"),
        ("-2014-03-14T13:05:00Z", "a date that cannot be read: “-2014-03-14T13:05:00Z”"),
        ("2005-12-31T00:00:00Z", "a date in the year 2005"),
        ("9999-12-31T23:59:59-12:00", "a date in the year 9999"),
        ("Fri May 05 00:53:49 +0000 9999", "a date in the year 9999"),
        ("\x1b[31m" * 20, "a date that cannot be read: “" + "·[31m" * 8 + "…”"),
    ],
)
def test_what_is_no_date_is_said_in_words(cell, reason):
    with pytest.raises(BadCell) as caught:
        read_date(cell, last_year=2027)

    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("cell", "order"),
    [
        ("4/5/2017 00:53:49", DayOrder.MONTH_FIRST),
        ("04/05/17 12:53:49 AM", DayOrder.MONTH_FIRST),
        ("04-05-2017 00:53:49", DayOrder.MONTH_FIRST),
        ("5/4/2017 00:53:49", DayOrder.DAY_FIRST),
        ("00:53:49 05/04/2017", DayOrder.DAY_FIRST),
    ],
)
def test_day_and_month_are_read_in_the_order_that_is_given(cell, order):
    moment = MOMENT.replace(month=4, day=5)

    assert read_date(cell, last_year=2027, order=order) == moment


@pytest.mark.parametrize(
    ("cell", "orders"),
    [
        ("14/03/2014 13:05", {DayOrder.DAY_FIRST}),
        ("3/14/2014 13:05", {DayOrder.MONTH_FIRST}),
        ("04/03/2014 13:05", set(DayOrder)),
        ("03/03/2014 13:05", set()),
        ("14.03.2014 13:05", set()),
        ("2014/03/04 13:05", set()),
        ("2014-03-04T13:05:00-05:00", set()),
        ("", set()),
    ],
)
def test_a_date_tells_in_which_orders_it_can_be_read(cell, orders):
    assert orders_of(cell) == orders
