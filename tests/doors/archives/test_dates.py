"""The shapes in which tools write dates, and what is no date."""

from datetime import UTC, datetime

import pytest

from goodtalk.doors.archives.dates import read_date
from goodtalk.doors.archives.entries import BadCell

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
        ("05/05/2017 01:53:49", "a date that cannot be read: “05/05/2017 01:53:49”"),
        (
            "Fri Foo 05 00:53:49 +0000 2017",
            "a date that cannot be read: “Fri Foo 05 00:53:49 +0000 2017”",
        ),
        ("2017-13-45T00:00:00Z", "a date that cannot be read: “2017-13-45T00:00:00Z”"),
        ("0000-01-01T00:00:00Z", "a date that cannot be read: “0000-01-01T00:00:00Z”"),
        ("0001-01-01T00:00:00Z", "a date in the year 1"),
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
