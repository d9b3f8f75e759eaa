"""The real archives, the communities that they belong to, and what docs/importing.md says of each.

Where the two differ, the test's complaint has the line as it should be.
"""

import re
from collections import Counter
from datetime import date, time
from pathlib import Path
from typing import Any, NamedTuple

from goodtalk.communities.models import Community
from goodtalk.doors.archives.entries import BadRow, WrongFile
from goodtalk.doors.archives.files.hints import NO_HINTS, Hints, read_owner
from goodtalk.doors.archives.report import ImportReport
from goodtalk.doors.archives.storing.importing import import_archive
from tests.doors.archives.conftest import NOW
from tests.doors.archives.test_real_archives import COACHES, EDUTALK, FRIDAYS, TEXAS

DOCS = Path(__file__).parents[3] / "docs" / "importing.md"
FIGURES = ["read", "stored", "duplicate", "invalid", "outside", "chats", "people", "questions"]
HEADER = f"| file | {' | '.join(FIGURES)} | why rows are skipped |"
NGSS = {"rule": "FREQ=MONTHLY;BYDAY=1TH,3TH", "at": time(21), "zone": "America/New_York"}
REFUSED = "refused: "


class RealFile(NamedTuple):
    """A file, or all files of a folder, and whose past it is taken for."""

    name: str
    tag: str
    rhythm: dict[str, Any] = FRIDAYS
    account: str = ""  # where the file does not say whose it is


FILES = (
    RealFile("labelled/ngsschat-2021-a.csv", "NGSSchat", NGSS),
    RealFile("labelled/grailbird-2014_07.js", "txeduchat", TEXAS),
    RealFile("labelled/grailbird-chat-days.js", "educoachOC", COACHES),
    RealFile("tags/tidytags-siteconf-2017.csv", "siteconf"),
    RealFile("tags/tidytags-sample-data-2020.csv", "aect19"),
    RealFile("tags/tidytags-sample-data-old.csv", "aect19"),
    RealFile("tags/nicar-2019.csv", "nicar2019"),
    RealFile("twarc/minimal.jsonl", "lvmenfw21"),
    RealFile("twarc/twarc-csv_flat.jsonl", "juntoscontralacovid19"),
    RealFile("twarc/twarc-csv_noflat.jsonl", "juntoscontralacovid19"),
    RealFile("twarc/twarc-csv_geo_tweets.jsonl", "harrypotter"),
    RealFile("twarc/twarc-csv_many_urls.jsonl", "nobody"),
    RealFile("twarc/twarc-csv_media_tweet.jsonl", "nobody"),
    RealFile("twarc/twarc-csv_mentions_tweet.jsonl", "gaming"),
    RealFile("twarc/twarc-csv_quoted_edit.jsonl", "nobody"),
    RealFile("twarc/twarc-csv_edited_before.jsonl", "nobody"),
    RealFile("twarc/twarc-csv_edited_after.jsonl", "nobody"),
    RealFile("twarc/v1.1/", "unbiased"),
    RealFile("twitter-archive/tweets-2022.js", "chifoo", account="jo"),
    RealFile("twitter-archive/tweet-2019.js", "ddcc2019", account="jo"),
    RealFile("twitter-archive/tweets-2017.csv", "edutalk", EDUTALK, account="jo"),
    RealFile("mastodon/outbox-2024.json", "auyvusyb"),
    RealFile("mastodon/toots-2022.json", "breakthebias", account="jo"),
    RealFile("uksnow/uksnow-posts.js", "uksnow"),
    RealFile("uksnow/benblob-UKsnowmap-2013-2014.csv", "uksnow"),
    RealFile("uksnow/benblob-snowdata_full_ordered.csv", "uksnow"),
    RealFile("uksnow/benblob-uksnow-July_to_Dec2015-CRonly.csv", "uksnow"),
)


def settle(file: RealFile) -> Community:
    """The community that a file is brought home to, as those who held the chat would set it."""
    community, _ = Community.objects.get_or_create(
        tag=file.tag, defaults={"name": file.tag, "since": date(2010, 1, 1), **file.rhythm}
    )
    return community


def row_of(file: RealFile, folder: Path) -> str:
    """Its line of the table, by a dry run: nothing is stored."""
    path = folder / file.name
    paths = sorted(path.iterdir()) if path.is_dir() else [path]
    named = f"{file.name} ({len(paths)} files)" if path.is_dir() else file.name
    try:
        reports = [_dry_run(each, file) for each in paths]
    except WrongFile as error:
        return f"| {named} |{' |' * len(FIGURES)} {REFUSED}{error} |"
    sums = sum((Counter(_figures(report)) for report in reports), Counter[str]())
    reasons = Counter(_reason(row) for each in reports for row in each.bad_rows)
    why = _why(sums, sum((Counter(each.outside_for) for each in reports), Counter[str]()) + reasons)
    return f"| {' | '.join([named, *(f'{sums[name]:,}' for name in FIGURES), why])} |"


def rows_in_docs() -> list[str]:
    """The table's lines as they are in docs/importing.md."""
    lines = DOCS.read_text(encoding="utf-8").splitlines()
    begin = lines.index(HEADER) + 2
    end = next(place for place in range(begin, len(lines)) if not lines[place].startswith("|"))
    return lines[begin:end]


def figures_in_docs(name: str) -> dict[str, int]:
    """What the table says of a file that was not refused."""
    cells = next(row.split(" | ") for row in rows_in_docs() if row.startswith(f"| {name} |"))
    return {
        what: int(cell.replace(",", ""))
        for what, cell in zip(FIGURES, cells[1:-1], strict=True)
    }


def _reason(row: BadRow) -> str:
    """Without the number of its record."""
    return re.sub(r"^record [\d,]+: ", "", row.reason)


def _why(sums: Counter[str], reasons: Counter[str]) -> str:
    said = {
        "are further up in the file": sums["duplicate"],
        **{f"({reason})": count for reason, count in reasons.items()},
    }
    return "; ".join(f"{count:,} {why}" for why, count in said.items() if count) or "none is"


def _dry_run(path: Path, file: RealFile) -> ImportReport:
    hints = Hints(read_owner(file.account)) if file.account else NO_HINTS
    return import_archive(path, settle(file), now=NOW, hints=hints, dry_run=True)


def _figures(report: ImportReport) -> dict[str, int]:
    figures = report.as_json()
    return figures.pop("skipped") | figures
