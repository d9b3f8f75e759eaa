"""What an organiser sees of imports, and what nobody else does."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from goodtalk.chats.models import Chat, Post
from goodtalk.doors.archives.imports.keeping import file_of
from goodtalk.doors.archives.imports.taking_back import chats_of
from goodtalk.doors.archives.models import ImportJob
from goodtalk.record.recaps.publishing import publish_recap
from tests.doors.archives.imports.conftest import HOUR


@pytest.fixture
def olives(client, olive):
    """Olive's browser."""
    client.force_login(olive)
    return client


def words(answer):
    """The text of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_communitys_page_leads_its_organisers_there_and_nobody_else(olives, community):
    link = 'href="/lgovsm/imports/"'
    assert link in olives.get("/lgovsm/").content.decode()

    olives.logout()

    assert link not in olives.get("/lgovsm/").content.decode()


@pytest.mark.parametrize("way", ["", "{job}/", "{job}/take-back/"])
def test_the_pages_are_for_organisers_alone(client, lurker, bring_home, archive, way):
    job = bring_home(archive, now=timezone.now())
    address = "/lgovsm/imports/" + way.format(job=job.pk)
    client.force_login(lurker)

    seen = client.get(address).status_code
    client.force_login(job.by)

    assert (seen, client.get(address).status_code) == (404, 200)


@pytest.mark.parametrize("act", ["start", "go-on", "remove", "take-back/"])
def test_nobody_else_does_anything_about_an_import(client, lurker, bring, work, archive, act):
    job = bring(archive)
    work()
    client.force_login(lurker)

    answer = client.post(f"/lgovsm/imports/{job.pk}/{act}")

    assert answer.status_code == 404
    assert ImportJob.objects.get().state == "ready"


def test_the_preview_says_what_would_come_and_what_is_skipped_with_the_rows(
    olives, bring, work, make_tags
):
    path = make_tags(
        *HOUR, HOUR[0] | {"id_str": "444000000000000001"}, {"created_at": ""}, {"text": ""},
        {"text": "About <script>alert(1)</script>", "created_at": "Tue Mar 11 09:00:00 +0000 2014"},
        {"id_str": "<script>alert(1)</script>"},
    )  # fmt: skip
    job = bring(path.read_bytes())
    work()

    page = olives.get(job.get_absolute_url())

    said = words(page)
    assert "Nothing is stored yet." in said
    assert "posts to store 6" in said
    assert "Hour New posts Questions 2014-03-14 5 2" in said
    assert "1 are here already, or are further up in the file" in said
    assert "1 without the hashtag, and no chat at that time" in said
    assert "Line What it says 8 Welcome to #lgovsm!" in said
    assert "Line What it says 11 About &lt;script&gt;" in said
    assert "3 hold no post that can be read" in said
    assert "9 no date" in said
    assert "<script>alert" not in page.content.decode()
    assert Post.objects.count() == 0


def test_confirming_on_the_page_imports_and_the_page_shows_the_hours(olives, bring, work, archive):
    job = bring(archive)
    work()

    olives.post(f"{job.get_absolute_url()}start")
    work()

    page = words(olives.get(job.get_absolute_url()))
    assert "posts stored 6" in page
    assert "Friday 14 March 2014, 13:00 · 5 posts" in page
    assert "You can take the whole import back until" in page


def test_a_file_in_which_nothing_is_new_says_so(olives, bring_home, bring, work, archive):
    bring_home(archive)
    job = bring(archive, mark="2")
    work()

    page = words(olives.get(job.get_absolute_url()))

    assert "posts to store 0" in page
    assert "No post in this file is new here." in page
    assert "6 are here already, or are further up in the file" in page


def test_taking_back_is_asked_about_first(olives, bring_home, work, archive):
    job = bring_home(archive, now=timezone.now())
    address = f"{job.get_absolute_url()}take-back/"

    asked = words(olives.get(address))
    assert "The 6 posts that this import stored go." in asked
    assert Post.objects.count() == 6
    olives.post(address)
    work()

    assert Post.objects.count() == 0
    assert "What only this import had brought is gone." in words(olives.get(job.get_absolute_url()))


def test_before_an_import_is_taken_back_the_page_says_what_another_one_has_too(
    olives, bring_home, make_tags, archive
):
    job = bring_home(archive, now=timezone.now())
    other = make_tags(*HOUR[:2]).read_bytes()
    bring_home(other, now=timezone.now(), mark="2", name="second.csv")

    asked = words(olives.get(f"{job.get_absolute_url()}take-back/"))

    assert "4 posts that only this import has brought go." in asked
    assert "2 posts stay: other imports have brought them too, and they are theirs" in asked
    assert "second.csv" in asked


def test_hours_that_would_stay_are_named_and_go_where_that_is_chosen(
    olives, olive, bring_home, work, archive
):
    job = bring_home(archive, now=timezone.now())
    chat = Chat.objects.get()
    publish_recap(chat, "It was cold.", after=None, by=olive, now=timezone.now())
    address = f"{job.get_absolute_url()}take-back/"

    asked = words(olives.get(address))
    assert "An hour that would stay without its posts" in asked
    assert " · the recap · look at it" in asked
    olives.post(address, {"hour": [chat.pk, "x", "9"]})
    work()

    assert Chat.objects.count() == 0
    log = words(olives.get("/lgovsm/desk-log/"))
    assert re.search(r"Removed an hour and what .* archive.csv Olive .* 2014-03-14", log)


def test_they_stay_where_nothing_is_chosen(olives, olive, bring_home, work, archive):
    job = bring_home(archive, now=timezone.now())
    chat = Chat.objects.get()
    publish_recap(chat, "It was cold.", after=None, by=olive, now=timezone.now())

    olives.post(f"{job.get_absolute_url()}take-back/")
    work()

    assert (Chat.objects.get(), Post.objects.count()) == (chat, 0)


def test_the_desk_of_an_hour_says_whose_import_found_its_questions(olives, bring_home, archive):
    bring_home(archive, now=timezone.now())
    chat = Chat.objects.get()

    desk, log = (words(olives.get(f"{chat.desk_url()}{way}")) for way in ("", "log/"))
    ImportJob.objects.update(by=None)
    after = words(olives.get(chat.desk_url()))

    assert "Changed the questions An import of Olive , " in desk
    assert "Changed the questions An import of Olive , " in log
    assert "Changed the questions An import , " in after


def test_what_is_final_offers_no_way_back(olives, bring_home, archive):
    job = bring_home(archive)
    ImportJob.objects.update(imported_at=timezone.now() - timedelta(days=7, minutes=1))

    page = words(olives.get(job.get_absolute_url()))
    answer = olives.post(f"{job.get_absolute_url()}take-back/")

    assert "back until" not in page
    assert answer.headers["Location"] == job.get_absolute_url()
    assert (ImportJob.objects.get().state, Post.objects.count()) == ("imported", 6)


def test_not_importing_forgets_the_file(olives, bring, work, archive):
    job = bring(archive)
    work()

    page = olives.post(f"{job.get_absolute_url()}remove", follow=True)

    assert "archive.csv is removed. Nothing of it was stored." in words(page)
    assert (ImportJob.objects.count(), file_of(job).exists()) == (0, False)


def test_what_was_imported_is_not_removed_but_taken_back(olives, bring_home, archive):
    job = bring_home(archive)

    olives.post(f"{job.get_absolute_url()}remove")

    assert ImportJob.objects.get() == job


def test_a_second_import_waits_for_the_first_and_is_told_so(olives, bring, work, archive):
    first, second = bring(archive), bring(archive, mark="2")
    work()
    olives.post(f"{first.get_absolute_url()}start")

    page = olives.post(f"{second.get_absolute_url()}start", follow=True)

    assert "Another import of this community is under way." in words(page)
    assert ImportJob.objects.get(pk=second.pk).state == "ready"


def test_a_page_asks_again_while_there_is_work_and_not_afterwards(olives, bring, work, archive):
    job = bring(archive, now=timezone.now())
    ImportJob.objects.update(asked_at=timezone.now())
    busy = olives.get(job.get_absolute_url()).content.decode()

    work()
    answer = olives.get(job.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()

    assert 'hx-trigger="every 1s"' in busy
    assert "every 1s" not in answer
    assert answer.lstrip().startswith('<div id="import"')
    assert 'hx-swap-oob="innerHTML">waiting for your word' in answer


def test_work_that_has_stopped_can_be_gone_on_with(olives, bring, work, archive):
    job = bring(archive)  # asked for years ago
    page = olives.get(job.get_absolute_url())
    assert "It has stopped" in words(page)
    assert 'hx-trigger="every 10s"' in page.content.decode()  # it may go on by itself

    olives.post(f"{job.get_absolute_url()}go-on")
    work()

    assert "What would come of it" in words(olives.get(job.get_absolute_url()))


def test_a_refused_file_says_why(olives, bring, work):
    job = bring(b"\x89PNG\r\n\x1a\n" + b"x" * 100)
    work()

    page = words(olives.get(job.get_absolute_url()))

    assert "This is a picture. Nothing of it was stored." in page


def test_an_unfinished_upload_says_how_to_go_on(olives, begin):
    begin(b"first,second", now=timezone.now())

    page = words(olives.get("/lgovsm/imports/"))

    assert "0 bytes of 12 bytes are here. Choose the same file again" in page.replace("\xa0", " ")


@pytest.mark.parametrize("imports", [1, 3])
def test_the_list_takes_as_many_queries_however_many_imports_there_are(
    olives, begin, imports, django_assert_num_queries
):
    for number in range(imports):
        begin(b"first", mark=str(number), now=timezone.now())

    with django_assert_num_queries(10):
        page = olives.get("/lgovsm/imports/").content.decode()

    assert page.count('<li id="import-') == imports


@pytest.mark.parametrize("weeks", [1, 3])
def test_the_result_takes_as_many_queries_however_many_hours_there_are(
    olives, bring_home, make_tags, weeks, django_assert_num_queries
):
    tweets = [{"created_at": f"Fri Mar {7 * week:02} 13:05:00 +0000 2014"} for week in (1, 2, 3)]
    job = bring_home(make_tags(*tweets[:weeks]).read_bytes())

    with django_assert_num_queries(9):
        page = olives.get(job.get_absolute_url()).content.decode()

    assert page.count('<bdi class="theme">') == weeks
    assert "chats_post" not in str(chats_of(job).query)  # not for each chat of a large archive


TWEET = (
    'window.YTD.tweets.part0 = [{"tweet": {"id_str": "444000000000000001", "full_text": '
    '"A1 we grit #lgovsm", "created_at": "Fri Mar 14 13:05:00 +0000 2014"}}]'
)


def test_a_file_that_does_not_say_whose_it_is_need_not_be_sent_again(olives, bring, work):
    job = bring(TWEET.encode(), name="tweets.js")
    work()
    refused = words(olives.get(job.get_absolute_url()))

    wrong = words(olives.post(f"{job.get_absolute_url()}again", {"account": "a b"}))
    olives.post(f"{job.get_absolute_url()}again", {"account": "@jo"})
    work()

    assert "give the name of the account." in refused
    assert "--author" not in refused
    assert "“a b” is not a handle" in wrong
    assert "post to store 1" in words(olives.get(job.get_absolute_url()))


def test_what_has_been_imported_is_not_read_in_another_way(olives, bring_home, work, archive):
    job = bring_home(archive)

    olives.post(f"{job.get_absolute_url()}again", {"account": "@jo"})

    assert ImportJob.objects.get().state == "imported"


def test_how_a_sheet_writes_dates_can_be_said_afterwards_and_stays_said(olives, bring, work):
    sheet = b"id,text,created_at,username\n1,Grit first #lgovsm,04/03/2014 13:05,jo\n"
    job = bring(sheet, name="tweets.csv")
    work()
    asked = words(olives.get(job.get_absolute_url()))

    olives.post(f"{job.get_absolute_url()}again", {"dates": "month-first"})
    work()

    page = olives.get(job.get_absolute_url()).content.decode()
    assert "How dates such as 03/04/2014 are written" in asked
    assert "post to store 1" in words(olives.get(job.get_absolute_url()))
    assert '<option value="month-first" selected>' in page
