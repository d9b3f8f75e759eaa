"""An import taken back leaves the posts that it completed as they were before it."""

import json
import os
from datetime import UTC, datetime, time, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from goodtalk.chats.keeping_order.moderation import refile, withdraw
from goodtalk.chats.models import Account, Attendance, Chat, Post
from goodtalk.doors.archives.imports.keeping import file_of
from goodtalk.doors.archives.imports.taking_back import take_back_posts
from goodtalk.doors.archives.jobs import ask_back, confirm, make_final
from goodtalk.doors.archives.models import WEEK, Completion, ImportJob
from tests.doors.archives.imports.moments import LATER, NOW
from tests.hour import logged

CUT = "A1 The highways team decides, from a list of 2009…"
WHOLE = "A1 The highways team decides, from a list of 2009 that nobody has seen #lgovsm #roads"
BETWEEN = "Tue Mar 11 09:00:00 +0000 2014"
ASKED = {"text": "Q1: Who decides which roads are gritted? #lgovsm", "from_user_id_str": "1"}
REPLY = {"from_user": "ann", "from_user_id_str": "2"}
FIRST_ID = "444000000000000001"


@pytest.fixture
def rows(make_tags):
    """A sheet with these tweets, as bytes."""

    def rows(*tweets):
        return make_tags(*tweets).read_bytes()

    return rows


def what_is_here():
    names = [field.attname for field in Post._meta.concrete_fields if field.name != "question"]
    return list(Post.objects.order_by("pk").values(*names, "question__number"))


def answer(text=CUT, **cells):
    return REPLY | {"id_str": "444000000000000002", "text": text} | cells


def test_what_an_import_completed_is_as_it_was_before(bring_home, undo, rows):
    bring_home(rows(ASKED, answer()))
    before = what_is_here()
    job = bring_home(
        rows(ASKED, answer(WHOLE, in_reply_to_status_id_str=FIRST_ID)), mark="2", now=LATER
    )
    post = Post.objects.get(text=WHOLE)
    assert (post.parent.text, post.tags) == (ASKED["text"], ["lgovsm", "roads"])

    undo(job)

    assert what_is_here() == before
    assert not Completion.objects.exists()


def test_what_it_told_beside_the_text_goes_again(bring_home, undo, rows):
    pic = {
        "url": "https://t.co/Pic9",
        "expanded_url": "https://twitter.com/ann/status/5/photo/1",
        "media_url_https": "https://pbs.twimg.com/media/a.jpg",
        "type": "photo",
    }
    page = {"url": "https://t.co/Ab3", "expanded_url": "https://hull.gov.uk/roads"}
    text = "A1 See https://t.co/Ab3 #lgovsm https://t.co/Pic9"
    bring_home(rows(ASKED, answer(text)))
    before = what_is_here()
    told = json.dumps({"urls": [page], "media": [pic]})
    job = bring_home(rows(ASKED, answer(text, entities_str=told)), mark="2", now=LATER)
    post = Post.objects.get(text=text)
    assert (len(post.came_with.pictures), "t.co" in post.html) == (1, False)
    assert post.links == ["https://hull.gov.uk/roads", pic["expanded_url"]]

    undo(job)

    assert what_is_here() == before
    assert not Completion.objects.exists()


def test_a_retweet_that_was_somebody_s_own_words_is_so_again(bring_home, undo, rows):
    bring_home(rows(ASKED, answer(WHOLE)))
    before = what_is_here()
    job = bring_home(rows(ASKED, answer(f"RT @jo: {WHOLE}")), mark="2", now=LATER)
    ann = Attendance.objects.filter(person__accounts__handle="@ann")
    assert (Post.objects.filter(is_share=True).count(), ann.count()) == (1, 0)

    undo(job)

    assert (what_is_here(), ann.count()) == (before, 1)


def test_talk_between_times_is_as_it_was_before(bring_home, undo, rows):
    bring_home(rows(answer(CUT + " #lgovsm…", created_at=BETWEEN)))
    before = what_is_here()
    whole = CUT.removesuffix("…") + "… #lgovsm and more #lgovsm"
    job = bring_home(rows(answer(whole, created_at=BETWEEN)), mark="2", now=LATER)
    assert Post.objects.get().text == whole

    undo(job)

    assert what_is_here() == before


