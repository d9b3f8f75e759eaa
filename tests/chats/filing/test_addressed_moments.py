"""When a post was said that is not here, from its address."""

from datetime import UTC, datetime

import pytest

from goodtalk.chats.filing.addressed_moments import said_at


@pytest.mark.parametrize(
    ("address", "moment"),
    [
        ("https://twitter.com/i/status/1212092628029698048", datetime(2019, 12, 31, 19, 26, 16)),
        ("https://x.com/jo/status/1212092628029698048", datetime(2019, 12, 31, 19, 26, 16)),
        (
            "https://social.example/users/jo/statuses/109305976208011760",
            datetime(2022, 11, 8, 3, 7, 14),
        ),
    ],
)
def test_the_number_in_an_address_tells_when_a_post_was_said(address, moment):
    assert datetime.fromtimestamp(int(said_at(address)), UTC).replace(tzinfo=None) == moment


@pytest.mark.parametrize(
    "address",
    [
        "",
        "1212092628029698048",
        "https://twitter.com/i/status/20",
        "https://twitter.com/i/status/1212092628029698048/photo/1",
        "https://social.example/notes/9f8a",
        "https://social.example/users/jo/statuses/9",
        "at://did:plc:jo/app.bsky.feed.post/3jzfcijpj2z2a",
    ],
)
def test_other_addresses_tell_nothing(address):
    assert said_at(address) is None
