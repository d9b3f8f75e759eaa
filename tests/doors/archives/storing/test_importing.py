"""An archive brought home: once, whole, whatever the order, and not at all if it is broken."""

import json
from datetime import time

import pytest

from goodtalk.chats.models import Account, Attendance, Chat, ChatEvent, Person, Post, Question
from goodtalk.communities.models import Community
from goodtalk.doors.archives.entries import WrongFile
from goodtalk.doors.archives.reading import reading
from goodtalk.doors.archives.storing.importing import NothingUsable

CHAT = (
    {"text": "Welcome to #lgovsm! Tonight's topic is winter gritting.", "from_user_id_str": "1"},
    {"text": "Q1: Who decides which roads are gritted? #lgovsm", "from_user_id_str": "1"},
    {"text": "A1 The highways team #lgovsm", "from_user": "ann", "from_user_id_str": "2"},
    {"text": "RT @jo: Q1: Who decides which roads are gritted? #lgovsm", "from_user_id_str": "3"},
    {"text": "Q2: Who tells residents? #lgovsm", "from_user_id_str": "1"},
    {
        "text": "@ann and who asks them? #lgovsm",
        "from_user_id_str": "4",
        "in_reply_to_status_id_str": "444000000000000003",
    },
)
WHOLE = {
    "read": 6,
    "stored": 6,
    "skipped": {"duplicate": 0, "invalid": 0, "outside": 0},
    "chats": 1,
    "people": 4,
    "questions": 2,
}


def counts():
    kinds = (Post, Chat, Question, Account, Person, ChatEvent)
    return {kind.__name__: kind.objects.count() for kind in kinds}


def numbers():
    return [question.number for question in Chat.objects.get().questions.all()]


def test_an_hour_comes_home_and_reads_by_question(bring_in, make_tags):
    report = bring_in(make_tags(*CHAT))

    chat = Chat.objects.get()
    assert report.as_json() == WHOLE
    assert (chat.day.isoformat(), chat.state, chat.theme) == (
        "2014-03-14",
        "closed",
        "Winter gritting",
    )
    assert [
        (post.text[:8], post.question and post.question.number, post.filed_by, post.is_prompt)
        for post in chat.posts.authored()
    ] == [
        ("Welcome ", None, "time", False),
        ("Q1: Who ", 1, "label", True),
        ("A1 The h", 1, "label", False),
        ("Q2: Who ", 2, "label", True),
        ("@ann and", 1, "reply", False),
    ]


def test_importing_again_stores_nothing(bring_in, make_tags):
    path = make_tags(*CHAT)
    bring_in(path)
    before = counts()

    report = bring_in(path)

    assert report.as_json() == WHOLE | {
        "stored": 0,
        "skipped": {"duplicate": 6, "invalid": 0, "outside": 0},
    }
    assert counts() == before


def test_a_dry_run_reports_the_same_and_stores_nothing(bring_in, make_tags, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 2)  # an hour that several batches bring
    path = make_tags(*CHAT, CHAT[1] | {"id_str": "444000000000000002"})
    before = counts()

    dry = bring_in(path, dry_run=True)
    assert counts() == before
    wet = bring_in(path)

    assert dry == wet
    assert (wet.stored, wet.duplicate, wet.questions) == (6, 1, 2)


def test_a_dry_run_after_the_import_reports_what_importing_again_would(bring_in, make_tags):
    path = make_tags(*CHAT)
    bring_in(path)

    assert bring_in(path, dry_run=True) == bring_in(path)


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_newest_first_or_oldest_first_comes_to_the_same(
    bring_in, make_file, make_tags, monkeypatch, batch
):
    monkeypatch.setattr(reading, "BATCH", batch)
    first, *rest = make_tags(*CHAT).read_text().splitlines()

    bring_in(make_file("\n".join([first, *reversed(rest)])))

    assert [
        (post.text[:3], str(post.question), post.filed_by, bool(post.parent_id))
        for post in Chat.objects.get().posts.authored()
    ] == [
        ("Wel", "None", "time", False),
        ("Q1:", "Q1", "label", False),
        ("A1 ", "Q1", "label", False),
        ("Q2:", "Q2", "label", False),
        ("@an", "Q1", "reply", True),
    ]