def test_readers_of_the_hour_hear_that_the_words_have_changed(bring_home, undo, rows):
    bring_home(rows(ASKED, answer()))
    job = bring_home(rows(answer(WHOLE)), mark="2", now=LATER)
    chat = Post.objects.get(text=WHOLE).chat
    seq = chat.last_seq

    undo(job)

    assert logged(chat, after=seq) == [(seq + 1, "post.edited")]


def test_a_post_in_an_hour_that_was_held_here_is_filed_as_before(
    make_chat, community, bring_home, undo, rows
):
    start = datetime(2014, 3, 14, 13, tzinfo=UTC)
    make_chat(
        questions=2, state="closed", community=community, day=start.date(),
        starts_at=start, ends_at=start + timedelta(hours=1),
    )  # fmt: skip
    bring_home(rows(answer("The highways team…")))
    before = what_is_here()
    job = bring_home(rows(answer("The highways team #lgovsm A2")), mark="2", now=LATER)
    assert Post.objects.get().question.number == 2

    undo(job)

    assert what_is_here() == before


def test_a_question_that_somebody_chose_stays(bring_home, undo, rows, olive):
    second = ASKED | {"id_str": "444000000000000009", "text": "Q2: Who tells? #lgovsm"}
    bring_home(rows(ASKED, second, answer()))
    job = bring_home(rows(answer(WHOLE)), mark="2", now=LATER)
    post = Post.objects.get(text=WHOLE)
    chosen = refile(post, post.chat.questions.get(number=1), by=olive, now=LATER)

    undo(job)

    post.refresh_from_db()
    assert (post.text, post.question, post.filed_by) == (CUT, chosen.question, "chair")


def test_what_a_later_import_completed_stays(bring_home, undo, rows):
    bring_home(rows(ASKED, answer()))
    first = bring_home(rows(answer(user_lang="en", in_reply_to_status_id_str=FIRST_ID)), mark="2")
    second = bring_home(rows(answer(WHOLE)), mark="3", now=LATER)

    undo(first)

    post = Post.objects.get(uri__endswith="2")
    assert (post.text, post.in_reply_to, post.parent) == (WHOLE, "", None)
    undo(second)
    assert Post.objects.get(uri__endswith="2").text == CUT


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["first-first", "last-first"])
def test_what_two_imports_added_to_one_field_goes_in_either_order(bring_home, undo, rows, order):
    bring_home(rows(ASKED, answer()))
    before = what_is_here()
    jobs = [
        bring_home(rows(answer("A1 The highways team… #lgovsm…")), mark="2", now=LATER),
        bring_home(rows(answer(WHOLE)), mark="3", now=LATER),
    ]
    tags = Completion.objects.filter(field="tags").values_list("before", "after")
    assert list(tags) == [([], ["lgovsm"]), (["lgovsm"], ["lgovsm", "roads"])]

    for place in order:
        undo(jobs[place])

    assert what_is_here() == before


def test_what_something_else_changed_since_stays(bring_home, undo, rows):
    bring_home(rows(ASKED, answer()))
    job = bring_home(rows(answer(WHOLE)), mark="2", now=LATER)
    Post.objects.filter(text=WHOLE).update(text="Mended by hand")

    undo(job)

    assert Post.objects.get(uri__endswith="2").text == "Mended by hand"


def test_no_word_of_a_post_that_its_author_took_back_is_kept_or_comes_again(
    bring_home, undo, rows
):
    bring_home(rows(ASKED, answer()))
    job = bring_home(rows(answer(WHOLE)), mark="2", now=LATER)
    assert Completion.objects.filter(before=CUT, after=WHOLE).exists()

    withdraw(Post.objects.get(text=WHOLE), now=LATER)

    assert not Completion.objects.exists()
    undo(job)
    post = Post.objects.get(uri__endswith="2")
    assert (post.text, post.html, post.tags, post.links) == ("", "", [], [])


def test_what_was_before_and_the_file_go_when_the_week_is_over(bring_home, rows):
    bring_home(rows(ASKED, answer()))
    job = bring_home(rows(answer(WHOLE)), mark="2", now=LATER)
    assert (Completion.objects.exists(), file_of(job).exists()) == (True, True)
    os.utime(file_of(job).parent, (0, 0))
    ImportJob.objects.filter(pk=job.pk).update(imported_at=job.imported_at - WEEK)

    make_final.call()

    assert (Completion.objects.exists(), file_of(job).exists()) == (False, False)


