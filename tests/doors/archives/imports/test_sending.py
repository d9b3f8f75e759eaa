"""What a browser sends, and what somebody sends who means no good."""

import errno

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from goodtalk.chats.models import Post
from goodtalk.doors.archives.imports import sending, whole_file
from goodtalk.doors.archives.imports.keeping import file_of
from goodtalk.doors.archives.jobs import confirm
from goodtalk.doors.archives.models import ImportJob

BEGIN = "/lgovsm/imports/begin"
WHOLE = "/lgovsm/imports/whole"
SAID = {"name": "archive.csv", "size": 12, "fingerprint": "1-a", "format_name": "auto"}


@pytest.fixture
def olives(client, olive):
    """Olive's browser."""
    client.force_login(olive)
    return client


def send(client, job, offset, content, **headers):
    return client.post(
        f"/lgovsm/imports/{job.pk}/part?offset={offset}",
        content, content_type="application/octet-stream", **headers,
    )  # fmt: skip


def test_a_file_is_begun_sent_in_parts_and_gone_on_with(olives, archive):
    said = {**SAID, "size": len(archive)}
    begun = olives.post(BEGIN, said).json()
    job = ImportJob.objects.get()
    page = f"/lgovsm/imports/{job.pk}/"
    assert begun == {
        "offset": 0, "page": page, "part": f"{page}part", "remove": f"{page}remove",
    }  # fmt: skip

    first = send(olives, job, 0, archive[:100])
    again = olives.post(BEGIN, said).json()
    last = send(olives, job, 100, archive[100:])

    assert [first.json()["offset"], again["offset"], last.json()["offset"]] == [
        100, 100, len(archive),
    ]  # fmt: skip
    assert file_of(job).read_bytes() == archive


def test_a_wrong_offset_is_answered_with_the_right_one(olives, begin):
    job = begin(b"first,second")
    send(olives, job, 0, b"first,")

    wrong = send(olives, job, 3, b"st,second")

    assert (wrong.status_code, wrong.json()) == (409, {"offset": 6})


@pytest.mark.parametrize("offset", ["", "-1", "1.5", "x", "9" * 20, "١"])
def test_an_offset_that_is_no_number_is_refused(olives, begin, offset):
    answer = send(olives, begin(b"first,second"), offset, b"first,")

    assert (answer.status_code, list(answer.json())) == (400, ["error"])


def test_a_part_that_is_longer_than_the_file_is_refused(olives, begin):
    job = begin(b"first,second")

    answer = send(olives, job, 6, b"second,third")

    assert (answer.status_code, list(answer.json())) == (413, ["error"])
    assert not file_of(job).exists()


@pytest.mark.parametrize("size", [0, -1, 2 * 1024**3 + 1, 10**30, "x", ""])
def test_a_size_that_cannot_be_is_refused_with_a_sentence(olives, size):
    answer = olives.post(BEGIN, {**SAID, "size": size})

    assert (answer.status_code in (400, 413), list(answer.json())) == (True, ["error"])
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize("name", ["../../secret-key", "a\0b", "x" * 900, "\u202egnp.csv", "."])
def test_a_name_that_means_no_good_harms_nothing(olives, data, name):
    answer = olives.post(BEGIN, {**SAID, "name": name})

    assert answer.status_code in (200, 400)
    assert [path for path in data.rglob("*") if path.is_file()] == []


def test_a_format_that_is_not_there_is_refused(olives):
    assert olives.post(BEGIN, {**SAID, "format_name": "exe"}).status_code == 400


