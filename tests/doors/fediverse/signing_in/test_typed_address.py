"""What people type when they are asked where their account is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodtalk.doors.fediverse.signing_in.typed_address import (
    NotAnAddress,
    TypedAddress,
    host_of_origin,
    origin_of,
    read_address,
)


@pytest.mark.parametrize(("typed", "host", "name"), [
    ("@jo@mastodon.example", "mastodon.example", "jo"),
    ("jo@mastodon.example", "mastodon.example", "jo"),
    (" acct:jo@Mastodon.Example. ", "mastodon.example", "jo"),
    ("mastodon.example", "mastodon.example", ""),
    ("https://mastodon.example/@jo", "mastodon.example", "jo"),
    ("https://mastodon.example/@jo@council.example", "mastodon.example", "jo"),
    ("mastodon.example/users/jo", "mastodon.example", ""),
    ("https://mastodon.example/", "mastodon.example", ""),
    ("https://x:y@mastodon.example/", "mastodon.example", ""),
    ("@jo@bücher.example", "xn--bcher-kva.example", "jo"),
    ("mastodon.example:443", "mastodon.example", ""),
    ("mastodon.example:8443", "mastodon.example:8443", ""),
])  # fmt: skip
def test_an_address_is_understood_in_all_the_ways_it_is_written(typed, host, name):
    assert read_address(typed) == TypedAddress(host, name)


@pytest.mark.parametrize(("typed", "why"), [
    ("", "Type your address, such as @jo@mastodon.example."),
    ("two words", "Type your address, such as @jo@mastodon.example."),
    ("x" * 301, "Type your address, such as @jo@mastodon.example."),
    ("@jo", "@jo could be on any server: add yours, such as @jo@mastodon.example."),
    ("jo", "jo is no server's name, such as mastodon.example."),
    ("https://", " is no server's name, such as mastodon.example."),
    ("https://[::1/", " is no server's name, such as mastodon.example."),
    ("jo@m.example:http", "m.example:http is no server's name, such as mastodon.example."),
    ("jo@<b>.example", "<b>.example is no server's name, such as mastodon.example."),
])  # fmt: skip
def test_what_names_no_server_is_told_in_a_sentence(typed, why):
    with pytest.raises(NotAnAddress) as refused:
        read_address(typed)

    assert str(refused.value) == why


@given(st.text())
def test_whatever_is_typed_it_is_a_server_or_a_sentence(typed):
    try:
        assert read_address(typed).host
    except NotAnAddress as refused:
        assert str(refused)


@pytest.mark.parametrize(("address", "host"), [
    ("https://mastodon.example/users/jo", "mastodon.example"),
    ("https://Mastodon.example:443/", "mastodon.example"),
    ("https://mastodon.example:8443/", "mastodon.example:8443"),
    ("http://mastodon.example/", ""),
    ("https://jo@mastodon.example/", ""),
    ("https://mastodon.example:99999/", ""),
    ("javascript:alert(1)", ""),
    ("//mastodon.example", ""),
    ("", ""),
])  # fmt: skip
def test_the_server_of_an_address_is_known_where_the_address_is_as_it_should_be(address, host):
    assert host_of_origin(address) == host


def test_plain_http_is_for_this_machine_and_only_where_that_is_allowed(settings):
    found = []
    for allowed in (False, True):
        settings.ALLOW_LOOPBACK = allowed
        found += [origin_of("127.0.0.1:80"), origin_of("localhost"), origin_of("a.example")]

    assert found == [
        "https://127.0.0.1:80", "https://localhost", "https://a.example",
        "http://127.0.0.1:80", "http://localhost", "https://a.example",
    ]  # fmt: skip
