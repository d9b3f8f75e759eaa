"""`goodtalk domain`: what the host decides about other servers, from the command line."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from django.utils import timezone

from goodtalk.communities.plain_text import plain_line
from goodtalk.doors.fediverse.hosts.blocklists import (
    Blocklist,
    NoBlocklist,
    read_blocklist,
    take,
    write_blocklist,
)
from goodtalk.doors.fediverse.hosts.bringing_about import bring_about, what_would_follow
from goodtalk.doors.fediverse.hosts.deciding import (
    Decision,
    NotADomain,
    OwnServer,
    decide,
    forget,
    usable_domain,
)
from goodtalk.doors.fediverse.hosts.models import DomainRule

Severity = DomainRule.Severity
WORDS = {"block": Severity.SUSPEND, "limit": Severity.SILENCE, "allow": Severity.ALLOW}
HELP = {
    "block": "nothing is taken from there, nothing is sent there",
    "limit": "its posts wait for a look",
    "allow": "let in although what it lies under is not, or only listed servers are",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    for word, meaning in HELP.items():
        rule = what.add_parser(word, help=meaning)
        rule.add_argument("domain", metavar="DOMAIN", help="with all that lies under it")
        rule.add_argument("--comment", metavar="WORDS", default="", help="why, for everybody")
        rule.add_argument("--private", metavar="WORDS", default="", help="why, for hosts alone")
        rule.add_argument(
            "--reject-media", action="store_true", help="take the words alone: no pictures"
        )
        rule.add_argument(
            "--reject-reports", action="store_true", help="ignore what it reports to us"
        )
    forgotten = what.add_parser("forget", help="nothing is decided about it any more")
    forgotten.add_argument("domain", metavar="DOMAIN", help="as it is listed")
    what.add_parser("list", help="every rule")
    taken = what.add_parser("import", help="take a list as Mastodon exports it")
    taken.add_argument("file", metavar="FILE", help="CSV; - for standard input")
    taken.add_argument("--dry-run", action="store_true", help="only say what would follow")
    written = what.add_parser("export", help="write such a list")
    written.add_argument("--to", metavar="PATH", help="(default: standard output)")


def run(options: argparse.Namespace) -> int:
    """Do it. Returns the exit code: 0, or 1 when it could not be done."""
    try:
        if options.what in WORDS:
            _decide(options)
        elif options.what == "forget":
            return _forget(options.domain)
        elif options.what == "import":
            _import(options.file, pretend=options.dry_run)
        elif options.what == "export":
            _export(options.to)
        else:
            _list()
    except (NotADomain, OwnServer, NoBlocklist) as error:
        return _fail(options.what, str(error))
    except (OSError, UnicodeError) as error:
        return _fail(options.what, getattr(error, "strerror", None) or "It is not UTF-8.")
    return 0


def _decide(options: argparse.Namespace) -> None:
    wanted = Decision(
        options.domain, WORDS[options.what],
        rejects_media=options.reject_media, rejects_reports=options.reject_reports,
        public_comment=plain_line(options.comment), private_comment=plain_line(options.private),
    )  # fmt: skip
    rule = decide(wanted, now=timezone.now())
    _say(str(rule))
    _follow([rule.domain])


def _forget(domain: str) -> int:
    if not forget(domain):
        return _fail("forget", f"There is no rule for {usable_domain(domain)}.")
    _follow([usable_domain(domain)])
    return 0


def _list() -> None:
    for rule in DomainRule.objects.order_by("domain"):
        media = "no media" if rule.rejects_media else ""
        reports = "no reports" if rule.rejects_reports else ""
        about = [rule.severity, media, reports, rule.public_comment, rule.private_comment]
        _say("\t".join([rule.domain, *filter(None, about)]))


def _import(path: str, *, pretend: bool) -> None:
    found = _read(path)
    for line, why in found.skipped:
        sys.stderr.write(f"Line {line} is left out. {why}\n")
    taken = take(found.decisions, now=timezone.now(), pretend=pretend)
    new = [*taken.added, *taken.made_stricter]
    _say(
        f"Rules added: {len(taken.added):,}; made stricter: {len(taken.made_stricter):,}; "
        f"left as they are: {len(taken.left):,}; lines left out: {len(found.skipped):,}."
    )
    if pretend:
        blocked = {one.domain for one in found.decisions if one.severity == Severity.SUSPEND}
        _say(f"Nothing is changed. {what_would_follow(blocked & {*new})}")
    else:
        _follow(new)


def _read(path: str) -> Blocklist:
    if path == "-":
        return read_blocklist(sys.stdin)
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return read_blocklist(file)


def _export(path: str | None) -> None:
    if path is None:
        write_blocklist(sys.stdout)
        return
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        write_blocklist(file)


def _follow(domains: Iterable[str]) -> None:
    """What comes of it, with how far it is on a terminal."""
    outcome = bring_about(domains, by=None, now=timezone.now(), tell=_show)
    _show("")
    _say(str(outcome))


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def _show(words: str) -> None:
    """One line that keeps changing; nothing where stderr is no terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{words}")
        sys.stderr.flush()


def _fail(what: str, sentence: str) -> int:
    sys.stderr.write(f"goodtalk domain {what}: {sentence}\n")
    return 1
