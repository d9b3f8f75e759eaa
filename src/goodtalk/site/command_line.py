"""`goodtalk`: everything that a page can set up, from the command line too."""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from goodtalk.site import configuration
from goodtalk.site.claims import CannotServe
from goodtalk.site.configuration import SettingNotUnderstood


@dataclass(frozen=True)
class Command:
    """One command: its words, what it does, and the module that knows how.

    The module has add_arguments(parser) and run(options) -> exit code. It is imported only when
    its command is called, once Django has been set up, so that `goodtalk --help` is quick.
    """

    words: str
    help: str
    module: str
    needs_database: bool = True  # brought up to date first


COMMANDS = (
    Command(
        "serve",
        "web, live stream and worker in one process group",
        "goodtalk.site.serve_command",
        needs_database=False,
    ),
    Command(
        "demo",
        "the same, with a sample community whose chat is live at once",
        "goodtalk.site.demo.command",
        needs_database=False,
    ),
    Command(
        "web", "web and live stream alone", "goodtalk.site.web_command", needs_database=False
    ),
    Command("worker", "the worker alone", "goodtalk.site.worker_command", needs_database=False),
    Command("community add", "a community with its rhythm", "goodtalk.communities.command"),
    Command("chat add", "one hour with its questions", "goodtalk.chats.steering.command"),
    Command("import", "the past, brought home", "goodtalk.doors.archives.command"),
    Command(
        "refile",
        "old posts filed to their questions again",
        "goodtalk.chats.filing.refile_command",
    ),
    Command(
        "recap",
        "the draft of an hour's recap, or its publication",
        "goodtalk.record.recaps.command",
    ),
    Command("export", "everything out again", "goodtalk.record.command"),
    Command(
        "replay",
        "an old hour said again in a private room, to learn the desk by",
        "goodtalk.site.rehearsal.command",
    ),
    Command(
        "domain",
        "other servers blocked, limited or allowed; lists of them in and out",
        "goodtalk.doors.fediverse.hosts.command",
    ),
    Command(
        "source",
        "servers, relays and actors from which posts with our tags are collected",
        "goodtalk.doors.fediverse.gathering.command",
    ),
    Command(
        "thanks",
        "whether posts in the spotlight are thanked for in public",
        "goodtalk.doors.fediverse.outbox.command",
    ),
    Command("token", "an API token, printed once", "goodtalk.doors.api.command"),
    Command("sign-in", "a one-time sign-in link for somebody", "goodtalk.site.sign_in_command"),
    Command(
        "check",
        "says whether everything is as it should be",
        "goodtalk.site.check_command",
        needs_database=False,
    ),
)


class Parser(argparse.ArgumentParser):
    """Errors are one clear line on stderr."""

    def error(self, message: str) -> NoReturn:
        """Called by argparse for words that it cannot take."""
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(words: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodtalk.site.settings")
    given = list(sys.argv[1:] if words is None else words)
    found = next((one for one in COMMANDS if _begins(given, one.words)), None)
    if found is None:
        return _overview(given)
    try:
        return _run(found, given[len(found.words.split()) :])
    except (CannotServe, SettingNotUnderstood) as error:
        return fail(found.words, str(error))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def fail(command: str, sentence: str) -> int:
    """One clear line on stderr, and the exit code that goes with it."""
    sys.stderr.write(f"goodtalk {command}: {sentence}\n")
    return 1


def _run(command: Command, given: list[str]) -> int:
    for setting in configuration.ALL:  # a value that cannot be read is told before Django meets it
        setting.read()
    from goodtalk.site.database import bring_up_to_date, set_up

    set_up()
    module = importlib.import_module(command.module)
    parser = parser_of(command, module.add_arguments)
    options = parser.parse_args(given)
    if command.needs_database:
        from django.conf import settings

        bring_up_to_date(settings.DATA)
    return int(module.run(options))


def parser_of(
    command: Command, add_arguments: Callable[[argparse.ArgumentParser], None]
) -> argparse.ArgumentParser:
    """What reads the words that follow a command."""
    parser = Parser(prog=f"goodtalk {command.words}", description=_sentence(command.help))
    add_arguments(parser)
    return parser


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _begins(given: Sequence[str], words: str) -> bool:
    wanted = words.split()
    return list(given[: len(wanted)]) == wanted


def _overview(given: Sequence[str]) -> int:
    is_asked = not given or given[0] in ("-h", "--help", "help")
    longer = [one.words for one in COMMANDS if given and one.words.split()[0] == given[0]]
    if longer:  # "community" alone is the beginning of one
        there_is = f"there is {' and '.join(longer)} (see goodtalk {longer[0]} --help)"
        return fail(given[0], there_is) + 1
    if not is_asked:
        return fail(" ".join(given[:2]), "there is no such command (see goodtalk --help)") + 1
    lines = [f"  {one.words:14} {one.help}" for one in COMMANDS]
    sys.stdout.write(
        "Goodtalk gives a weekly hashtag chat a home of its own.\n\n"
        "goodtalk COMMAND …, and goodtalk COMMAND --help for each:\n" + "\n".join(lines) + "\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
