"""What the spreadsheets of single tools tell in ways of their own, told as all others tell it."""

import re

from goodtalk.chats.arriving.cut_short import whole_text
from goodtalk.chats.arriving.retweets import is_retweet
from goodtalk.doors.archives.formats.columns import BY_TOOL, Columns, says_yes
from goodtalk.doors.archives.formats.nested import Named, account_in, tweet_in
from goodtalk.doors.archives.formats.tweet_ids import number_in

_REPEATS = frozenset({"retweet", "retweeted"})
_QUOTES = frozenset({"quote", "quoted", "reply"})  # an answer may quote as well
_HANDLE = re.compile(r"@?(\w{1,20})", re.ASCII)


def has_own_ways(columns: Columns) -> bool:
    """Whether a file has any such column; the rows of most need not be looked at."""
    return not BY_TOOL.keys().isdisjoint(columns.places)


def put_plainly(row: dict[str, str]) -> None:
    """Say in a row's usual cells what only the cells of its tool say."""
    _look_into_cells(row)
    kind, other = row.get("kind", "").lower(), number_in(row.get("other", ""))
    if kind in _REPEATS:
        row["share_of"], row["is_share"] = row["share_of"] or other, "true"
    elif kind in _QUOTES and other != number_in(row["reply_to"]):
        row["quote"] = row["quote"] or other
    if row["share_of"].strip("0") or says_yes(row["is_share"]):
        row["text"] = _repeated(row)


def _look_into_cells(row: dict[str, str]) -> None:
    """Where the cell is an object or its address, as pandas and snscrape's own examples write."""
    if cell := row.get("user_cell"):
        account = account_in(cell)
        row["handle"] = row["handle"] or account.handle
        row["author_id"] = row["author_id"] or account.number
        row["name"] = row["name"] or _name_in(account)
        row["protected"] = row["protected"] or account.fields.get("protected", "")
    if cell := row.get("quoted_cell"):
        row["quote"] = row["quote"] or tweet_in(cell).number
    if cell := row.get("repeated_cell"):
        tweet = tweet_in(cell)
        row["share_of"] = row["share_of"] or tweet.number
        row.setdefault("other_handle", tweet.handle)
        row.setdefault("other_text", tweet.fields.get("rawContent", ""))


def _name_in(account: Named) -> str:
    return account.fields.get("displayname", "") or account.fields.get("name", "")


def _repeated(row: dict[str, str]) -> str:
    """The words of a retweet, whole, and whose they are: some tools tell these beside it."""
    text, whole = row["text"], row.get("other_text", "")
    if whole:
        text = whole_text(text, whole, are_tweets=True, are_shares=True) or text or whole
    whom = _HANDLE.fullmatch(row.get("other_handle", ""))
    return f"RT @{whom[1]}: {text}" if text and whom and not is_retweet(text) else text
