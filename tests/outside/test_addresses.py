"""Where this server may connect to."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodtalk.outside.addresses import check_url, may_connect_to
from goodtalk.outside.answers import NotAllowed

PUBLIC = ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4009::1"]
WALLED = [
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",  # CGNAT
    "169.254.169.254",  # the metadata service of most clouds
    "fd00:ec2::254",  # Amazon's, in IPv6
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "0.0.0.0",
    "255.255.255.255",
    "224.0.0.1",
    "239.255.255.250",
    "ff02::1",
    "ff0e::1",  # a multicast address of global scope
    "192.0.2.1",
    "198.18.0.1",
    "240.0.0.1",
    "192.88.99.1",
    "5f00::1",
    "3fff::1",
    "::",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::10.0.0.1",
    "64:ff9b::a00:1",  # 10.0.0.1 by NAT64
    "64:ff9b::808:808",  # a public one by NAT64 is refused with the rest
    "64:ff9b:1::a00:1",
    "2002:a00:1::1",  # 10.0.0.1 by 6to4
    "2001:0:a00:1::1",  # Teredo
    "2001:db8::1",
]
LOOPBACK = ["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_connected_to(address):
    assert may_connect_to(ipaddress.ip_address(address)) is True


@pytest.mark.parametrize("allowed", [True, False])
@pytest.mark.parametrize("address", WALLED)
def test_an_address_behind_a_wall_is_never_connected_to(settings, address, allowed):
    settings.ALLOW_LOOPBACK = allowed

    assert may_connect_to(ipaddress.ip_address(address)) is False


@pytest.mark.parametrize("allowed", [True, False])
@pytest.mark.parametrize("address", LOOPBACK)
def test_loopback_is_connected_to_only_where_it_is_allowed(settings, address, allowed):
    settings.ALLOW_LOOPBACK = allowed

    assert may_connect_to(ipaddress.ip_address(address)) is allowed


@given(st.ip_addresses())
def test_what_may_be_connected_to_is_global(address):
    if may_connect_to(address):
        assert address.is_global


@pytest.mark.parametrize(
    "url",
    [
        "http://other.example/",
        "ftp://other.example/",
        "file:///etc/passwd",
        "gopher://other.example/",
        "https://",
        "https:///path",
        "https://jo@other.example/",
        "https://jo:secret@other.example/",
        "https://other.example:0/",
        "https://other.example:99999/",
        "https://[::1/",
        "https://10.0.0.1/",
        "https://[::ffff:10.0.0.1]/",
        "https://127.0.0.1/",
        "https://other.example/\r\nHost: inside",
        "https://other.example\\@10.0.0.1/",
        "https://ex\u00e4mple.example/",
        "https://other.example/" + "x" * 2048,
        "//other.example/",
        "",
    ],
)
def test_an_address_that_nobody_should_have_is_not_asked(settings, url):
    settings.ALLOW_LOOPBACK = False

    with pytest.raises(NotAllowed):
        check_url(url)


def test_plain_http_is_spoken_only_where_loopback_is_allowed(settings):
    settings.ALLOW_LOOPBACK = True

    assert check_url("http://127.0.0.1:8000/x").port == 8000


@given(st.text())
def test_any_text_is_an_address_or_is_refused(text):
    try:
        check_url("https://" + text)
    except NotAllowed:
        return
