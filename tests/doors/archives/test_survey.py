"""Which posts of a file were said to the community."""

from datetime import UTC, datetime

from goodtalk.chats.models import Chat, Post

FRIDAY_LUNCH = "Fri Mar 14 13:{:02}:00 +0000 2014"
TUESDAY = "Tue Mar 11 09:{:02}:00 +0000 2014"


def stored():
    return sorted(Post.objects.values_list("text", "chat__day"))


def test_in_an_hour_with_the_tag_people_may_forget_the_tag(bring_in, make_tags):
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

    bring_in(make_tags({"text": "A one-off on Tuesday", "created_at": TUESDAY.format(10)}))

    assert stored() == [("A one-off on Tuesday", datetime(2014, 3, 11).date())]


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
