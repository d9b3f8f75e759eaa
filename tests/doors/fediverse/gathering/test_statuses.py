"""What becomes of a status of Mastodon's API."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodtalk.chats.arriving.incoming import Author, Enclosed, IncomingPost, Picture, Poll
from goodtalk.doors.fediverse.gathering.statuses import (
    AskItsOwnServer,
    NotTaken,
    Told,
    read_status,
)
from tests.doors.fediverse.gathering.conftest import status
from tests.hour import at

HOME = "https://social.example"


def read(one, server="social.example", tag="lgovsm", named=None):
    return read_status(one, tag=tag, server=server, named=named or {})


def fate(one, **asked):
    """Why it is not taken; empty when it is."""
    try:
        read(one, **asked)
    except (NotTaken, AskItsOwnServer) as reason:
        return str(reason)
    return ""


def test_a_status_is_a_post():
    told = read(status(7, in_reply_to_id="3"), named={"3": f"{HOME}/users/al/statuses/3"})

    assert told == Told(
        post=IncomingPost(
            network="fediverse",
            uri=f"{HOME}/users/jo/statuses/7",
            author=Author(f"{HOME}/users/jo", "@jo@social.example", "Jo", f"{HOME}/@jo"),
            text="Said 7 #LGovSM",
            published=at("13:10"),
            html=f"<p>Said 7 <a href='{HOME}/tags/LGovSM'>#<span>LGovSM</span></a></p>",
            url=f"{HOME}/@jo/7",
            in_reply_to=f"{HOME}/users/al/statuses/3",
            tags=("lgovsm", "LGovSM"),
            language="en",
        ),
        edited_at=None,
        is_own=True,
    )


def test_what_came_with_the_words_is_enclosed():
    one = status(
        spoiler_text="Roads",
        sensitive=True,
        media_attachments=[
            {
                "type": "image",
                "url": f"{HOME}/cache/a.png",
                "remote_url": "https://origin.example/a.png",
                "description": "A road",
                "meta": {"original": {"width": 640, "height": 480}},
            },
            {"type": "gifv", "url": f"{HOME}/b.mp4", "remote_url": None, "description": None},
            {"type": "unknown", "url": f"{HOME}/c"},
        ],
        poll={
            "options": [
                {"title": "Grit", "votes_count": 3},
                {"title": "Salt", "votes_count": None},
            ],
            "multiple": False,
            "expires_at": "2026-11-28T13:00:00Z",
            "voters_count": 3,
        },
        quote={"state": "accepted", "quoted_status": {"uri": f"{HOME}/users/al/statuses/1"}},
        emojis=[{"shortcode": "cat", "url": f"{HOME}/cat.png"}],
    )

    assert read(one).post.enclosed == Enclosed(
        warning="Roads",
        is_sensitive=True,
        pictures=(
            Picture("https://origin.example/a.png", "A road", "image", 640, 480),
            Picture(f"{HOME}/b.mp4", "", "video"),
        ),
        poll=Poll(
            (("Grit", 3), ("Salt", 0)), ends=datetime(2026, 11, 28, 13, tzinfo=UTC), voters=3
        ),
        quote=f"{HOME}/users/al/statuses/1",
        emoji=((":cat:", f"{HOME}/cat.png"),),
    )


def test_emoji_of_the_authors_name_come_along():
    one = status(1)
    emoji = [{"shortcode": name, "url": f"{HOME}/{name}.png"} for name in ("blob", "other")]
    one["account"] |= {"display_name": "Jo :blob:", "emojis": emoji}

    assert read(one).post.enclosed == Enclosed(emoji=((":blob:", f"{HOME}/blob.png"),))


def test_it_is_known_what_is_kept_out_of_public_timelines():
    one = read(status(1, visibility="unlisted"))

    assert one.post.enclosed == Enclosed(is_unlisted=True)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"visibility": "private"}, "It is not public."),
        ({"visibility": "direct"}, "It is not public."),
        ({"visibility": "local"}, "It is not public."),
        ({"visibility": None}, "It is not public."),
        ({"visibility": "unlisted"}, ""),
        ({"local_only": True}, "It is not meant to leave its server."),
        ({"reblog": {"id": "1"}}, "It only repeats another one."),
        ({"tags": [], "content": "<p>Other talk</p>"}, "It does not carry the tag."),
        ({"tags": [{"name": "LGOVSM"}], "content": "<p>Other talk</p>"}, ""),
        ({"uri": "javascript:alert(1)"}, "It has no usable address."),
        ({"uri": None}, "It has no usable address."),
        ({"uri": "https://victim.example/1"}, "It and its author are of different servers."),
        ({"created_at": "yesterday"}, f"{HOME}/users/jo/statuses/1"),
        ({"content": "x" * 80_001}, "It is too long."),
    ],
)
def test_only_what_is_said_to_everybody_with_the_tag_is_taken(fields, reason):
    assert fate(status(1, **fields)) == reason


@pytest.mark.parametrize(
    ("account", "reason"),
    [
        ({"noindex": True}, "Its author does not want to be gathered."),
        ({"noindex": False, "indexable": False, "discoverable": False}, ""),
        ({"note": "<p>Hello. #<span>NoBot</span></p>"}, "Its author does not want to be gathered."),
        ({"display_name": "Jo #noarchive"}, "Its author does not want to be gathered."),
        (
            {"fields": [{"name": "Bots", "value": "#nobots, please"}]},
            "Its author does not want to be gathered.",
        ),
        ({"note": "<p>I build #nobotany pages</p>"}, ""),
    ],
)
def test_whoever_wants_to_be_left_out_is(account, reason):
    one = status()
    one["account"] |= account

    assert fate(one) == reason


@pytest.mark.parametrize(
    ("account", "uri", "author"),
    [
        ({"uri": None}, f"{HOME}/users/jo/statuses/1", f"{HOME}/users/jo"),
        ({"uri": None}, f"{HOME}/ap/users/12/statuses/1", f"{HOME}/ap/users/12"),
        ({"uri": None, "pleroma": {"ap_id": f"{HOME}/users/jo"}}, f"{HOME}/objects/1",
         f"{HOME}/users/jo"),
        ({"uri": None}, f"{HOME}/notes/9abc", None),  # Misskey's kin: asked by ActivityPub
    ],
)  # fmt: skip
def test_the_author_has_the_name_that_other_servers_know(account, uri, author):
    one = status(uri=uri)
    one["account"] |= account

    if author is None:
        with pytest.raises(AskItsOwnServer, match=uri):
            read(one)
    else:
        assert read(one).post.author.uri == author


def test_a_handle_without_a_server_is_of_the_server_that_was_asked():
    one = status(home="https://mastodon.example")
    one["account"]["acct"] = "jo"

    told = read(one, server="mastodon.example")

    assert told.post.author.handle == "@jo@mastodon.example"


def test_a_bridge_says_what_it_has_copied():
    uri = "https://bsky.brid.gy/convert/ap/at://did:plc:x/app.bsky.feed.post/3k"
    one = status(uri=uri)
    one["account"]["uri"] = "https://bsky.brid.gy/ap/did:plc:x"

    assert read(one).post.copy_of == ("at://did:plc:x/app.bsky.feed.post/3k",)


@pytest.mark.parametrize(
    ("name", "server", "tag", "outcome"),
    [
        ("Status-Example.json", "mastodon.social", "lgovsm", "It does not carry the tag."),
        ("granary-mastodon-STATUS.json", "foo.com", "lgovsm", "It does not carry the tag."),
        ("statusmute-TestMuteUnmuteStatus.json", "localhost:8080", "lgovsm",
         "It does not carry the tag."),
        ("statuscreate-TestPostNewStatus.json", "localhost:8080", "lgovsm", "It is not public."),
        ("statusboost-TestPostBoost.json", "localhost:8080", "lgovsm",
         "It only repeats another one."),
    ],
)  # fmt: skip
def test_real_statuses_are_read(real_documents, name, server, tag, outcome):
    one = json.loads((real_documents / "mastodon-api" / name).read_text("utf-8"))

    assert fate(one, server=server, tag=tag) == outcome


def test_every_real_status_is_a_post_or_is_not_taken_for_a_reason(real_documents):
    taken = []
    for path in sorted((real_documents / "mastodon-api").glob("*.json")):
        found = json.loads(path.read_text("utf-8"))
        for one in found if isinstance(found, list) else [found]:
            tagged = one | {"tags": [{"name": "lgovsm"}]}
            if fate(tagged, server="mastodon.social") == "":
                taken.append(read(tagged, server="mastodon.social").post.author.uri)

    assert taken == [
        "https://mastodon.social/users/Gargron",
        "http://foo.com/users/snarfed",
        "https://mastodon.social/users/trwnh",
        "https://mastodon.social/users/trwnh",
        "https://mastodon.social/users/Gargron",
        "https://mastodon.social/users/Gargron",
        "http://localhost:8080/users/the_mighty_zork",
    ]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(anything)
def test_anything_at_all_is_a_post_or_not_taken(value):
    fate(value)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(sorted(status())), anything, max_size=6),
       st.dictionaries(st.sampled_from(sorted(status()["account"])), anything, max_size=4))
def test_a_status_with_anything_at_any_place_is_a_post_or_not_taken(fields, account):  # fmt: skip
    one = status()
    one["account"] |= account

    fate(one | fields)
