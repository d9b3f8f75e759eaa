"""The host decides about a domain, and thinks better of it."""

import pytest

from goodtalk.doors.fediverse.hosts.deciding import (
    Decision,
    NotADomain,
    OwnServer,
    decide,
    forget,
)
from goodtalk.doors.fediverse.hosts.models import DomainRule
from tests.hour import at

pytestmark = pytest.mark.django_db
NOW = at("12:00")


def rules():
    return list(DomainRule.objects.order_by("domain").values_list("domain", "severity"))


def test_a_second_decision_about_a_domain_takes_the_place_of_the_first():
    first = decide(Decision("@Bad.Example", "silence"), now=NOW)

    second = decide(Decision("*.bad.example", "suspend", public_comment="spam"), now=at("12:30"))

    assert (rules(), second.public_comment) == ([("bad.example", "suspend")], "spam")
    assert DomainRule.objects.get().made_at == first.made_at


@pytest.mark.parametrize("written", ["", "no name", "https://bad.example/", "bad*.example"])
def test_what_is_no_domain_is_refused_in_a_sentence(written):
    with pytest.raises(NotADomain, match=r"is no domain, such as bad\.example"):
        decide(Decision(written, "suspend"), now=NOW)

    assert rules() == []


@pytest.mark.parametrize("domain", ["talk.council.example", "council.example", "example"])
@pytest.mark.parametrize("severity", ["suspend", "silence"])
def test_nobody_shuts_themselves_out(domain, severity, settings):
    settings.ORIGIN = "https://talk.council.example"

    with pytest.raises(OwnServer):
        decide(Decision(domain, severity), now=NOW)

    assert rules() == []


def test_a_rule_is_forgotten_once():
    decide(Decision("bad.example", "suspend"), now=NOW)

    assert (forget("BAD.example"), forget("bad.example"), rules()) == (True, False, [])
