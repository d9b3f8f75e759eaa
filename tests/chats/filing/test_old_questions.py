"""An hour from an archive gets its questions back, again and again the same."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.receive import receive_posts
from goodtalk.chats.filing.filing import refile_chat
from goodtalk.chats.filing.old_questions import rebuild_questions
from goodtalk.chats.keeping_order.moderation import refile
from goodtalk.chats.models import Chat, Post
from goodtalk.communities.models import Community, User

START = datetime(2014, 3, 14, 13, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def community(db):
    return Community.objects.create(
        tag="lgovsm",
        name="Local government",
        rule="FREQ=WEEKLY;BYDAY=FR",
        at=time(13),
        zone="Europe/London",
        minutes=60,
        since=date(2012, 1, 6),
    )


@pytest.fixture
def old_hour(community):
    """Makes an hour of (minute, who, what) and gives it its questions."""

    def make(*lines, **options):
        receive_posts(
            community,
            [
                IncomingPost(
                    "twitter",
                    f"tweet {minute} {who}",
                    Author(f"user {who}", f"@{who}"),
                    text,
                    START + timedelta(minutes=minute),
                    is_share=text.startswith("RT @"),
                )
                for minute, who, text in lines
            ],
            now=NOW,
            rebuild=True,
        )
        chat = Chat.objects.get()
        rebuild_questions(chat, now=NOW)
        refile_chat(chat)
        return Chat.objects.get()

    return make


def questions(chat):
    return [(one.number, one.text, one.minutes) for one in chat.questions.all()]


def filed(chat):
    return [
        (
            post.text[:6],
            post.question and post.question.number,
            post.filed_by,
            post.is_certain,
            post.is_prompt,
        )
        for post in chat.posts.all()
    ]


def test_the_chair_s_posts_become_the_questions_and_the_others_answer_them(old_hour):
    chat = old_hour(
        (2, "jo", "Welcome to #lgovsm"),
        (5, "jo", "Q1: Who grits the roads? #lgovsm"),
        (9, "ann", "A1: We do #lgovsm"),
        (10, "bob", "RT @jo: Q1: Who grits the roads? #lgovsm"),
        (20, "jo", "Q2: Who pays? #lgovsm"),
        (25, "ann", "All of us #lgovsm"),
    )

    assert questions(chat) == [(1, "Who grits the roads?", 15.0), (2, "Who pays?", 40.0)]
    assert [one.released_at for one in chat.questions.all()] == [
        START + timedelta(minutes=5),
        START + timedelta(minutes=20),
    ]
    assert filed(chat) == [
        ("Welcom", None, "time", False, False),
        ("Q1: Wh", 1, "label", True, True),
        ("A1: We", 1, "label", True, False),
        ("RT @jo", 1, "label", True, False),
        ("Q2: Wh", 2, "label", True, True),
        ("All of", 2, "time", False, False),
    ]


def test_doing_it_again_changes_nothing_and_logs_nothing(old_hour):
    chat = old_hour((5, "jo", "Q1: Who grits?"), (20, "jo", "Q2: Who pays?"))
    before = (questions(chat), filed(chat), chat.last_seq)

    assert rebuild_questions(chat, now=NOW) == 2

    chat = Chat.objects.get()
    assert (questions(chat), filed(chat), chat.last_seq) == before


def test_what_is_new_in_another_archive_changes_the_questions_and_says_so(old_hour):
    chat = old_hour((5, "jo", "Q1: Who grits?"), (20, "jo", "Q2: Who pays?"))

    chat = old_hour((3, "jo", "Q1: Who grits the roads?"), (40, "jo", "Q3: Who asks?"))

    assert [text for _, text, _ in questions(chat)] == [
        "Who grits the roads?",
        "Who pays?",
        "Who asks?",
    ]
    assert [event.kind for event in chat.events.all()] == [
        "post.received",
        "post.received",
        "run_sheet.edited",
        "post.received",
        "post.received",
        "run_sheet.edited",
    ]


def test_what_a_person_filed_is_not_overruled(old_hour):
    chat = old_hour((5, "jo", "Q1: Who grits?"), (20, "jo", "Q2: Who pays?"))
    chair = User.objects.create_user("chair@example.org")
    first, second = chat.posts.all()
    refile(second, first.question, by=chair, now=NOW)

    rebuild_questions(chat, now=NOW)

    assert Post.objects.get(pk=second.pk).question == first.question


def test_an_hour_that_was_held_here_keeps_its_run_sheet(old_hour, community):
    Chat.objects.create(
        community=community,
        day=START.date(),
        starts_at=START,
        theme="Gritting",
        ends_at=START + timedelta(hours=1),
        closed_at=START + timedelta(hours=1),
    )

    chat = old_hour((5, "jo", "Q1: Who grits?"), (20, "jo", "Q2: Who pays?"))

    assert (questions(chat), chat.theme) == ([], "Gritting")


def test_an_hour_of_which_only_the_answers_are_left_gets_its_questions_from_their_labels(old_hour):
    chat = old_hour(
        (7, "ann", "A1: We do"),
        (9, "bob", "A1: Nobody does"),
        (20, "ann", "A2: The county"),
        (22, "bob", "All of us"),
    )

    assert [(number, text) for number, text, _ in questions(chat)] == [
        (1, "Question 1 (its words are not in the archive)"),
        (2, "Question 2 (its words are not in the archive)"),
    ]
    assert [one.released_at for one in chat.questions.all()] == [
        START + timedelta(minutes=5), START + timedelta(minutes=18)
    ]
    assert filed(chat) == [
        ("A1: We", 1, "label", True, False),
        ("A1: No", 1, "label", True, False),
        ("A2: Th", 2, "label", True, False),
        ("All of", 2, "time", True, False),
    ]


def test_words_that_turn_up_in_another_archive_take_the_place_of_those_that_were_missing(old_hour):
    old_hour((7, "ann", "A1: We do"), (9, "bob", "A1: No"), (20, "ann", "A2: The county"))

    chat = old_hour((5, "jo", "Q1: Who grits?"), (18, "jo", "Q2: Who pays?"))

    assert [text for _, text, _ in questions(chat)] == ["Who grits?", "Who pays?"]


PREVIEW = "Tonight's questions:\nQ1: Who grits?\nQ2: Who pays?\nQ3: Who asks?"


def test_a_preview_of_all_questions_leaves_them_where_they_were_asked(old_hour):
    chat = old_hour(
        (-2, "jo", PREVIEW),
        (5, "jo", "Q1: Who grits?"),
        (7, "ann", "A1: We do"),
        (15, "jo", "Q2: Who pays?"),
        (25, "jo", "Q3: Who asks?"),
    )

    assert questions(chat) == [
        (1, "Who grits?", 10.0), (2, "Who pays?", 10.0), (3, "Who asks?", 35.0)
    ]
    assert filed(chat)[:2] == [
        ("Tonigh", None, "time", False, False), ("Q1: Wh", 1, "label", True, True)
    ]


def test_a_bare_list_of_questions_answers_none_of_them(old_hour):
    chat = old_hour(
        (-2, "jo", PREVIEW.partition("\n")[2]),
        (5, "jo", "Q1: Who grits?"),
        (15, "jo", "Q2: Who pays?"),
        (25, "jo", "Q3: Who asks?"),
    )

    assert filed(chat)[0] == ("Q1: Wh", None, "time", False, False)


def test_the_questions_of_a_preview_were_asked_shortly_before_they_were_answered(old_hour):
    chat = old_hour(
        (-2, "jo", PREVIEW),
        (7, "ann", "A1: We do"),
        (20, "ann", "A2: The county"),
        (32, "bob", "A3: You"),
    )

    assert [(one.text, one.released_at) for one in chat.questions.all()] == [
        ("Who grits?", START + timedelta(minutes=5)),
        ("Who pays?", START + timedelta(minutes=18)),
        ("Who asks?", START + timedelta(minutes=30)),
    ]
    assert filed(chat)[0] == ("Tonigh", 1, "label", True, True)


def test_somebody_s_retweet_by_hand_asks_nothing_where_the_chair_s_posts_are_missing(old_hour):
    chat = old_hour(
        (6, "ann", "rt @jo: Q1: Who grits?"),
        (7, "ann", "A1: We do"),
        (9, "bob", "A1: Nobody"),
        (16, "bob", "rt @jo: Q2: Who pays?"),
        (20, "ann", "A2: The county"),
    )

    assert [(number, text) for number, text, _ in questions(chat)] == [
        (1, "Who grits?"), (2, "Who pays?")
    ]
    assert filed(chat)[0] == ("rt @jo", 1, "label", True, False)
    assert chat.posts.first().kind == "talk"


def test_questions_long_after_the_hour_belong_to_another_chat(old_hour):
    chat = old_hour(
        (5, "jo", "Q1: Who grits?"),
        (20, "jo", "Q2: Who pays?"),
        (80, "zoe", "Q3: Which book?"),
        (90, "zoe", "Q4: Which author?"),
    )

    assert [number for number, _, _ in questions(chat)] == [1, 2]


@pytest.mark.parametrize(
    ("welcome", "theme"),
    [
        ("Hello! Tonight's topic is winter gritting. Come in!", "Winter gritting"),
        (
            "Tonight we are focusing on\nMap 5.4: the weather. https://t.co/x",
            "Map 5.4: the weather",
        ),
        ("Welcome, we are talking about the @LGA report on #bins", "The LGA report on bins"),
        ("Next week's topic: parking", ""),
        ("Welcome to #lgovsm", ""),
        ("Tonight's topic is winter gritting #lgovsm", "Winter gritting"),
        ("Tonight’s topic is: winter gritting #LGovSM #gritting", "Winter gritting"),
        ("Tonight's topic is winter gritting #gritting #lgovsm", "Winter gritting"),
        ("Tonight's topic is the report on #bins #lgovsm", "The report on bins"),
        ("Topic for tonight: #parking #lgovsm https://t.co/x", "Parking"),
        ("Topic: what #lgovsm means to us", "What lgovsm means to us"),
        ("Tonight #lgovsm we'll be chatting all about winter gritting!", "Winter gritting"),
        ("Tonight: discussing winter gritting", "Winter gritting"),
        ("Today's chat: focusing on winter gritting", "Winter gritting"),
        ("This week we’re tackling winter gritting", "Winter gritting"),
        ("Join us as we discuss winter gritting", ""),
        ("Hello all! Looking forward to chatting with you tonight! #lgovsm", ""),
        ("Looking forward to talking about it all with you tonight!", ""),
        ("I have been focusing on my garden. Introduce yourselves", ""),
        ("Tonight I am focusing on my garden", ""),
        ("So glad to be discussing this.", ""),
        ("So glad that we are discussing this tonight.", ""),
        ("Tonight we are talking to each other: who are you?", ""),
        ("we start by talking to each other: who are you?", ""),
        ("Tonight we're chatting with each other", ""),
        ("We will be talking about them in a minute", ""),
        ("My favourite topic is winter gritting", ""),
        ("Off topic: winter gritting", ""),
        ("Tonight's topic is #lgovsm", ""),
        ("Tonight's topic is...", ""),
    ],
)
def test_the_theme_is_what_the_chair_says_at_the_beginning(old_hour, welcome, theme):
    chat = old_hour(
        (1, "ann", "My topic is never asked for"),
        (2, "jo", welcome),
        (5, "jo", "Q1: Who grits?"),
        (20, "jo", "Q2: Who pays?"),
        (30, "jo", "Our topic is too late now"),
    )

    assert chat.theme == theme
