"""Whatever strangers send, it is answered in words, and soon."""

import json
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodtalk.chats.models import Post
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.inbox.bodies import NotADocument, read_body
from goodtalk.doors.fediverse.inbox.notes import NotAPost, communities_for, incoming_of
from goodtalk.doors.fediverse.inbox.taking_in import DEALERS
from tests.hour import at

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>&lt;script&gt;"
AUTHOR = RemoteActor(
    uri="https://a.example/users/jo", handle="@jo@a.example", fetched_at=at("12:00")
)
TAG = {"type": "Hashtag", "name": "#lgovsm"}

KEYS = st.sampled_from([
    "id", "type", "name", "href", "url", "content", "icon", "replies", "totalItems", "mediaType",
    "en", "actor", "object", "attributedTo", "to", "width",
]) | st.text(max_size=5)  # fmt: skip
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from([
        "https://a.example/1", "https://chat.example/@lgovsm", "as:Public", "Note", "\0", "\ud800",
        "https://[", "https://a.example:99999/", "9999-12-31T23:59:59-23:59", "😀" * 300,
    ]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
NOTE = {
    "id": "https://a.example/1", "type": "Note", "attributedTo": AUTHOR.uri, "content": "<p>x</p>",
    "to": ["as:Public"], "tag": [TAG],
}
FIELDS = [
    *NOTE, "cc", "audience", "published", "url", "summary", "name", "contentMap", "attachment",
    "inReplyTo", "oneOf", "anyOf", "endTime", "closed", "votersCount", "quote", "quoteUrl",
    "sensitive", "language", "mediaType", "image", "proxyOf",
]


@given(fields=st.dictionaries(st.sampled_from(FIELDS), anything, max_size=6))
@settings(max_examples=150, deadline=None)
def test_any_json_at_any_place_of_a_note_is_a_post_or_is_refused(fields):
    try:
        post = incoming_of(NOTE | fields, author=AUTHOR, now=at("13:10"))
    except NotAPost as refusal:
        assert str(refusal).endswith(".")
    else:
        assert post.uri.startswith("https://a.example")


@given(
    kind=st.sampled_from([*DEALERS, "Undo", "Note", "Odd"]) | anything,
    fields=st.dictionaries(
        st.sampled_from(["object", "target", "to", "cc", "content", "id"]), anything, max_size=5
    ),
    inner=st.dictionaries(st.sampled_from([*FIELDS, "actor", "object"]), anything, max_size=4),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_json_at_any_place_of_an_activity_is_dealt_with(chat, jo, do, kind, fields, inner):
    activity = {"actor": jo.uri, "object": inner} | fields | {"type": kind}

    outcome, reason = do(activity)

    assert outcome in ("stored", "changed", "ignored", "refused")
    assert reason.endswith(".")


@given(body=st.binary(max_size=200) | anything.map(lambda value: json.dumps(value).encode()))
@settings(max_examples=100, deadline=None)
def test_any_body_is_an_object_or_is_refused(body):
    try:
        assert isinstance(read_body(body), dict)
    except NotADocument as refusal:
        assert str(refusal).endswith(".")


def test_scripts_in_every_field_are_gone(chat, peer, jo, do):
    jo.name = SCRIPT
    note = peer.note(
        1, content=SCRIPT + "Hello", summary=SCRIPT, tag=[TAG, {"type": "Hashtag", "name": SCRIPT}],
        url=f"javascript:{SCRIPT}", attachment=[
            {"type": "Image", "url": "javascript:alert(1)", "name": SCRIPT},
            {"type": "Image", "url": "https://m.example/1.png", "name": SCRIPT},
        ],
        contentMap={SCRIPT: SCRIPT},
    )  # fmt: skip

    outcome = do(peer.activity("Create", note))

    assert outcome == ("stored", "Said in #lgovsm.")
    post = Post.objects.get()
    assert (post.text, post.url) == ("<script>Hello", note["id"])
    assert "<script" not in post.html and "<img" not in post.html
    assert [picture["url"] for picture in post.enclosed["pictures"]] == ["https://m.example/1.png"]


@pytest.mark.parametrize(
    "content",
    ["<div>" * 15_000, "<b><i>" * 10_000, "<p" * 20_000, "&" * 79_000, "<a href='" * 8_000],
    ids=["divs", "overlapping", "open", "ampersands", "links"],
)
def test_html_that_is_nested_or_broken_is_read_in_little_memory(content):
    tracemalloc.start()
    with suppress(NotAPost):
        incoming_of(NOTE | {"content": f"Hello {content}"}, author=AUTHOR, now=at("13:10"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 20 * 1024 * 1024


def test_ten_thousand_mentions_name_no_community(chat, our_origin):
    tag = [{"type": "Mention", "href": f"https://x.example/{n}"} for n in range(10_000)]

    assert communities_for(NOTE | {"tag": tag, "to": [one["href"] for one in tag]}) is None
