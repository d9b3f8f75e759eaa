"""Files that mean harm, and files that are something else: one sentence, or harmless posts."""

import json
from html.parser import HTMLParser

import pytest
from django.apps import apps

from goodtalk.chats.models import Account, Chat, Post
from goodtalk.doors.archives.entries import WrongFile
from tests.doors.archives.hostile.addresses import ADDRESSED
from tests.doors.archives.hostile.every import SMALL
from tests.doors.archives.hostile.hostile import SOUND_TWEET
from tests.doors.archives.hostile.scripts import SCRIPTED, SCRIPTS

REFUSED = [each for each in SMALL if each.is_refused]
STORED = [each for each in SMALL if not each.is_refused]


def name_of(hostile):
    return hostile.name


@pytest.fixture
def place(tmp_path):
    """Makes a hostile file; says where it is."""

    def make(hostile):
        path = tmp_path / hostile.name
        hostile.make(path)
        return path

    return make


@pytest.mark.parametrize("hostile", REFUSED, ids=name_of)
def test_a_file_that_is_refused_gets_one_clear_sentence_and_nothing_of_it_stays(
    bring_in, place, hostile
):
    path, before = place(hostile), rows_by_table()

    with pytest.raises(WrongFile) as caught:
        bring_in(path)

    assert str(caught.value) == hostile.sentence_at(path)
    assert rows_by_table() == before


@pytest.mark.parametrize("hostile", STORED, ids=name_of)
def test_of_a_file_that_is_not_refused_the_posts_are_stored_and_the_other_rows_counted(
    bring_in, place, hostile
):
    report = bring_in(place(hostile))

    assert (report.stored, report.invalid) == (hostile.stored, hostile.invalid)
    assert Post.objects.count() == hostile.stored


@pytest.mark.parametrize("hostile", [*SCRIPTED, *ADDRESSED], ids=name_of)
def test_scripts_in_every_field_of_every_format_come_out_harmless(bring_in, place, hostile):
    bring_in(place(hostile))

    posts = list(Post.objects.select_related("account").order_by("pk"))
    assert len(posts) == hostile.stored
    assert [harm for post in posts for harm in harm_in(post)] == []


@pytest.mark.parametrize("hostile", [*SCRIPTED, *ADDRESSED], ids=name_of)
def test_the_hour_of_a_file_full_of_scripts_is_a_page_without_any_of_them(
    bring_in, place, client, hostile
):
    bring_in(place(hostile))

    page = client.get(Chat.objects.get().get_absolute_url()).content.decode()
    assert page.count("#lgovsm") >= len(SCRIPTS)
    assert harm_on(page) == []


@pytest.mark.parametrize("hostile", SCRIPTED[:5], ids=name_of)
def test_a_tweet_s_words_stay_as_they_were_said_scripts_and_all(bring_in, place, hostile):
    bring_in(place(hostile))

    said = [post.text for post in Post.objects.order_by("uri")]
    account = Account.objects.get()
    assert said == [f"{script} #lgovsm" for script in SCRIPTS]
    assert account.handle in ("", "@jo")
    assert account.url in ("", "https://twitter.com/jo")


@pytest.mark.parametrize("end", ["", "}", "{{{", '{"id_str": "6", "text"'])
def test_nothing_is_stored_of_a_list_that_breaks_off_after_thousands(bring_in, make_file, end):
    content = "Grailbird.data.a = [" + f"{json.dumps(SOUND_TWEET)},\n" * 3000 + end
    before = rows_by_table()

    with pytest.raises(WrongFile) as caught:
        bring_in(make_file(content))

    assert str(caught.value) in (
        "The file breaks off in line 3001; it was not copied whole.",
        "The file is damaged in line 3001: there is no JSON.",
    )
    assert rows_by_table() == before


def test_a_moment_that_has_not_come_yet_is_invalid(bring_in, make_tags):
    report = bring_in(make_tags({}, {"created_at": "Fri Mar 12 13:01:00 +0000 2027"}))

    assert [row.reason for row in report.bad_rows] == ["It comes from the future."]


def test_a_wrong_encoding_costs_no_post_and_is_said(bring_in, make_file):
    text = "id,text,created_at,author_id\n1,Caf\xe9 \x93so\x94 #lgovsm,2014-03-14T13:05:00Z,2\n"

    report = bring_in(make_file(text.encode("latin-1")))

    assert Post.objects.get().text == "Café “so” #lgovsm"
    assert report.notes == ["3 bytes were not UTF-8 and were read as Windows-1252."]


def rows_by_table():
    """How many rows each table of the database has, those of other rooms as well."""
    return {model._meta.db_table: model._base_manager.count() for model in apps.get_models()}


def harm_in(post):
    """What of a post could act in a browser, or leads where no link should."""
    marks = ("<script", "<img", "<svg", "<iframe", 'href="javascript', 'href="data')
    yield from (mark for mark in marks if mark in post.html)
    addresses = [post.uri, post.url, post.account.url, *post.links]
    yield from (each for each in addresses if each and not is_address(each))


def is_address(url):
    return url.startswith(("https://", "http://"))


def harm_on(page):
    """What on a page acts, and was not put there by us."""
    reader = ActingParts()
    reader.feed(page)
    return reader.found


class ActingParts(HTMLParser):
    """Notes what runs, or leads to what does: a script of an archive would say alert(1)."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name.startswith("on") or (value or "").startswith(("javascript:", "data:text")):
                self.found.append((tag, name, value))

    def handle_data(self, data):
        if self.lasttag == "script" and "alert(1)" in data:
            self.found.append(data)