@pytest.mark.parametrize("who", ["nobody", "member", "organiser of another"])
def test_only_organisers_of_the_community_send(
    client, begin, who, make_user, make_community, community
):
    job = begin(b"first,second")
    sister = make_community("sister")
    somebody = make_user("max")
    if who == "member":
        community.memberships.create(user=somebody)
    if who == "organiser of another":
        sister.memberships.create(user=somebody, role="organiser")
    if who != "nobody":
        client.force_login(somebody)

    answers = [client.post(BEGIN, SAID), send(client, job, 0, b"first,")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert (ImportJob.objects.count(), file_of(job).exists()) == (1, False)


def test_an_import_is_not_found_under_another_community(olives, begin, make_community):
    make_community("sister")
    job = begin(b"first,second")

    answer = olives.post(
        f"/sister/imports/{job.pk}/part?offset=0", b"x", content_type="application/octet-stream"
    )

    assert answer.status_code == 404


def test_nothing_is_taken_from_another_site(olive, begin):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(olive)
    job = begin(b"first,second")

    answers = [
        strict.post(BEGIN, SAID),
        send(strict, job, 0, b"first,"),
        strict.post(WHOLE, {"file": SimpleUploadedFile("a.csv", b"x")}),
        strict.post(f"/lgovsm/imports/{job.pk}/remove"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert (ImportJob.objects.count(), file_of(job).exists()) == (1, False)


def test_a_plain_form_sends_a_whole_file(olives, archive, data):
    answer = olives.post(WHOLE, {"file": SimpleUploadedFile("../tweets.csv", archive)})

    job = ImportJob.objects.get()
    assert answer.headers["Location"] == job.get_absolute_url()
    assert (job.state, job.file_name) == ("looking", "tweets.csv")
    assert [path.read_bytes() for path in data.rglob("*") if path.is_file()] == [archive]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [({}, "Choose a file first."), ({"file": SimpleUploadedFile("a.csv", b"")}, "empty")],
    ids=["no file", "an empty file"],
)
def test_a_plain_form_without_a_file_is_sent_back_with_a_sentence(olives, sent, sentence):
    page = olives.post(WHOLE, sent, follow=True).content.decode()

    assert sentence in page
    assert not ImportJob.objects.exists()


def test_a_plain_form_that_is_too_large_is_not_read(olives, monkeypatch):
    def read(*_):
        raise AssertionError

    monkeypatch.setattr(sending, "_take", read)

    page = olives.post(WHOLE, {}, follow=True, CONTENT_LENGTH=str(3 * 1024**3))

    assert "larger than 2 GB" in page.content.decode()


def test_a_plain_form_from_somebody_else_is_not_read(client, lurker, community, monkeypatch):
    def read(*_):
        raise AssertionError

    monkeypatch.setattr(sending, "_take", read)
    client.force_login(lurker)

    assert client.post(WHOLE, {"file": SimpleUploadedFile("a.csv", b"x")}).status_code == 404


def test_a_disc_that_is_full_is_said_to_whoever_uses_a_plain_form(olives, monkeypatch, data):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(whole_file.IntoDataFolder, "receive_data_chunk", full)

    page = olives.post(WHOLE, {"file": SimpleUploadedFile("a.csv", b"x")}, follow=True)

    assert "no room left" in page.content.decode()
    assert [path for path in data.rglob("*") if path.is_file()] == []


def test_whose_account_it_is_is_said_beside_a_file_that_does_not_say(olives, work):
    tweets = b"""window.YTD.tweets.part0 = [{"tweet": {"id_str": "444000000000000001",
        "full_text": "Grit first #lgovsm", "created_at": "Fri Mar 14 13:05:00 +0000 2014"}}]"""
    said = {**SAID, "name": "tweets.js", "size": len(tweets), "account": "@jo_bloggs"}
    olives.post(BEGIN, said)
    send(olives, ImportJob.objects.get(), 0, tweets)

    work()

    job = ImportJob.objects.get()
    assert (job.state, job.preview["stored"], job.preview["people"]) == ("ready", 1, 1)


@pytest.mark.parametrize(
    ("order", "found"), [("day-first", "2014-03-04"), ("month-first", "2014-04-03")]
)
def test_how_dates_are_written_is_said_beside_a_file_that_does_not_tell(
    olives, work, order, found
):
    sheet = b"id,text,created_at,username\n1,Grit first #lgovsm,04/03/2014 13:05,jo\n"
    olives.post(BEGIN, {**SAID, "size": len(sheet), "dates": order})
    send(olives, ImportJob.objects.get(), 0, sheet)
    work()

    confirm(ImportJob.objects.get(), now=timezone.now())
    work()

    assert str(Post.objects.get().published_at.date()) == found


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("dates", "backwards", "backwards"),
        ("account", "jo@council.example", "“jo@council.example” is not a handle"),
        ("columns", "words=Tweet", "“words” is none of text, author"),
    ],
)
def test_what_cannot_be_understood_beside_a_file_is_said_at_once(olives, field, typed, words):
    answer = olives.post(BEGIN, {**SAID, field: typed})

    assert (answer.status_code, ImportJob.objects.count()) == (400, 0)
    assert words in answer.json()["error"]
