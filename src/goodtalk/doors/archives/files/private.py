"""What was never said in public, or was taken back: whatever people say of the file, no post.

A file that holds any of it is refused as a whole, rather than a row of it skipped: whoever gives
it has taken the wrong one.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from goodtalk.doors.archives.entries import WrongFile

MESSAGES = (
    "These are direct messages, which were not said in public; nothing of this file is imported."
)
DELETED = (
    "These are tweets that their author deleted, and they stay gone; "
    "nothing of this file is imported."
)

NOTE = "note_tweet"
NOTES = (
    "This file of a Twitter archive has the whole texts of long tweets, but not whose they are "
    "and what they answer; import the zip, with tweets.js in it, and they are completed."
)

_SCRIPT = re.compile(r"\s*window\.YTD\.(\w{1,60})\.part\d+\s*=", re.ASCII)
_TO_BE_READ = frozenset({"tweet", "tweets", "account"})
# What a message has, in any of Twitter's interfaces, and no tweet.
_OF_MESSAGES = frozenset(
    {
        "recipient",
        "recipient_id",
        "recipient_id_str",
        "recipient_screen_name",
        "recipientId",
        "dm_conversation_id",
        "dmConversation",
        "message_create",
        "messageCreate",
    }
)
_EVENTS = frozenset({"MessageCreate", "ParticipantsJoin", "ParticipantsLeave"})


def refuse_private_script(beginning: str, wanted: str = "") -> None:
    """Refuse a file of Twitter's archives that holds something else than tweets. Raises WrongFile.

    Some of its files look like tweets, but are none that anybody may read. What is `wanted` is let
    through, if it is neither a message nor deleted.
    """
    match = _SCRIPT.match(beginning)
    what = match[1] if match else "tweets"
    if what.startswith("direct_message"):
        raise WrongFile(MESSAGES)
    if what.startswith("deleted_"):
        raise WrongFile(DELETED)
    if what == NOTE != wanted:
        raise WrongFile(NOTES)
    if what not in {*_TO_BE_READ, wanted}:
        raise WrongFile(f"This file of a Twitter archive has no tweets but {what}.")


def refuse_private(record: Mapping[str, Any]) -> None:
    """Refuse the file of a record that is a message, or was deleted. Raises WrongFile."""
    refuse_private_columns(record)
    if record.get("event_type") in _EVENTS:
        raise WrongFile(MESSAGES)
    if record.get("deleted_at"):
        raise WrongFile(DELETED)


def refuse_private_columns(names: Iterable[str]) -> None:
    """Refuse the file of a sheet or a record that says to whom it went. Raises WrongFile."""
    if not _OF_MESSAGES.isdisjoint(names):
        raise WrongFile(MESSAGES)