def test_two_archives_of_one_hour_complete_one_another(bring_in, make_tags, make_file):
    first, *rest = make_tags(*CHAT).read_text().splitlines()
    bring_in(make_file("\n".join([first, *rest[2:]])))
    assert numbers() == [2]

    bring_in(make_file("\n".join([first, *rest[:4]])))

    assert numbers() == [1, 2]


def test_a_bad_row_is_reported_and_does_not_stop_the_rest(bring_in, make_tags):
    path = make_tags(
        CHAT[0],
        {"created_at": ""},
        {"text": "x" * 20_001 + " #lgovsm"},
        {"id_str": "4.4E+17"},
        CHAT[1],
    )

    report = bring_in(path)

    assert [(row.line, row.reason) for row in report.bad_rows] == [
        (3, "no date"),
        (4, "It is longer than 20,000 characters."),
        (5, "an id that a spreadsheet has rounded: “4.4E+17”"),
    ]
    assert (report.read, report.stored, report.invalid) == (5, 2, 3)


def test_the_bad_records_of_one_line_are_listed_in_their_order(bring_in, make_file):
    good = {"id_str": "444000000000000001", "created_at": "Fri Mar 14 13:05:00 +0000 2014"}
    good |= {"full_text": "Said #lgovsm", "user": {"id_str": "1", "screen_name": "ann"}}
    bad = {**good, "created_at": ""}

    report = bring_in(make_file(json.dumps([good, *[bad] * 11]), name="tweets.json"))

    assert [row.reason.split(":")[0] for row in report.bad_rows] == [
        f"record {number}" for number in range(2, 13)
    ]


def test_a_file_that_breaks_off_is_refused_as_a_whole(bring_in, make_file, make_tags):
    whole = make_tags(*CHAT).read_bytes()
    before = counts()

    with pytest.raises(WrongFile):
        bring_in(make_file(whole + b"1," + b"x" * 2_000_000))

    assert counts() == before


def test_posts_that_another_community_has_are_duplicates_and_stay_its_own(bring_in, make_tags):
    path = make_tags(*CHAT)
    bring_in(path)
    sister = Community.objects.create(tag="sister", name="Sister", at=time(13))

    report = bring_in(path, into=sister)

    assert (report.stored, report.chats, report.outside) == (0, 0, 6)
    assert Chat.objects.get().community.tag == "lgovsm"


def test_two_tweets_that_answer_each_other_do_not_go_round_for_ever(bring_in, make_tags):
    path = make_tags(
        {"in_reply_to_status_id_str": "444000000000000002"},
        {"in_reply_to_status_id_str": "444000000000000001"},
    )

    assert bring_in(path).stored == 2


@pytest.mark.parametrize("times", [1, 3])
def test_a_batch_takes_as_many_queries_however_many_rows_it_has(
    bring_in, make_tags, django_assert_max_num_queries, times
):
    path = make_tags(*[{"created_at": "Tue Mar 11 09:00:00 +0000 2014"}] * 20 * times)

    with django_assert_max_num_queries(28):  # of SQLite three, once: how much it keeps in memory
        bring_in(path)


def test_whoever_watches_is_told_how_far_it_is(bring_in, make_tags):
    path, seen = make_tags(*CHAT), []

    bring_in(path, watch=seen.append)

    size = path.stat().st_size
    assert seen == [
        ("Looking through", 6, size, size),
        ("Importing", 6, size, size),
        ("Finding questions, chat 1 of 1", 6, size, size),
    ]


def test_who_watches_a_dry_run_reads_nowhere_that_anything_is_imported(bring_in, make_tags):
    seen = []

    bring_in(make_tags(*CHAT), watch=seen.append, dry_run=True)

    assert [one.doing for one in seen] == [
        "Looking through", "Seeing what would come of it", "Finding questions, chat 1 of 1",
    ]


def test_files_of_one_hour_complete_one_another(bring_in, make_tags):
    whole = "A thing that somebody said at some length, and then said more of it #lgovsm"
    cut = "A thing that somebody said at some length…"
    bring_in(make_tags({"text": "Here #lgovsm"}, {"text": cut}))
    path = make_tags({}, {"text": whole, "in_reply_to_status_id_str": "444000000000000001"})

    report = bring_in(path)

    first, second = Post.objects.order_by("uri")
    assert (report.stored, report.duplicate, report.completed) == (0, 2, 1)
    assert report.notes == ["Posts that were here already and were completed: 1."]
    assert (second.text, second.parent) == (whole, first)