def test_what_is_being_taken_back_is_not_forgotten_half_way(bring_home, rows):
    bring_home(rows(ASKED, answer()))
    job = bring_home(rows(answer(WHOLE)), mark="2", now=LATER)
    ask_back(job, now=job.imported_at)
    ImportJob.objects.filter(pk=job.pk).update(imported_at=job.imported_at - WEEK)

    make_final.call()
    take_back_posts(job, now=NOW)

    assert Post.objects.get(uri__endswith="2").text == CUT


def test_the_worker_forgets_it_by_itself(bring, work, rows):
    job = bring(rows(ASKED))
    work()
    confirm(job, now=NOW)
    for result in DBTaskResult.objects.ready():
        result.task.call(*result.args_kwargs["args"])

    job = ImportJob.objects.get(pk=job.pk)
    waiting = DBTaskResult.objects.filter(task_path=make_final.module_path)
    assert list(waiting.values_list("run_after", flat=True)) == [job.final_at]


def test_what_an_import_repeats_of_itself_is_not_kept(bring_home, rows):
    bring_home(rows(ASKED, answer(), answer(WHOLE)))

    assert Post.objects.get(uri__endswith="2").text == WHOLE
    assert not Completion.objects.exists()


DAY = "Fri Mar 14 00:00:00 +0000 2014"


def test_a_post_without_a_time_finds_its_hour_and_goes_back_with_the_import(
    bring_home, undo, rows
):
    bring_home(rows(answer(WHOLE, created_at=DAY, from_user_id_str="")))
    before = what_is_here()

    job = bring_home(rows(ASKED, answer(WHOLE)), mark="2", now=LATER)

    post = Post.objects.get(text=WHOLE)
    assert (post.published_at, str(post.chat.day), post.question.number) == (
        datetime(2014, 3, 14, 13, 2, tzinfo=UTC), "2014-03-14", 1
    )  # fmt: skip
    assert (job.result["stored"], job.result["chats"]) == (1, 1)
    assert (job.preview["chats"], job.preview["questions"]) == (1, 1)
    undo(job)
    assert what_is_here() == before
    assert not Chat.objects.exists()


def test_a_post_that_stood_in_the_hour_of_midnight_leaves_it_and_comes_back(
    bring_home, undo, rows, community
):
    community.at, community.zone = time(20), "America/New_York"
    community.save()
    beginning = "Sat Mar 15 00:10:00 +0000 2014"
    midnight = "Sat Mar 15 00:00:00 +0000 2014"
    bring_home(rows(ASKED | {"created_at": beginning}, answer(WHOLE, created_at=midnight)))
    before, chat = what_is_here(), Chat.objects.get()
    assert chat.posts.count() == 2

    job = bring_home(
        rows(answer(WHOLE, created_at="Sat Mar 15 13:02:00 +0000 2014")), mark="2", now=LATER
    )

    assert Post.objects.get(text=WHOLE).chat is None
    assert (chat.posts.count(), chat.attendances.count()) == (1, 1)
    assert logged(chat)[-1][1] in ("post.withdrawn", "post.refiled")
    undo(job)
    assert what_is_here() == before
    assert chat.attendances.count() == 2


def test_two_accounts_that_an_import_made_one_stay_one(bring_home, undo, rows):
    third = answer("A1 So do we #lgovsm", id_str="444000000000000003")
    bring_home(rows(ASKED, answer(from_user_id_str="")))
    numbers = bring_home(rows(third | {"from_user": ""}), mark="2", now=LATER)
    assert Account.objects.filter(uri__in=["twitter:@ann", "twitter:user:2"]).count() == 2
    both = bring_home(rows(third), mark="3", now=LATER + timedelta(hours=1))

    undo(both)
    undo(numbers)

    assert Post.objects.count() == 2
    said = Post.objects.get(text=CUT)
    assert (said.account.uri, said.account.handle) == ("twitter:user:2", "@ann")
    assert (Account.objects.count(), Attendance.objects.count()) == (2, 2)
