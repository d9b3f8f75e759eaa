"""An organiser who brings files, and a worker that does what they leave for it."""

import io

import pytest
from django_tasks_db.models import DBTaskResult

from goodtalk.communities.models import Membership
from goodtalk.doors.archives.imports.uploads import add_part, begin_upload
from goodtalk.doors.archives.jobs import ask_back, confirm
from goodtalk.doors.archives.models import ImportJob
from tests.doors.archives.imports.moments import NOW

HOUR = (
    {"text": "Welcome to #lgovsm! Tonight's topic is winter gritting.", "from_user_id_str": "1"},
    {"text": "Q1: Who decides which roads are gritted? #lgovsm", "from_user_id_str": "1"},
    {"text": "A1 The highways team #lgovsm", "from_user": "ann", "from_user_id_str": "2"},
    {"text": "Q2: Who tells residents? #lgovsm", "from_user_id_str": "1"},
    {"text": "A2 We do #lgovsm", "from_user": "bob", "from_user_id_str": "3"},
    {"text": "Between times #lgovsm", "created_at": "Tue Mar 11 09:00:00 +0000 2014"},
)


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    """A data folder of the test's own."""
    settings.DATA = tmp_path / "data"
    return settings.DATA


@pytest.fixture
def olive(community, organiser):
    """Runs the community of the archives."""
    Membership.objects.create(
        community=community, user=organiser, role=Membership.Role.ORGANISER
    )
    return organiser


@pytest.fixture
def archive(make_tags):
    """An hour of 2014 and one post between times, as bytes."""
    return make_tags(*HOUR).read_bytes()


@pytest.fixture
def begin(community, olive):
    """Somebody begins to send a file: begin(b"…") is olive."""

    def begin(content, *, by=None, name="archive.csv", mark="1-a", now=NOW, **fields):
        return begin_upload(
            fields.pop("into", community), by or olive,
            name=name, size=len(content), fingerprint=mark, now=now, **fields,
        )  # fmt: skip

    return begin


@pytest.fixture
def bring(begin):
    """Somebody sends a whole file; it waits to be looked through."""

    def bring(content, **fields):
        job = begin(content, **fields)
        add_part(job, 0, io.BytesIO(content), len(content), now=NOW)
        return ImportJob.objects.get(pk=job.pk)

    return bring


@pytest.fixture
def work(db):
    """The worker does what is in its queue."""

    def work():
        for result in DBTaskResult.objects.ready():
            result.task.call(*result.args_kwargs["args"])
        DBTaskResult.objects.all().delete()

    return work


@pytest.fixture
def bring_home(bring, work):
    """A file, looked through and imported."""

    def bring_home(content, *, now=NOW, **fields):
        job = bring(content, **fields)
        work()
        confirm(job, now=now)
        work()
        return ImportJob.objects.get(pk=job.pk)

    return bring_home


@pytest.fixture
def undo(work):
    """An import is taken back."""

    def undo(job, now=None):
        ask_back(job, now=now or job.imported_at)
        work()
        return ImportJob.objects.get(pk=job.pk)

    return undo