def test_a_text_cut_short_and_the_whole_one_in_one_file_are_one_post(bring_in, make_tags):
    cut, whole = "What we did on the hills…", "What we did on the hills last winter #lgovsm"
    same = {"id_str": "5"}

    report = bring_in(make_tags(same | {"text": cut}, same | {"text": whole}))

    assert (report.stored, report.duplicate) == (1, 1)
    assert Post.objects.get().text == whole


def test_a_retweet_stays_one_when_the_original_comes_later(bring_in, make_tags):
    bring_in(make_tags({"id_str": "8", "text": "RT @ann: Grit the hills #lgovsm"}))

    bring_in(make_tags({"id_str": "7", "from_user": "ann", "text": "Grit the hills #lgovsm"}))

    shares = Post.objects.order_by("uri").values_list("text", "is_share")
    assert list(shares) == [
        ("Grit the hills #lgovsm", False), ("RT @ann: Grit the hills #lgovsm", True),
    ]


REPEATED = {"id_str": "8", "from_user": "sam", "from_user_id_str": "9"}
ASKED = "Q1: Who decides which roads are gritted? #lgovsm"


@pytest.mark.parametrize("words", [f"RT @jo: {ASKED}", f"RT @jo: {ASKED[:30]}…"])
def test_a_retweet_that_came_without_its_mark_is_one_as_soon_as_a_file_knows(
    bring_in, make_tags, words
):
    bring_in(make_tags(*CHAT, REPEATED | {"text": ASKED}))
    assert Attendance.objects.filter(person__accounts__handle="@sam").count() == 1

    report = bring_in(make_tags(*CHAT, REPEATED | {"text": words}))

    post = Post.objects.get(uri__endswith="/8")
    assert (report.completed, post.is_share, post.text) == (1, True, f"RT @jo: {ASKED}")
    assert not Attendance.objects.filter(person__accounts__handle="@sam").exists()
    assert Post.objects.filter(is_prompt=True).count() == 2


@pytest.mark.parametrize("words", ["RT @jo: Something else #lgovsm", "RT @jo: Q1"])
def test_other_words_make_nobody_s_own_a_retweet(bring_in, make_tags, words):
    bring_in(make_tags(REPEATED | {"text": ASKED}))

    bring_in(make_tags(REPEATED | {"text": words}))

    assert [*Post.objects.values_list("text", "is_share")] == [(ASKED, False)]


def test_what_the_chair_has_filed_stays_theirs_who_said_it(bring_in, make_tags):
    bring_in(make_tags(*CHAT, REPEATED | {"text": ASKED}))
    Post.objects.filter(uri__endswith="/8").update(filed_by=Post.FiledBy.CHAIR)

    bring_in(make_tags(*CHAT, REPEATED | {"text": f"RT @jo: {ASKED}"}))

    assert not Post.objects.get(uri__endswith="/8").is_share


def test_a_file_sorted_backwards_stands_like_one_sorted_by_time(bring_in, make_tags):
    rows = [
        {"text": f"Thing {number} #lgovsm", "id_str": str(100 + number),
         "created_at": f"Fri Mar 14 13:0{number}:00 +0000 2014",
         "in_reply_to_status_id_str": str(99 + number) if number > 1 else ""}
        for number in range(1, 6)
    ]

    bring_in(make_tags(*reversed(rows)))

    replies = Post.objects.order_by("published_at").values_list("text", "parent__text")
    assert list(replies) == [
        (f"Thing {number} #lgovsm", f"Thing {number - 1} #lgovsm" if number > 1 else None)
        for number in range(1, 6)
    ]


ROUNDED = "444000000000000000"
TAKEN = "an id that another post has here; perhaps a spreadsheet rounded it"


