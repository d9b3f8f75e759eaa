"""Messages and deleted tweets: whatever is said of the file, nothing of it is kept."""

import json

import pytest

from goodtalk.chats.models import Account, Post
from goodtalk.doors.archives.entries import WrongFile
from goodtalk.doors.archives.files.hints import Hints, Owner
from goodtalk.doors.archives.files.private import DELETED, MESSAGES

TWEET = {
    "id_str": "444000000000000060",
    "full_text": "Said to one alone #lgovsm",
    "created_at": "Fri Mar 14 13:05:00 +0000 2014",
}
FIRST = TWEET | {
    "sender": {"id": 2, "screen_name": "ann"},
    "sender_screen_name": "ann",
    "recipient": {"id": 1, "screen_name": "mo"},
    "recipient_screen_name": "mo",
}
SECOND = {
    "id": "71",
    "event_type": "MessageCreate",
    "text": "Said to one alone #lgovsm",
    "dm_conversation_id": "1-2",
    "created_at": "2014-03-14T13:06:00Z",
    "sender_id": "2",
}
EVENT = {name: value for name, value in SECOND.items() if name != "dm_conversation_id"}
TALK = {
    "dmConversation": {
        "conversationId": "1-2",
        "messages": [{"messageCreate": {"recipientId": "1", "senderId": "2", "text": "#lgovsm"}}],
    }
}
SHEET = "id,sender_screen_name,recipient_screen_name,text,created_at\n1,ann,mo,x #lgovsm,2014\n"


def ytd(name, *records):
    return f"window.YTD.{name}.part0 = {json.dumps(records)}"


FILES = {
    "v1.1": (json.dumps([FIRST]), MESSAGES),
    "v1.1 by the line": (json.dumps(TWEET | {"user": {"id": 2}}) + "\n" + json.dumps(FIRST), None),
    "v2": (json.dumps({"data": [SECOND], "meta": {}}), MESSAGES),
    "v2 without its conversation": (json.dumps({"data": [EVENT], "meta": {}}), MESSAGES),
    "v2 alone": (json.dumps(SECOND), MESSAGES),
    "messages": (ytd("direct_messages", TALK), MESSAGES),
    "messages of a group": (ytd("direct_messages_group", TALK), MESSAGES),
    "messages said to be tweets": (ytd("tweets", TALK), MESSAGES),
    "deleted": (ytd("deleted_tweets", {"tweet": TWEET}), DELETED),
    "deleted, after others": (
        ytd("tweets", {"tweet": TWEET}) + ";\n" + ytd("deleted_tweets", {"tweet": TWEET}),
        None,
    ),
    "deleted, without the script": (json.dumps([{"tweet": TWEET | {"deleted_at": "x"}}]), DELETED),
    "a sheet of messages": (SHEET, MESSAGES),
}
OWNERS = {"nobody": None, "somebody": Owner(handle="ann")}


@pytest.mark.parametrize("owner", OWNERS.values(), ids=OWNERS)
@pytest.mark.parametrize("name", ["auto", "twitter-json", "twitter-archive", "csv"])
@pytest.mark.parametrize(("content", "sentence"), FILES.values(), ids=FILES)
def test_nothing_of_it_is_imported_whatever_is_said(
    bring_in, make_file, content, sentence, name, owner
):
    with pytest.raises(WrongFile) as caught:
        bring_in(make_file(content), format_name=name, hints=Hints(owner))

    if name == "auto" and sentence:
        assert str(caught.value) == sentence
    assert (Post.objects.count(), Account.objects.count()) == (0, 0)


@pytest.mark.parametrize("columns", [{}, {"handle": "sender_screen_name"}])
def test_a_sheet_of_messages_is_refused_whatever_columns_are_named(bring_in, make_file, columns):
    with pytest.raises(WrongFile) as caught:
        bring_in(make_file(SHEET), hints=Hints(Owner(handle="ann"), columns))

    assert str(caught.value) == MESSAGES
    assert Post.objects.count() == 0
