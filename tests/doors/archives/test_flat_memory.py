"""Memory does not grow with an archive: not of an import, nor of a look at what it would bring."""

import json
import shutil
import subprocess
import sys

import pytest

from benchmarks.importing import RHYTHM, write_archive
from tests.running import COMMAND
from tests.tables import folder_with_tables

MAY_DIFFER_KIB = 6 * 1024  # caches of people fill up to their bounds
# Each process by itself: which of them is at its most at one time is for the scheduler to say.
IMPORT = """
import contextlib, io, json, resource, sys
from pathlib import Path
from goodtalk.site.command_line import main
with contextlib.redirect_stdout(io.StringIO()):
    code = main(["import", *sys.argv[1:], "--community", "snowchat"])
said = Path("/proc/self/status").read_text()
ours = next(int(line.split()[1]) for line in said.splitlines() if line.startswith("VmHWM:"))
print(json.dumps([code, ours, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux how much memory there was")
@pytest.mark.parametrize("options", [[], ["--dry-run"]], ids=["import", "dry run"])
def test_three_times_as_many_rows_take_no_more_memory_in_either_process(
    tmp_path, monkeypatch, options
):
    monkeypatch.delenv("GOODTALK_DATABASE_URL", raising=False)
    peaks = []
    for rows in (6_000, 15_000):
        archive = tmp_path / f"{rows}.csv"
        write_archive(archive, rows)
        data = shutil.copytree(folder_with_tables(), tmp_path / f"data-{rows}")
        monkeypatch.setenv("GOODTALK_DATA", str(data))
        community = [*COMMAND, "community", "add", "snowchat", *RHYTHM]
        subprocess.run(community, check=True, capture_output=True)
        command = [sys.executable, "-c", IMPORT, str(archive), *options]
        ended = subprocess.run(command, check=True, capture_output=True, text=True)
        code, *these = json.loads(ended.stdout)
        assert code == 0
        peaks.append(these)

    few, many = peaks
    growth = [after - before for before, after in zip(few, many, strict=True)]
    assert [kib for kib in growth if kib > MAY_DIFFER_KIB] == []
