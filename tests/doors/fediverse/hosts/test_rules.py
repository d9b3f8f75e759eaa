"""What has been decided about a server: the most specific rule, however its name is written."""

import pytest

from goodtalk.doors.fediverse.hosts.models import DomainRule
from goodtalk.doors.fediverse.hosts.rules import domain_key, is_shut_out, rule_of, rules_of
from tests.hour import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule():
    """The host decides: rule("bad.example", "suspend")."""

    def make(domain, severity):
        return DomainRule.objects.create(domain=domain, severity=severity, made_at=at("12:00"))

    return make


def test_a_server_without_a_rule_is_not_shut_out():
    assert (rule_of("social.example"), is_shut_out("social.example")) == (None, False)


def test_a_rule_counts_for_all_that_lies_under_its_domain_and_for_nothing_beside(rule):
    rule("bad.example", "suspend")

    shut_out = [
        is_shut_out(host)
        for host in ("bad.example", "a.b.bad.example", "notbad.example", "example")
    ]

    assert shut_out == [True, True, False, False]


def test_the_most_specific_of_several_rules_wins(rule):
    whole, part = rule("example", "suspend"), rule("good.example", "allow")
    room = rule("room.good.example", "silence")

    found = rules_of(["bad.example", "good.example", "a.good.example", "x.room.good.example"])

    assert list(found.values()) == [whole, part, part, room]


@pytest.mark.parametrize("written", [
    "BÜCHER.example", "bücher.example.", "xn--bcher-kva.example", "bücher.example:8443",
    "Bu\u0308cher。example", " xn--BCHER-kva.EXAMPLE ",
])  # fmt: skip
def test_a_domain_is_the_same_however_it_is_written(rule, written):
    rule("xn--bcher-kva.example", "suspend")

    assert is_shut_out(written)


@pytest.mark.parametrize("host", ["", "no name", "a..b", "-@-", "ü" * 80 + ".example", "a" * 64])
def test_what_is_no_name_of_a_server_is_shut_out(host):
    assert (domain_key(host), is_shut_out(host)) == ("", True)


def test_an_address_is_one_name_and_lies_under_nothing(rule):
    rule("0.0.1", "suspend")
    rule("2001:db8::1", "suspend")

    shut_out = [is_shut_out(host) for host in ("127.0.0.1:80", "[2001:DB8::1]:80", "2001:db8::2")]

    assert shut_out == [False, True, False]


def test_where_only_listed_servers_are_let_in_all_others_are_shut_out(rule, settings):
    settings.FEDIVERSE_ALLOW_LIST = True
    rule("good.example", "allow")
    rule("so-so.example", "silence")

    shut_out = [
        is_shut_out(host)
        for host in ("good.example", "www.good.example", "so-so.example", "new.example")
    ]

    assert shut_out == [False, False, True, True]


@pytest.mark.parametrize("hosts", [1, 30])
def test_any_number_of_servers_takes_one_query(rule, hosts, django_assert_num_queries):
    rule("bad.example", "suspend")
    names = [f"s{number}.bad.example" for number in range(hosts)]

    with django_assert_num_queries(1):
        found = rules_of(names)

    assert {rule.domain for rule in found.values()} == {"bad.example"}
