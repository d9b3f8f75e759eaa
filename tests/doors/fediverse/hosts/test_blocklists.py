"""Lists of domains as Mastodon exports them: read, with a word on each odd line, and written."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodtalk.doors.fediverse.hosts.blocklists import (
    NoBlocklist,
    read_blocklist,
    take,
    write_blocklist,
)
from goodtalk.doors.fediverse.hosts.deciding import Decision, decide, decision_of
from goodtalk.doors.fediverse.hosts.models import DomainRule
from tests.hour import at

NOW = at("12:00")
HEADER = "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate"


def read(*lines, header=HEADER):
    return read_blocklist(io.StringIO("\n".join([header, *lines]) + "\n", newline=""))


def rules():
    return list(DomainRule.objects.order_by("domain").values_list("domain", "severity"))


@pytest.mark.parametrize("header", [HEADER, HEADER.replace("#", ""), "\ufeff" + HEADER.upper()])
def test_a_list_is_read_with_headers_as_servers_write_them(header):
    found = read(
        'Bad.example,suspend,true,true,"spam, and ""more""",false',
        "so-so.example,silence,false,false,,false",
        header=header,
    )

    assert found.decisions == [
        Decision("bad.example", "suspend", rejects_media=True, rejects_reports=True,
                 public_comment='spam, and "more"'),
        Decision("so-so.example", "silence"),
    ]  # fmt: skip
    assert found.skipped == []


def test_two_columns_are_enough():
    found = read("bad.example,suspend", header="domain,severity")

    assert found.decisions == [Decision("bad.example", "suspend")]


def test_what_cannot_be_taken_is_told_with_its_line_and_the_rest_is_taken():
    found = read(
        "bad.example,noop,true,false,,false",
        "b*d.example,suspend,false,false,,true",
        "no name,suspend,false,false,,false",
        "short.example",
        '"two\nlines.example",suspend,false,false,,false',
        "worse.example,suspend,false,false,,false",
    )

    assert found.skipped == [
        (2, "bad.example: 'noop' is neither suspend nor silence."),
        (3, "b*d.example is obfuscated: nobody knows which domain it is."),
        (4, "'no name' is no domain, such as bad.example."),
        (5, "short.example: '' is neither suspend nor silence."),
        (7, "'two\\nlines.example' is no domain, such as bad.example."),
    ]
    assert found.decisions == [Decision("worse.example", "suspend")]


def test_a_list_that_names_this_server_does_not_shut_it_out(settings):
    settings.ORIGIN = "https://talk.council.example"

    found = read("council.example,suspend")

    assert found.skipped == [(2, "council.example is this server, or it lies under it.")]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "There is no column domain or severity."),
        ("<html>\n<p>Not found", "There is no column domain or severity."),
        ("#domain\ngood.example\n", "There is no column severity."),
        (
            f"domain,severity\n{'a' * 200_000}",
            "It cannot be read as CSV in UTF-8 (field larger than field limit (131072)).",
        ),
    ],
)
def test_another_file_is_refused_in_a_sentence(text, why):
    with pytest.raises(NoBlocklist) as refused:
        read_blocklist(io.StringIO(text, newline=""))

    assert str(refused.value) == why


@given(st.text())
def test_whatever_stands_in_a_file_only_a_sentence_comes_of_it(text):
    try:
        read_blocklist(io.StringIO(f"domain,severity\n{text}", newline=""))
    except NoBlocklist as refused:
        assert str(refused)


@pytest.mark.django_db
def test_a_list_makes_rules_stricter_and_never_weaker():
    for domain, severity in [
        ("a.example", "silence"), ("b.example", "suspend"), ("c.example", "allow"),
        ("d.example", "silence"),
    ]:  # fmt: skip
        decide(Decision(domain, severity), now=NOW)
    found = read(
        "a.example,suspend", "b.example,silence", "c.example,suspend", "d.example,silence",
        "e.example,suspend", "e.example,silence",
    )  # fmt: skip

    taken = take(found.decisions, now=NOW)

    assert (taken.added, taken.made_stricter) == (["e.example"], ["a.example"])
    assert taken.left == ["b.example", "c.example", "d.example", "e.example"]
    assert rules() == [
        ("a.example", "suspend"), ("b.example", "suspend"), ("c.example", "allow"),
        ("d.example", "silence"), ("e.example", "suspend"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_what_a_list_makes_stricter_keeps_what_the_host_decided_and_wrote():
    for decision in [
        Decision("a.example", "silence", rejects_media=True, private_comment="Ann knows them"),
        Decision("b.example", "silence", public_comment="loud", private_comment="See mail"),
        Decision("c.example", "allow"),
    ]:
        decide(decision, now=NOW)
    found = read(
        "a.example,suspend,false,false,spam,false", "b.example,silence,true,true,pictures,false",
        "c.example,silence,true,false,,false",
    )  # fmt: skip

    taken = take(found.decisions, now=NOW)

    assert (taken.made_stricter, taken.left) == (["a.example", "b.example"], ["c.example"])
    assert [decision_of(rule) for rule in DomainRule.objects.order_by("domain")] == [
        Decision("a.example", "suspend", rejects_media=True, public_comment="spam",
                 private_comment="Ann knows them"),
        Decision("b.example", "silence", rejects_media=True, rejects_reports=True,
                 public_comment="loud", private_comment="See mail"),
        Decision("c.example", "allow"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_what_would_be_taken_can_be_told_without_taking_it():
    taken = take(read("bad.example,suspend").decisions, now=NOW, pretend=True)

    assert (taken.added, rules()) == (["bad.example"], [])


@pytest.mark.django_db
def test_a_list_that_was_written_here_reads_the_same():
    decisions = [
        Decision("bad.example", "suspend", rejects_media=True, public_comment='said "no", twice'),
        Decision("so-so.example", "silence", rejects_reports=True),
    ]
    for decision in [*decisions, Decision("good.example", "allow")]:
        decide(decision, now=NOW)
    file = io.StringIO()

    write_blocklist(file)

    assert file.getvalue().splitlines()[0] == HEADER
    assert read_blocklist(io.StringIO(file.getvalue(), newline="")).decisions == decisions
