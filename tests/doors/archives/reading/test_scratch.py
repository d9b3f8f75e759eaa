"""What is read of an archive waits on the disc, and comes back whole and in time's order."""

from datetime import UTC, datetime, timedelta, timezone

from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.doors.archives.entries import BadRow, Entry
from goodtalk.doors.archives.reading.scratch import Scratch


def entry(line, minute, zone=UTC, **fields):
    author = Author("twitter:user:1", "@jo", "Jo Ö", "https://twitter.example/jo")
    published = datetime(2014, 3, 14, 13, minute, 5, 123456, tzinfo=zone)
    usual = {"tags": ("snow",), "links": ("https://x.example",), "language": "en"}
    post = IncomingPost("twitter", f"t/{line}", author, "It’s icy ❄", published, **usual | fields)
    return Entry(line, post)


def test_what_was_kept_comes_back_as_it_was_earliest_first_after_the_bad_rows():
    late, early = entry(2, 50, is_share=True), entry(3, 10, question=2, copy_of=("a", "b"))
    same_time, bad = entry(5, 10, hold=True), BadRow(4, "no text")
    scratch = Scratch()
    passed_on = list(scratch.keep([late, early, bad, same_time]))

    again = list(scratch.by_time())

    assert passed_on == [late, early, bad, same_time]
    assert (again, scratch.size) == ([bad, early, same_time, late], 4)


def test_moments_are_ordered_wherever_their_clocks_stand():
    east = entry(1, 0, timezone(timedelta(hours=2)))
    here = entry(2, 0, timezone(timedelta(hours=-1)))
    scratch = Scratch()
    list(scratch.keep([here, east]))

    assert [row.line for row in scratch.by_time()] == [1, 2]
