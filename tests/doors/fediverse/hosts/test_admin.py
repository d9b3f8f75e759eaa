"""The host's own page for other servers."""

import pytest

from goodtalk.doors.fediverse.hosts.models import DomainRule

PAGE = "/host-admin/doors_fediverse/domainrule/"


@pytest.fixture
def host(client, make_user):
    """The host, signed in."""
    client.force_login(make_user("host", is_staff=True, is_superuser=True))
    return client


def add(host, domain):
    return host.post(f"{PAGE}add/", {"domain": domain, "severity": "suspend"})


def test_a_rule_is_made_listed_and_forgotten(host):
    made = add(host, "Bad.example")
    rule = DomainRule.objects.get()
    listed = host.get(PAGE).content.decode()
    host.post(f"{PAGE}{rule.pk}/delete/", {"post": "yes"})

    assert (made.status_code, rule.domain, rule.severity) == (302, "bad.example", "suspend")
    assert "bad.example" in listed
    assert DomainRule.objects.count() == 0


@pytest.mark.parametrize(
    ("domain", "why"),
    [
        ("no name", "is no domain, such as bad.example."),
        ("council.example", "council.example is this server, or it lies under it."),
    ],
)
def test_what_cannot_be_a_rule_is_told(host, domain, why, settings):
    settings.ORIGIN = "https://council.example"

    page = add(host, domain).content.decode()

    assert why in page
    assert DomainRule.objects.count() == 0


def test_what_follows_is_left_to_the_worker(host):
    from django_tasks_db.models import DBTaskResult

    add(host, "bad.example")

    task = DBTaskResult.objects.get()
    assert task.args_kwargs["args"][0] == ["bad.example"]
