"""Scripts, formulas and tricks in every field of every format, in posts that are stored."""

import csv
import io
import json
from typing import Any

from tests.doors.archives.hostile.hostile import Hostile, lines_of, stored
from tests.doors.archives.hostile.packed import ACCOUNT, zipped

SCRIPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "<a href='data:text/html,x'>x</a>",
    "{{ 7*7 }}{% debug %}",
    "=cmd|'/c calc'!A1",
    '=HYPERLINK("http://evil.example","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "' OR 1=1; DROP TABLE chats_post; --",
    "%s %(x)s {0} ${x} $(touch /tmp/x) `id`",
    "../../../../etc/passwd",
    "\u202egnp.exe",
    "\x1b[2J\x1b]0;owned\x07",
    "A\ufffd",
)
TAGS = (
    "id_str", "from_user", "text", "created_at", "time", "geo_coordinates", "user_lang",
    "in_reply_to_user_id_str", "in_reply_to_screen_name", "from_user_id_str",
    "in_reply_to_status_id_str", "source", "profile_image_url", "user_followers_count",
    "user_friends_count", "user_location", "status_url", "entities_str",
)  # fmt: skip
ANY = (
    "id", "text", "created_at", "author_id", "name", "username", "tweet_url", "lang", "hashtags",
    "expanded_urls", "quoted_status_id", "media_url", "ext_alt_text", "conversation_id",
    "in_reply_to_status_id", "retweet_status_id", "protected", "urls_t_co", "photos", "quote_url",
)  # fmt: skip
ID = 444_000_000_000_000_001
AT = "Fri Mar 14 13:01:00 +0000 2014"
NUMBERED = tuple(enumerate(SCRIPTS, ID))


def sheet(columns: tuple[str, ...]) -> str:
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, columns)
    writer.writeheader()
    for number, script in NUMBERED:
        sound = {
            "id": number, "id_str": number, "text": f"{script} #lgovsm", "created_at": AT,
            "author_id": "12", "from_user_id_str": "12", "retweet_status_id": "",
        }  # fmt: skip
        writer.writerow({name: sound.get(name, script) for name in columns})
    return written.getvalue()


def first_version(number: int, script: str) -> dict[str, Any]:
    entity = dict.fromkeys(("url", "expanded_url", "display_url", "media_url_https"), script)
    keys = ("lang", "source", "in_reply_to_status_id_str", "in_reply_to_screen_name", "place",
            "quoted_status_id_str", "possibly_sensitive", "withheld_in_countries")
    return dict.fromkeys(keys, script) | {
        "id_str": str(number),
        "created_at": AT,
        "full_text": f"{script} #lgovsm",
        "entities": {"urls": [entity], "hashtags": [{"text": script}], "user_mentions": [entity]},
        "extended_entities": {"media": [entity | {"type": script, "ext_alt_text": script}]},
        "quoted_status_permalink": {"url": script, "expanded": script},
        "user": {"id_str": "12", "screen_name": script, "name": script, "url": script},
    }


def second_version() -> dict[str, Any]:
    tweets = [
        {
            "id": str(number), "text": f"{script} #lgovsm", "created_at": "2014-03-14T13:01:00Z",
            "author_id": "12", "lang": script, "source": script, "conversation_id": script,
            "referenced_tweets": [{"type": "quoted", "id": script},
                                  {"type": "replied_to", "id": script}],
            "attachments": {"media_keys": [script]},
            "entities": {"urls": [{"url": script, "expanded_url": script, "unwound_url": script}],
                         "hashtags": [{"tag": script}], "mentions": [{"username": script}]},
        }
        for number, script in NUMBERED
    ]  # fmt: skip
    users = [{"id": "12", "name": script, "username": script} for script in SCRIPTS]
    media = [
        {"media_key": script, "type": script, "url": script, "alt_text": script}
        for script in SCRIPTS
    ]
    return {"data": tweets, "includes": {"users": users, "media": media, "tweets": SCRIPTS}}


def twitter_archive() -> bytes:
    made = [first_version(number, script) for number, script in NUMBERED]
    for tweet in made:
        del tweet["user"]
    script = f"window.YTD.tweets.part0 = {json.dumps([{'tweet': each} for each in made])}"
    return zipped(("data/account.js", ACCOUNT), ("data/tweets.js", script.encode()))


