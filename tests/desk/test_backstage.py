"""Notes among those at the desk: read there alone, written once, taken back by their writer."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodtalk.chats.frames import frames_of
from goodtalk.desk.notes import Note, write_note
from goodtalk.record.as_json import write_json
from goodtalk.record.series import Series
from tests.chats.pages import Page, read
from tests.hour import at

HTMX = {"HX-Request": "true", "HX-Target": "backstage"}


@pytest.fixture
def chat(make_chat):
    return make_chat()


def note(client, chat, text, key="k", headers=None):
    response = client.post(
        f"{chat.desk_url()}backstage/", {"text": text, "key": key}, headers=headers or {},
        follow=True,
    )  # fmt: skip
    assert response.status_code == 200
    return Page(response.content.decode())


@pytest.mark.parametrize("headers", [None, HTMX])
def test_a_note_of_one_is_read_by_the_other(client, chat, chair, organiser, headers):
    client.force_login(chair)
    mine = note(client, chat, "Jo is upset: be kind", headers=headers)
    note(client, chat, "Jo is upset: be kind", headers=headers)
    client.force_login(organiser)

    pages = [read(client, f"{chat.desk_url()}{where}") for where in ("", "backstage/")]

    assert ["Jo is upset" in page.text for page in (mine, *pages)] == [True, True, True]
    assert (Note.objects.count(), chat.events.count()) == (1, 0)


def test_the_room_and_its_record_know_nothing_of_it(client, chat, chair, newcomer, post_in):
    post_in(chat, "Hello")
    write_note(chat, "Jo is upset", by=chair, now=at("13:10"), key="k")
    client.force_login(newcomer)
    record = io.StringIO()

    write_json(Series(chat.community), record)
    told = [
        client.get(chat.get_absolute_url()).content,
        *(frame.data for frame in frames_of(chat.pk, 0)),
        record.getvalue().encode(),
    ]

    assert [b"upset" in each for each in told] == [False] * len(told)
    assert client.get(f"{chat.desk_url()}backstage/").status_code == 404


def test_its_writer_takes_a_note_back_and_puts_it_back(client, chat, chair, organiser):
    written = write_note(chat, "Jo is upset", by=chair, now=at("13:10"), key="k")
    address = f"{chat.desk_url()}backstage/{written.pk}/"
    client.force_login(organiser)
    others = client.post(f"{address}take-back").status_code
    client.force_login(chair)

    client.post(f"{address}take-back")
    client.post(f"{address}take-back")
    without = read(client, f"{chat.desk_url()}backstage/").text
    client.post(f"{address}put-back")
    again = read(client, f"{chat.desk_url()}backstage/").text

    assert (others, "Jo is upset" in without, "Jo is upset" in again) == (404, False, True)


def test_an_empty_note_is_none(client, chat, chair):
    client.force_login(chair)

    note(client, chat, "  ")

    assert Note.objects.count() == 0


@pytest.mark.parametrize("notes", [1, 3])
def test_the_panel_takes_as_many_queries_however_many_notes(client, chat, chair, notes):
    for number in range(notes):
        write_note(chat, f"Note {number}", by=chair, now=at("13:10"), key=str(number))
    client.force_login(chair)

    with CaptureQueriesContext(connection) as queries:
        page = read(client, f"{chat.desk_url()}backstage/", **HTMX)

    assert (page.text.count("Note "), len(queries)) == (notes + 1, 5)


def test_the_panel_asks_by_itself_on_its_own_page_alone_for_the_desk_asks_already(
    client, chat, chair
):
    client.force_login(chair)

    asking = [
        client.get(f"{chat.desk_url()}{where}").content.decode().count('hx-trigger="every')
        for where in ("", "backstage/")
    ]

    assert asking == [0, 1]