@pytest.mark.parametrize("batch", [1, 3000])
@pytest.mark.parametrize("dry_run", [True, False])
def test_posts_that_a_spreadsheet_gave_one_id_are_told_by_their_lines(
    bring_in, make_tags, monkeypatch, batch, dry_run
):
    monkeypatch.setattr(reading, "MOST", batch)
    tweets = [tweet | {"id_str": ROUNDED} for tweet in CHAT]

    report = bring_in(make_tags(CHAT[0], *tweets, CHAT[1] | {"id_str": ROUNDED}), dry_run=dry_run)

    assert (report.stored, report.duplicate, report.invalid) == (1, 0, 7)
    assert [tuple(row) for row in report.bad_rows] == [(line, TAKEN) for line in range(3, 10)]


@pytest.mark.parametrize("rounded", [ROUNDED, "4.44E+17"])
def test_a_sheet_with_rounded_ids_and_whole_addresses_is_the_same_as_one_with_whole_ids(
    bring_in, make_tags, rounded
):
    whole = [
        tweet | {"id_str": f"44400000000000000{place}", "from_user": "jo"}
        for place, tweet in enumerate(CHAT, 1)
    ]
    address = "http://twitter.com/jo/statuses/"
    known = [tweet | {"status_url": address + tweet["id_str"]} for tweet in whole]

    report = bring_in(make_tags(*[tweet | {"id_str": rounded} for tweet in known]))
    again = bring_in(make_tags(*whole))

    assert (report.stored, report.invalid) == (6, 0)
    assert (again.stored, again.duplicate) == (0, 6)


def test_a_file_in_which_one_id_stands_for_all_posts_is_refused(bring_in, make_tags):
    with pytest.raises(NothingUsable) as caught:
        bring_in(make_tags(*[tweet | {"id_str": ROUNDED} for tweet in CHAT]))

    assert str(caught.value) == (
        f"No post can be made of any of the 6 rows of this file; line 2 is the first: {TAKEN}."
    )
    assert Post.objects.count() == 0


@pytest.mark.parametrize("batch", [1, 3000])
def test_an_id_that_ends_in_zeros_by_itself_is_as_good_as_another(
    bring_in, make_tags, monkeypatch, batch
):
    monkeypatch.setattr(reading, "MOST", batch)
    tweet, other = CHAT[0] | {"id_str": ROUNDED}, CHAT[1] | {"id_str": "444000000000100000"}

    report = bring_in(make_tags(tweet, other, tweet | {"text": tweet["text"][:20] + "…"}))

    assert (report.stored, report.duplicate, report.invalid) == (2, 1, 0)


def test_what_has_the_id_of_a_post_of_an_earlier_file_is_told(bring_in, make_tags):
    bring_in(make_tags(CHAT[0] | {"id_str": ROUNDED}))

    report = bring_in(make_tags(CHAT[0], CHAT[1] | {"id_str": ROUNDED}))

    assert (report.stored, [tuple(row) for row in report.bad_rows]) == (1, [(3, TAKEN)])


DAY = "Fri Mar 14 00:00:00 +0000 2014"


def test_a_post_of_which_only_the_day_was_known_finds_its_hour(bring_in, make_tags):
    bring_in(make_tags(CHAT[2] | {"id_str": "444000000000000003", "created_at": DAY}))
    assert Post.objects.get().chat is None

    report = bring_in(make_tags(*CHAT))

    post = Post.objects.get(text=CHAT[2]["text"])
    assert (report.stored, report.completed, report.chats) == (5, 1, 1)
    assert (post.published_at.minute, post.question.number, post.replies.count()) == (3, 1, 1)
    assert post.chat.attendances.count() == 3


def test_a_time_that_is_known_is_not_taken_away_by_a_file_that_has_the_day_alone(
    bring_in, make_tags
):
    bring_in(make_tags(*CHAT))

    report = bring_in(make_tags(CHAT[0] | {"created_at": DAY}))

    assert (report.duplicate, report.completed) == (1, 0)
    assert not Post.objects.filter(chat=None).exists()


def test_two_imports_of_one_file_at_once_count_the_same_chats(bring_in, make_tags):
    path = make_tags({"text": "Q1: Who? #lgovsm"}, {"text": "A1 We do #lgovsm"})
    others = []

    def watch(_progress):
        if not others:  # this one knows what is here by now, and has stored nothing
            others.append(bring_in(path))

    report = bring_in(path, watch=watch)

    assert (report.stored, report.duplicate) == (0, 2)
    assert (report.chats, report.people, report.questions) == (1, 1, 1)
    assert [(each.chats, each.questions) for each in others] == [(1, 1)]