def outbox() -> dict[str, Any]:
    return {"type": "OrderedCollection", "orderedItems": [
        {
            "type": "Create", "id": script, "actor": "https://a.example/users/jo",
            "to": ["as:Public"], "cc": [script],
            "object": {
                "id": f"https://a.example/users/jo/statuses/{number}", "type": script,
                "published": "2023-03-17T13:05:00Z", "url": script, "summary": script,
                "inReplyTo": script, "attributedTo": script, "contentMap": {script: script},
                "content": f"<p>#lgovsm {script} <a href='javascript:alert(1)'>x</a></p>",
                "tag": [{"type": "Hashtag", "name": script, "href": script},
                        {"type": "Emoji", "name": script, "icon": {"url": script}}],
                "attachment": [{"type": "Image", "mediaType": script, "url": script,
                                "name": script, "blurhash": script}],
            },
        }
        for number, script in NUMBERED
    ]}  # fmt: skip


def statuses() -> list[dict[str, Any]]:
    keys = ("id", "language", "spoiler_text", "url", "in_reply_to_id", "in_reply_to_account_id")
    return [
        dict.fromkeys(keys, script) | {
            "uri": f"https://a.example/users/jo/statuses/{number}",
            "created_at": "2023-03-17T13:05:00Z",
            "content": f"<p>#lgovsm {script} <a href='javascript:alert(1)'>x</a></p>",
            "tags": [{"name": script, "url": script}],
            "mentions": [dict.fromkeys(("id", "acct", "url", "username"), script)],
            "media_attachments": [
                dict.fromkeys(("type", "url", "remote_url", "description"), script)],
            "emojis": [dict.fromkeys(("shortcode", "url", "static_url"), script)],
            "card": dict.fromkeys(("url", "title", "html", "embed_url"), script),
            "poll": {"options": [{"title": script, "votes_count": script}]},
            "account": {"id": script, "acct": script, "url": "javascript:alert(1)",
                        "display_name": script},
        }
        for number, script in NUMBERED
    ]  # fmt: skip


def export() -> dict[str, Any]:
    """As a server of ours would write it, if somebody who means harm had changed each field."""
    posts = [
        {
            "network": "fediverse", "uri": f"https://a.example/users/jo/statuses/{number}",
            "author": {"uri": "https://a.example/users/jo", "handle": script, "name": script},
            "text": f"{script} #lgovsm", "published": "2014-03-14T13:05:00Z", "url": script,
            "in_reply_to": script, "links": [script], "language": script, "kind": script,
            "filed_by": script, "question": script, "thanks": script,
            "enclosed": {
                "warning": script, "quote": script, "emoji": {script: script},
                "pictures": [{"url": script, "description": script, "kind": script}],
                "poll": {"choices": [{"words": script, "votes": script}], "ends": script},
            },
        }
        for number, script in NUMBERED
    ]
    hour = {
        "date": "2014-03-14", "starts": "2014-03-14T13:00:00Z", "ends": "2014-03-14T14:00:00Z",
        "state": "closed", "theme": SCRIPTS[0], "welcome": SCRIPTS[1], "wrap_up": SCRIPTS[2],
        "questions": [
            {"number": number, "text": script, "planned": "2014-03-14T13:00:00Z",
             "released": "2014-03-14T13:00:00Z"}
            for number, script in enumerate(SCRIPTS[:9], 1)
        ],
        "posts": posts,
    }
    ours = {"tag": "lgovsm", "name": SCRIPTS[0]}
    return {"community": ours, "chats": [hour], "between": []}  # fmt: skip


ALL = len(SCRIPTS)
SCRIPTED: tuple[Hostile, ...] = (
    stored("scripts-in-tags.csv", sheet(TAGS), ALL),
    stored("scripts-in-any-sheet.csv", sheet(ANY), ALL),
    stored("scripts-of-version-1.jsonl", lines_of(
        [first_version(number, script) for number, script in NUMBERED]), ALL),
    stored("scripts-of-version-2.json", json.dumps(second_version()), ALL),
    stored("scripts-in-an-archive.zip", twitter_archive(), ALL),
    stored("scripts-in-an-outbox.json", json.dumps(outbox()), ALL),
    stored("scripts-in-an-export.json", json.dumps(export()), ALL),
    stored("scripts-in-statuses.json", json.dumps(statuses()), ALL),
)
