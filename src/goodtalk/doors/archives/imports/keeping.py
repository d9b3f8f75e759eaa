"""Where the files of imports are kept in the data folder, and when they go."""

import shutil
import time
from datetime import datetime, timedelta
from pathlib import Path, PurePath

from django.conf import settings
from django.db.models import Q

from goodtalk.doors.archives.models import WEEK, ImportJob

ABANDONED = timedelta(days=1)  # an upload to which nothing is added, a file that was refused
ENDINGS = frozenset({".csv", ".tsv", ".txt", ".json", ".jsonl", ".js", ".zip"})
INCOMING = "incoming"  # files that a plain form is sending


def file_of(job: ImportJob) -> Path:
    """The job's file. Its name is ours; of its owner's name at most a known ending is used."""
    ending = PurePath(job.file_name).suffix.lower()
    return _folder(job.pk) / f"archive{ending if ending in ENDINGS else ''}"


def bytes_here(job: ImportJob) -> int:
    """How much of the file has come."""
    try:
        return file_of(job).stat().st_size
    except FileNotFoundError:
        return 0


def forget_file(job: ImportJob) -> None:
    """Remove the file. Safe to call twice."""
    shutil.rmtree(_folder(job.pk), ignore_errors=True)


def imports_folder() -> Path:
    """The folder of all of them; made when it is not there, for this server's user alone."""
    folder = Path(settings.DATA) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def incoming_folder() -> Path:
    """Where a plain form's file lies while it comes; on the same disc as all others."""
    folder = imports_folder() / INCOMING
    folder.mkdir(exist_ok=True)
    return folder


def free_bytes() -> int:
    """Room on the disc."""
    return shutil.disk_usage(imports_folder()).free


def tidy_up(now: datetime) -> None:
    """Forget what is over: abandoned uploads and refused files after a day; files that were looked
    at but not imported, and those of imports that are final, after a week; files without an import.
    With a file goes what a report repeats of its rows.
    """
    ImportJob.objects.unfinished().filter(part_at__lt=now - ABANDONED).delete()
    ImportJob.objects.filter(confirmed_at=None, uploaded_at__lt=now - WEEK).delete()
    refused = Q(refused_at__lt=now - ABANDONED)
    over = ~Q(taken_back_at=None) | refused | Q(imported_at__lt=now - WEEK)
    _forget_words(over)
    kept = set(ImportJob.objects.exclude(over).values_list("pk", flat=True))
    for folder in imports_folder().iterdir():
        if folder.name.isdigit() and int(folder.name) not in kept and _is_old(folder):
            shutil.rmtree(folder, ignore_errors=True)
    for file in incoming_folder().iterdir():
        if _is_old(file):
            file.unlink(missing_ok=True)


def _forget_words(over: Q) -> None:
    repeats = Q(preview__has_key="left_out") | Q(result__has_key="left_out")
    for job in ImportJob.objects.filter(over & repeats):
        for figures in (job.preview, job.result):
            if figures:
                figures.pop("left_out", None)
        job.save(update_fields=["preview", "result"])


def _is_old(path: Path) -> bool:
    """Not made just now, by somebody who has not told the database yet."""
    try:
        return time.time() - path.stat().st_mtime > ABANDONED.total_seconds()
    except FileNotFoundError:
        return False


def _folder(number: int) -> Path:
    return imports_folder() / str(number)
