"""Addresses that are none, or hardly any, in every place in which a post has one."""

import json
from typing import Any

from tests.doors.archives.hostile.hostile import Hostile, stored

NO_ADDRESSES = (
    "https://[", "https://[::1", "https://]x/1", "http://", "https:///",
    "https://a.example:99999999/1", "https://a.example:x/1", "https://\u2100.example/1",
    "https://a b.example/1", "https://a.example\\@b.example/1", "https://" + "a" * 3000,
    "https://" + "a." * 200 + "example/1", "//a.example/1", "https://xn--a/1", "https://\n/1",
)  # fmt: skip


def with_address(number: int, address: str) -> list[dict[str, Any]]:
    """Activities that have it in one place after the other."""
    sound = f"https://a.example/users/jo/statuses/{number}"
    note = {"id": sound, "published": "2023-03-17T13:05:00Z", "content": "<p>#lgovsm</p>"}
    actor = {"type": "Create", "actor": "https://a.example/users/jo", "to": "as:Public"}
    picture = {"type": "Image", "mediaType": "image/png", "url": address}
    elsewhere = {
        "url": address, "inReplyTo": address, "quoteUrl": address, "attachment": [picture],
        "tag": [{"type": "Emoji", "name": ":x:", "icon": {"url": address}}],
        "content": f"<p>#lgovsm <a href='{address}'>x</a> {address}</p>",
    }
    return [
        actor | {"object": note | elsewhere},
        actor | {"object": note | {"id": address}},
        actor | {"object": note | {"id": address, "attachment": [picture | {"url": "/1.png"}]}},
        actor | {"actor": address, "object": note | {"id": f"{sound}0"}},
        {"type": "Announce", "id": f"{sound}1", "published": "2023-03-17T13:05:00Z"}
        | actor | {"type": "Announce", "object": address},
    ]  # fmt: skip


def addresses() -> dict[str, Any]:
    numbered = enumerate(NO_ADDRESSES, 100)
    return {"type": "OrderedCollection", "orderedItems": [
        activity for number, each in numbered for activity in with_address(number, each)
    ]}  # fmt: skip


def addresses_in_statuses() -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for number, address in enumerate(NO_ADDRESSES, 100):
        sound = {
            "uri": f"https://a.example/users/jo/statuses/{number}", "content": "<p>#lgovsm</p>",
            "created_at": "2023-03-17T13:05:00Z",
            "account": {"url": "https://a.example/@jo", "acct": "jo"},
        }
        account = {"url": address, "uri": address, "acct": "jo"}
        picture = {"type": "image", "url": address, "remote_url": address}
        made += [
            sound | {"url": address, "in_reply_to_id": "5", "in_reply_to_account_id": "6",
                     "media_attachments": [picture]},
            sound | {"uri": address},
            sound | {"uri": "", "url": address},
            sound | {"uri": f"{sound['uri']}0", "account": account},
        ]
    return made  # fmt: skip


def addresses_in_an_export() -> dict[str, Any]:
    posts = []
    for number, address in enumerate(NO_ADDRESSES, 100):
        sound = {
            "network": "fediverse", "uri": f"https://a.example/users/jo/statuses/{number}",
            "author": {"uri": "https://a.example/users/jo"}, "text": "Hello #lgovsm",
            "published": "2014-03-14T13:05:00Z",
        }
        posts += [
            sound | {"url": address, "in_reply_to": address, "links": [address],
                     "enclosed": {"quote": address, "pictures": [{"url": address}]}},
            sound | {"uri": address},
            sound | {"uri": address, "network": "web", "author": {"uri": "12"}},
            sound | {"uri": f"{sound['uri']}0", "author": {"uri": address}},
        ]
    hour = {
        "date": "2014-03-14", "starts": "2014-03-14T13:00:00Z", "ends": "2014-03-14T14:00:00Z",
        "state": "closed", "posts": posts,
    }
    return {"community": {"tag": "lgovsm"}, "chats": [hour], "between": []}  # fmt: skip


ADDRESSED: tuple[Hostile, ...] = (
    stored("no-addresses-in-an-outbox.json", json.dumps(addresses()), 35, invalid=27),
    stored("no-addresses-in-statuses.json", json.dumps(addresses_in_statuses()), 27,
           invalid=27),
    stored("no-addresses-in-an-export.json", json.dumps(addresses_in_an_export()), 41,
           invalid=19),
)
