"""`goodtalk domain`, as a host at the console meets it."""

import argparse
from pathlib import Path

import pytest

from goodtalk.chats.models import Post
from goodtalk.doors.fediverse.hosts import command
from goodtalk.doors.fediverse.hosts.models import DomainRule
from goodtalk.doors.fediverse.outbox.models import Follower
from goodtalk.site.command_line import COMMANDS, main, parser_of

DOCS = Path(__file__).parents[4] / "docs"
NOTHING = "Followers gone: 0; deliveries dropped: 0; posts set aside: 0; posts restored: 0.\n"

pytestmark = pytest.mark.django_db


def rules():
    return list(DomainRule.objects.order_by("domain").values_list("domain", "severity"))


def test_a_server_is_blocked_limited_allowed_listed_and_forgotten(capsys):
    codes = [
        main(["domain", "block", "bad.example", "--reject-media", "--comment", "spam"]),
        main(["domain", "limit", "so-so.example", "--reject-reports"]),
        main(["domain", "allow", "good.bad.example", "--reject-media", "--private", "Ann"]),
    ]
    made, _ = capsys.readouterr()
    listed = main(["domain", "list"])

    assert [*codes, listed] == [0] * 4
    assert made == (
        f"suspend bad.example\n{NOTHING}silence so-so.example\n{NOTHING}"
        f"allow good.bad.example\n{NOTHING}"
    )
    assert capsys.readouterr().out == (
        "bad.example\tsuspend\tno media\tspam\ngood.bad.example\tallow\tno media\tAnn\n"
        "so-so.example\tsilence\tno reports\n"
    )


def test_a_block_is_undone_by_forgetting_it(make_chat, post_in, follow, capsys):
    chat = make_chat()
    post_in(chat, "Hello")
    follow(chat.community, "https://social.example/users/jo")

    main(["domain", "block", "social.example"])
    blocked = (Post.objects.visible().count(), Follower.objects.count())
    main(["domain", "forget", "social.example"])

    assert (blocked, Post.objects.visible().count(), rules()) == ((0, 0), 1, [])
    assert capsys.readouterr().out == (
        "suspend social.example\n"
        "Followers gone: 1; deliveries dropped: 0; posts set aside: 1; posts restored: 0.\n"
        "Followers gone: 0; deliveries dropped: 0; posts set aside: 0; posts restored: 1.\n"
    )


def test_a_list_is_imported_and_a_dry_run_only_says_what_would_follow(
    make_chat, follow, tmp_path, capsys
):
    follow(make_chat().community, "https://bad.example/users/jo")
    file = tmp_path / "list.csv"
    file.write_text("\ufeff#domain,#severity\nbad.example,suspend\nb*d.example,suspend\n")

    tried = main(["domain", "import", str(file), "--dry-run"])
    dry, odd = capsys.readouterr()
    after_trying = rules()
    done = main(["domain", "import", str(file)])

    counted = "Rules added: 1; made stricter: 0; left as they are: 0; lines left out: 1.\n"
    followed = NOTHING.replace("gone: 0", "gone: 1")
    assert (tried, done, after_trying) == (0, 0, [])
    assert dry == f"{counted}Nothing is changed. {followed}"
    assert odd == (
        "Line 3 is left out. b*d.example is obfuscated: nobody knows which domain it is.\n"
    )
    assert capsys.readouterr().out == counted + followed
    assert rules() == [("bad.example", "suspend")]


def test_a_list_is_exported_to_the_console_or_a_file(tmp_path, capsys):
    main(["domain", "block", "bad.example"])
    capsys.readouterr()

    main(["domain", "export"])
    main(["domain", "export", "--to", str(tmp_path / "list.csv")])

    assert capsys.readouterr().out == (tmp_path / "list.csv").read_text() == (
        "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n"
        "bad.example,suspend,false,false,,false\n"
    )


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["block", "no name"], "block: 'no name' is no domain, such as bad.example."),
        (["forget", "bad.example"], "forget: There is no rule for bad.example."),
        (["import", "/nowhere/list.csv"], "import: No such file or directory"),
        (["export", "--to", "/nowhere/list.csv"], "export: No such file or directory"),
    ],
)
def test_what_cannot_be_done_is_one_line(words, why, capsys):
    code = main(["domain", *words])

    assert (code, capsys.readouterr().err) == (1, f"goodtalk domain {why}\n")


def test_every_word_and_option_is_documented():
    mine = next(one for one in COMMANDS if one.words == "domain")
    parser = parser_of(mine, command.add_arguments)
    (what,) = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    _, _, text = (DOCS / "commands.md").read_text("utf-8").partition("## `goodtalk domain`")

    section = text.partition("\n## ")[0]

    options = {
        option
        for each in what.choices.values()
        for one in each._actions
        for option in one.option_strings
        if option.startswith("--") and option != "--help"
    }
    assert [word for word in [*what.choices, *options] if f"`{word}" not in section] == []
