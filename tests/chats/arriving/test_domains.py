"""Names of servers, and which lie under which."""

import pytest

from goodtalk.chats.arriving.domains import domains_of, host_of, is_under, read_domains
from goodtalk.chats.arriving.incoming import Author


@pytest.mark.parametrize(
    ("uri", "handle", "domains"),
    [
        ("https://a.example/users/jo", "@jo@b.example", {"a.example", "b.example"}),
        ("did:plc:abc", "jo.bsky.social", {"jo.bsky.social"}),
        ("twitter:user:12", "@jo", set()),
        ("user:5", "", set()),
        ("guest:abc", "", set()),
    ],
)
def test_an_author_is_at_home_where_their_address_or_handle_says(uri, handle, domains):
    assert domains_of(Author(uri, handle)) == domains


@pytest.mark.parametrize(
    ("address", "host"),
    [("https://Example.ORG:8000/x", "example.org"), ("ftp://a.example", ""), ("https://[", "")],
)
def test_the_host_of_an_address_or_nothing(address, host):
    assert host_of(address) == host


def test_a_name_lies_under_a_domain_by_whole_parts():
    names = ["spam.example", "www.spam.example", "notspam.example", "example", ""]

    assert [is_under(name, {"spam.example"}) for name in names] == [True, True, False, False, False]


def test_a_list_of_domains_has_remarks_commas_and_capitals():
    text = "# known\nSpam.example  # since May\na.example, b.example.\n\n"

    assert read_domains(text) == {"spam.example", "a.example", "b.example"}
