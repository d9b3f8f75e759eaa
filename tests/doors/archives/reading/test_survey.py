"""Which posts of a file were said to the community."""

from datetime import UTC, datetime

import pytest

from goodtalk.chats.models import Chat, Post

FRIDAY_LUNCH = "Fri Mar 14 13:{:02}:00 +0000 2014"
TUESDAY = "Tue Mar 11 09:{:02}:00 +0000 2014"


def stored():
    return sorted(Post.objects.values_list("text", "chat__day"))


def test_in_an_hour_whoever_uses_the_tag_may_forget_it(bring_in, make_tags):
    path = make_tags(
        {"text": "No tag, in time", "created_at": FRIDAY_LUNCH.format(10)},
        {"text": "With #LGovSM, in time", "created_at": FRIDAY_LUNCH.format(20)},
        {"text": "With #lgovsm, between", "created_at": TUESDAY.format(10)},
        {"text": "No tag, between", "created_at": TUESDAY.format(20)},
        {"text": "No tag, another Friday", "created_at": "Fri Mar 21 13:05:00 +0000 2014"},
    )

    report = bring_in(path)

    assert stored() == [
        ("No tag, in time", datetime(2014, 3, 14).date()),
        ("With #LGovSM, in time", datetime(2014, 3, 14).date()),
        ("With #lgovsm, between", None),
    ]
    assert report.outside == 2


def test_an_hour_that_was_held_here_takes_what_was_said_in_it(bring_in, make_tags, community):
    Chat.objects.create(
        community=community,
        day=datetime(2014, 3, 11).date(),
        starts_at=datetime(2014, 3, 11, 9, tzinfo=UTC),
        ends_at=datetime(2014, 3, 11, 10, tzinfo=UTC),
        closed_at=datetime(2014, 3, 11, 10, tzinfo=UTC),
    )

    bring_in(make_tags({"text": "A1 A one-off on Tuesday", "created_at": TUESDAY.format(10)}))

    assert stored() == [("A1 A one-off on Tuesday", datetime(2014, 3, 11).date())]


def at(clock):
    return f"Fri Mar 14 {clock}:00 +0000 2014"


def said_by(handle, clock, text, **cells):
    number = str(100 + sum(map(ord, handle)))
    who = {"from_user": handle, "from_user_id_str": number}
    return who | {"created_at": at(clock), "text": text} | cells


ID = "4440000000000000{}"
TAGGED = said_by("jo", "13:05", "A1 we grit #lgovsm")  # the first row of each file


@pytest.mark.parametrize(
    "private",
    [
        said_by("jo", "12:46", "@bank my card is lost, ring me on 07700 900123"),
        said_by("jo", "14:55", "@wife my doctor rang about the test results"),
        said_by("jo", "15:25", "Watching the rugby, what a try!"),
        said_by("jo", "13:20", "@wife can you pick up the kids?"),
        said_by("jo", "13:20", "@wife A1 was closed, I am late"),
        said_by("jo", "13:20", "RT @rugby: what a try!"),
        said_by("jo", "13:20", 'Rt: "@rugby: what a try!"'),
        said_by("jo", "13:20", "No, Monday", in_reply_to_status_id_str="9"),
        said_by("sam", "13:20", "Lunch was good"),
        said_by("sam", "13:20", "@kim A1 Before six, every day"),
    ],
    ids=lambda row: row["text"][:20],
)
def test_private_talk_near_an_hour_is_none_of_it(bring_in, make_tags, private):
    report = bring_in(make_tags(TAGGED, private))

    assert stored() == [("A1 we grit #lgovsm", datetime(2014, 3, 14).date())]
    assert report.outside == 1


