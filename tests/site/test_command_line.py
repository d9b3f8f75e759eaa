"""The command line as a whole: its overview, its errors, and that each command is documented."""

import argparse
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from goodtalk.site.command_line import COMMANDS, main, parser_of

DOCS = Path(__file__).parents[2] / "docs/commands.md"
LOADED_BY_AN_IMPORT = """
import sys
from goodtalk.site.database import set_up
set_up()
import goodtalk.doors.archives.command
print(*sorted({"aiohttp", "cryptography", "goodtalk.site.admin", "re"} & sys.modules.keys()))
"""


def test_goodtalk_alone_lists_every_command(capsys):
    code = main([])

    printed = capsys.readouterr().out
    assert code == 0
    assert [one.words for one in COMMANDS if f"  {one.words} " not in printed] == []


def test_the_first_word_of_a_command_leads_to_it(capsys):
    code = main(["community", "--help"])

    printed = capsys.readouterr()
    assert (code, printed.out) == (2, "")
    assert printed.err == (
        "goodtalk community: there is community add (see goodtalk community add --help)\n"
    )


def test_an_unknown_command_is_one_line_and_no_traceback(capsys):
    code = main(["sing"])

    printed = capsys.readouterr()
    assert (code, printed.out) == (2, "")
    assert printed.err == "goodtalk sing: there is no such command (see goodtalk --help)\n"


def test_missing_words_are_one_line(db, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["token"])

    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "goodtalk token: the following arguments are required: "
        "EMAIL, --community (see goodtalk token --help)\n"
    )


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.words)
def test_each_command_and_each_of_its_options_is_documented(command):
    module = importlib.import_module(command.module)
    parser = parser_of(command, module.add_arguments)
    _, heading, text = DOCS.read_text("utf-8").partition(f"## `goodtalk {command.words}`")

    section = text.partition("\n## ")[0]

    options = [max(one.option_strings, key=len, default=one.metavar or one.dest)
               for one in parser._actions if not isinstance(one, argparse._HelpAction)]
    assert heading
    assert [option for option in options if f"`{option}" not in section] == []


def test_a_whole_community_can_be_set_up_and_checked_from_the_command_line(db, capsys):
    made = main([
        "community", "add", "lgovsm", "--name", "Local government",
        "--rhythm", "FREQ=WEEKLY;BYDAY=FR", "--at", "13:00", "--zone", "Europe/London",
        "--minutes", "60",
    ])
    planned = main([
        "chat", "add", "--community", "lgovsm", "--starts", "2099-01-02T13:00:00+00:00",
        "--minutes", "60", "--theme", "Snow", "--question", "Where?", "--autopilot",
    ])
    checked = main(["check", "--deep"])

    printed = capsys.readouterr().out
    assert (made, planned, checked) == (0, 0, 0)
    assert "/lgovsm/2099-01-02/" in printed
    assert "1 logs are whole." in printed


def test_check_finds_a_log_with_a_gap(make_chat, capsys):
    from goodtalk.chats.log import append_event
    from tests.hour import at

    chat = make_chat()
    append_event(chat, "chat.edited", {}, at=at("13:00"))
    append_event(chat, "chat.edited", {}, at=at("13:01"))
    chat.events.filter(seq=1).delete()

    code = main(["check", "--deep"])

    assert code == 1
    assert f"WRONG  The log of {chat} has gaps." in capsys.readouterr().out


def test_a_sign_in_link_can_be_asked_for_and_makes_a_host(db, client, capsys):
    code = main(["sign-in", "host@example.org", "--host"])

    address = capsys.readouterr().out.strip()
    client.post(address.partition("8000")[2])
    assert code == 0
    assert client.get("/host-admin/").status_code == 200


def test_an_import_loads_nothing_that_fetches_or_signs_and_no_page_of_the_host():
    """Ten megabytes that it has no use for."""
    command = [sys.executable, "-c", LOADED_BY_AN_IMPORT]

    loaded = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    assert loaded == "re\n"
