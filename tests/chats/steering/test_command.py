"""`goodtalk chat add`: what it makes, prints, and refuses."""

import argparse
from datetime import UTC, datetime, timedelta

import pytest

from goodtalk.chats.models import Chat
from goodtalk.chats.steering import command
from goodtalk.chats.steering.command import CannotAdd, add_arguments, add_chat, run
from goodtalk.chats.steering.conductor import keep_time
from tests.hour import at, logged

NOW = at("12:00")
USUAL = {
    "--community": "#LGovSM",
    "--starts": "2026-11-27T13:00",
    "--minutes": "60",
    "--theme": "Grit and salt",
}


def options(*more, **changes):
    words = [word for pair in (USUAL | changes).items() for word in pair]
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args([*words, *more])


def test_an_hour_is_made_with_its_questions_sharing_the_time(make_community):
    make_community()

    chat = add_chat(
        options("--question", "Who grits?", "--question", "Who  pays?"), now=NOW
    )

    assert (chat.theme, chat.starts_at, chat.ends_at) == ("Grit and salt", at("13:00"), at("14:00"))
    assert (chat.autopilot, chat.chair, chat.state) == (False, None, "planned")
    assert list(chat.questions.values_list("number", "text", "minutes", "due_at")) == [
        (1, "Who grits?", 25, at("13:05")),
        (2, "Who pays?", 25, at("13:30")),
    ]
    assert logged(chat) == [(1, "chat.planned"), (2, "run_sheet.edited")]


def test_without_questions_the_communitys_template_is_not_used(make_community):
    make_community(template_questions=[{"text": "Who?", "minutes": 10}])

    assert add_chat(options(), now=NOW).questions.count() == 0


@pytest.mark.parametrize(
    ("starts", "moment"),
    [
        ("2026-07-03T13:00", datetime(2026, 7, 3, 12, tzinfo=UTC)),
        ("2026-07-03 13:00", datetime(2026, 7, 3, 12, tzinfo=UTC)),
        ("2026-07-03T13:00Z", datetime(2026, 7, 3, 13, tzinfo=UTC)),
        ("2026-07-03T13:00+02:00", datetime(2026, 7, 3, 11, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_on_the_communitys_clock(make_community, starts, moment):
    make_community()

    chat = add_chat(options(**{"--starts": starts}), now=datetime(2026, 7, 1, tzinfo=UTC))

    assert chat.starts_at == moment


def test_an_hour_whose_start_is_past_begins_at_once(make_community):
    make_community()

    chat = add_chat(options("--autopilot", "--question", "Who?"), now=at("13:10"))

    assert (chat.state, chat.questions.get().is_released) == ("live", True)


def test_an_hour_of_one_minute_runs_by_the_same_rules(make_community):
    make_community()
    chat = add_chat(
        options("--autopilot", "--question", "Who?", **{"--minutes": "1"}), now=NOW
    )

    states = []
    for clock in ("12:59", "13:00", "13:00:05", "13:00:55", "13:01"):
        chat = keep_time(chat, now=at(clock))
        states.append((chat.state, chat.questions.get().is_released, bool(chat.wrapped_up_at)))

    assert states == [
        ("lobby", False, False),
        ("live", False, False),
        ("live", True, False),
        ("live", True, True),
        ("closed", True, True),
    ]


def test_somebody_can_be_given_the_chair(make_community, chair):
    make_community()

    chat = add_chat(options("--chair", "Charlie@Example.org"), now=NOW)

    assert chat.chair == chair


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"--community": "nobody"},
            "There is no community #nobody here; `goodtalk community add` makes one.",
        ),
        ({"--starts": "friday"}, "--starts: 'friday' is no time such as 2026-11-27T13:00."),
        ({"--starts": "9999-12-31T23:59"}, "--starts: the year 9999 is too far away."),
        (
            {"--starts": "2026-11-20T13:00"},
            "That hour is over already; `goodtalk import` brings home the past.",
        ),
        ({"--minutes": "0"}, "--minutes: between 0.1 and 1,440, please."),
        ({"--minutes": "nan"}, "--minutes: between 0.1 and 1,440, please."),
        ({"--theme": " "}, "--theme: between 1 and 200 characters, please."),
        ({"--theme": "x" * 201}, "--theme: between 1 and 200 characters, please."),
        ({"--question": ""}, "--question: between 1 and 500 characters, please."),
        ({"--question": "x" * 501}, "--question: between 1 and 500 characters, please."),
        (
            {"--chair": "no@body.example"},
            "--chair: nobody here has the address no@body.example; they sign in once first.",
        ),
    ],
)
def test_what_makes_no_hour_is_refused_in_a_sentence(make_community, changes, sentence):
    make_community()

    with pytest.raises(CannotAdd) as refused:
        add_chat(options(**changes), now=NOW)

    assert refused.value.args == (sentence,)
    assert Chat.objects.count() == 0


def test_thirty_questions_are_enough(make_community):
    make_community()

    with pytest.raises(CannotAdd, match="at most 30"):
        add_chat(options(*["--question", "Who?"] * 31), now=NOW)


def test_the_command_prints_the_hours_address(make_community, capsys, monkeypatch):
    make_community()
    tomorrow = command.timezone.now() + timedelta(days=1)

    code = run(options(**{"--starts": f"{tomorrow:%Y-%m-%d}T12:00"}))

    printed = capsys.readouterr()
    assert (code, printed.out, printed.err) == (0, f"/lgovsm/{tomorrow:%Y-%m-%d}/\n", "")


def test_the_command_says_in_one_line_why_it_fails(db, capsys):
    code = run(options())

    printed = capsys.readouterr()
    assert (code, printed.out) == (1, "")
    assert printed.err == (
        "goodtalk chat add: There is no community #LGovSM here; "
        "`goodtalk community add` makes one.\n"
    )