@pytest.mark.parametrize(
    "said",
    [
        said_by("jo", "13:20", "Before six, every day"),
        said_by("jo", "13:20", "@ann @sam Before six, every day"),
        said_by("jo", "13:20", "@LGovSM Before six, every day"),
        said_by("jo", "13:20", "@chair A1 Before six, every day"),
        said_by("sam", "13:20", "A1 Before six, every day"),
        said_by("sam", "14:55", "Why so early?", in_reply_to_status_id_str=ID.format("01")),
        said_by("sam", "12:50", "Who grits?", id_str="7"),
    ],
    ids=lambda row: row["text"][:20],
)
def test_what_belongs_to_an_hour_is_taken_without_the_tag(bring_in, make_tags, said):
    ann = said_by("ann", "13:06", "So do we #lgovsm", in_reply_to_status_id_str="7")

    report = bring_in(make_tags(TAGGED, ann, said))

    assert (report.stored, report.outside) == (3, 0)


def test_a_thread_below_a_post_of_the_chat_comes_with_it(bring_in, make_tags):
    path = make_tags(
        TAGGED,
        said_by("sam", "14:10", "Why so early?", in_reply_to_status_id_str=ID.format("01")),
        said_by("kim", "14:20", "Because of ice", in_reply_to_status_id_str=ID.format("02")),
    )

    assert bring_in(path).stored == 3


def test_what_else_hangs_below_a_post_that_the_chat_answers_does_not(bring_in, make_tags):
    path = make_tags(
        said_by("jo", "12:50", "My card is lost", id_str=ID.format("01")),
        said_by("bank", "12:51", "Ring us", in_reply_to_status_id_str=ID.format("01")),
        said_by("ann", "12:55", "Poor you #lgovsm", in_reply_to_status_id_str=ID.format("01")),
    )

    bring_in(path)
    bring_in(path)

    assert [text for text, _ in stored()] == ["My card is lost", "Poor you #lgovsm"]


def test_a_reply_to_what_another_file_brought_is_taken(bring_in, make_tags):
    bring_in(make_tags(TAGGED))
    answer = said_by("sam", "14:10", "Why?", in_reply_to_status_id_str=ID.format("01"))
    path = make_tags(answer | {"id_str": "8"}, said_by("sam", "14:20", "Rain", id_str="9"))

    dry = bring_in(path, dry_run=True)
    report = bring_in(path, companion=True)

    assert (dry.stored, dry.outside) == (report.stored, report.outside) == (1, 1)
    assert [text for text, _ in stored()] == ["A1 we grit #lgovsm", "Why?"]


def test_what_another_file_brought_answers_it(bring_in, make_tags):
    bring_in(make_tags(TAGGED | {"in_reply_to_status_id_str": "8"}))

    bring_in(make_tags(said_by("sam", "13:00", "Who grits?", id_str="8")))

    assert [text for text, _ in stored()] == ["A1 we grit #lgovsm", "Who grits?"]


def test_a_text_cut_short_may_have_lost_its_tag(bring_in, make_tags):
    path = make_tags(
        {"text": "With #lgovsm", "created_at": TUESDAY.format(1)},
        {"text": "RT @jo: a long sentence that Twit…", "created_at": TUESDAY.format(2)},
        {"text": "Another one that was… https://t.co/abc", "created_at": TUESDAY.format(3)},
    )

    assert bring_in(path).stored == 3


def test_in_a_file_about_something_else_a_cut_text_proves_nothing(bring_in, make_tags):
    path = make_tags(
        {"text": "With #lgovsm", "created_at": TUESDAY.format(1)},
        {"text": "With #other", "created_at": TUESDAY.format(2)},
        {"text": "RT @jo: a long sentence that Twit…", "created_at": TUESDAY.format(3)},
    )

    report = bring_in(path)

    assert (report.stored, report.outside) == (1, 2)


def test_what_was_not_public_stays_outside(bring_in, make_file):
    header = ["id", "text", "created_at", "author_id", "protected"]
    path = make_file(
        [
            header,
            ["1", "Secret #lgovsm", "2014-03-14T13:05:00Z", "12", "TRUE"],
            ["2", "Public #lgovsm", "2014-03-14T13:06:00Z", "13", "FALSE"],
        ]
    )

    report = bring_in(path)

    assert stored() == [("Public #lgovsm", datetime(2014, 3, 14).date())]
    assert (report.outside, report.people) == (1, 1)
