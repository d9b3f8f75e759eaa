"""Reads the archives that Twitter gave people of their own accounts, from 2012 to today."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from goodtalk.doors.archives.entries import NOBODY, BadCell, BadRow, Entry, WrongFile
from goodtalk.doors.archives.files.bundles import Member
from goodtalk.doors.archives.files.hints import Hints, Owner
from goodtalk.doors.archives.files.json_values import Value, values_of, with_records
from goodtalk.doors.archives.files.opening import Archive, open_member
from goodtalk.doors.archives.files.private import NOTE, refuse_private, refuse_private_script
from goodtalk.doors.archives.files.rows import header_of
from goodtalk.doors.archives.formats.csv_posts import CsvFormat
from goodtalk.doors.archives.formats.former_handles import former_handles, with_former
from goodtalk.doors.archives.formats.note_tweets import NoteTweets
from goodtalk.doors.archives.formats.tweets import tweet_post, word

_SCRIPT = re.compile(r"\s*(?:window\.YTD\.\w{1,60}\.part\d+|Grailbird\.data\.\w{1,60})\s*=")
_POSTS = re.compile(r"tweets?(?:-part\d{1,4})?\.js|\d{4}_\d\d\.js|tweets\.csv", re.ASCII)
_NOTES = re.compile(r"note-tweet(?:-part\d{1,4})?\.js", re.ASCII)
_OWN = {"tweet_id", "timestamp", "text", "retweeted_status_user_id"}  # the columns of tweets.csv


class TwitterArchiveFormat:
    """tweets.js, tweet.js, the monthly files before them, tweets.csv, or the zip with them all."""

    name = "twitter-archive"

    def recognises(self, archive: Archive) -> bool:
        """Whether it is one of those files, or a zip that holds some."""
        if archive.members:
            names = [member.name for member in archive.members]
            return any(_POSTS.fullmatch(name) or _NOTES.fullmatch(name) for name in names)
        return _is_script(archive) or _is_sheet(archive)

    def read(self, archive: Archive) -> Iterator[Entry | BadRow]:
        """Every tweet as a post, or why it is none. Raises WrongFile."""
        if not archive.members:
            yield from _posts_in(archive)
            return
        archive.repairs.clear()
        if not (members := _of_posts(archive.members)):
            raise WrongFile("There are no tweets in it: no tweets.js, no months and no tweets.csv.")
        owner = _owner_in(archive)
        hints = replace(archive.hints, owner=owner or archive.hints.owner)
        notes = [member for member in archive.members if _NOTES.fullmatch(member.name)]
        whole = NoteTweets(_records(archive, notes)) if notes else None
        rows = (
            row for member in members for row in _in_member(archive, member, hints, whole)
        )
        former = former_handles(archive, owner) if owner else ()
        yield from with_former(rows, owner, former) if owner and former else rows


def _records(archive: Archive, members: Iterable[Member]) -> Iterator[Any]:
    """The notes in these files; what is no JSON among them completes nothing."""
    for member in members:
        for each in values_of(open_member(archive, member), NOTE):
            yield each.value if isinstance(each, Value) else None


def _in_member(
    archive: Archive, member: Member, hints: Hints, notes: NoteTweets | None
) -> Iterator[Entry | BadRow]:
    inside = open_member(archive, member)
    inside.hints = hints
    for each in _posts_in(inside, notes):
        yield BadRow(each.line, f"{member.name}: {each.reason}") if isinstance(
            each, BadRow
        ) else each


def _of_posts(members: Sequence[Member]) -> list[Member]:
    """The files to read: not the sheet where the months are there too, which say more."""
    found = [member for member in members if _POSTS.fullmatch(member.name)]
    return [each for each in found if not each.name.endswith(".csv")] or found


def _posts_in(archive: Archive, notes: NoteTweets | None = None) -> Iterator[Entry | BadRow]:
    if _is_sheet(archive):
        if archive.hints.owner is None:
            raise WrongFile(NOBODY)
        yield from CsvFormat().read(archive)
        return
    _refuse_other_scripts(archive)
    last_year = datetime.now(UTC).year + 1
    yield from with_records(
        each if isinstance(each, BadRow) else _post(archive, each, last_year, notes)
        for each in values_of(archive)
    )


def _post(
    archive: Archive, each: Value, last_year: int, notes: NoteTweets | None
) -> Entry | BadRow:
    tweet = each.value
    if isinstance(tweet, dict) and isinstance(tweet.get("tweet"), dict):
        tweet = tweet["tweet"]
    if isinstance(tweet, dict):
        refuse_private(tweet)
        tweet = notes.completed(tweet) if notes else tweet
    owner = archive.hints.owner
    if owner is None and isinstance(tweet, dict) and not tweet.keys() & {"user", "user_id_str"}:
        raise WrongFile(NOBODY)
    try:
        return Entry(each.line, tweet_post(tweet, last_year=last_year, owner=owner))
    except BadCell as error:
        return BadRow(each.line, str(error))


def _refuse_other_scripts(archive: Archive) -> None:
    """An archive has many files that look alike, some of them private."""
    match = _SCRIPT.match(archive.beginning.lstrip("\ufeff"))
    if match is None:
        raise WrongFile(
            "This is no file of a Twitter archive: tweets.js, tweet.js, a month or tweets.csv."
        )
    refuse_private_script(match[0])


def _is_script(archive: Archive) -> bool:
    return _SCRIPT.match(archive.beginning.lstrip("\ufeff")) is not None


def _is_sheet(archive: Archive) -> bool:
    return {*header_of(archive.beginning)} >= _OWN


def _owner_in(archive: Archive) -> Owner | None:
    """Whose archive this is, by the file in it that says so."""
    for member in archive.members:
        if member.name in ("account.js", "user_details.js"):
            for each in values_of(open_member(archive, member).quiet()):
                if isinstance(each, Value) and (owner := _owner(each.value)):
                    return owner
    return None


def _owner(record: Any) -> Owner | None:
    if not isinstance(record, dict):
        return None
    inner = record.get("account")
    account = inner if isinstance(inner, dict) else record
    owner = Owner(
        word(account, "accountId", "id"),
        word(account, "username", "screen_name"),
        word(account, "accountDisplayName", "full_name"),
    )
    return owner if owner.number or owner.handle else None
