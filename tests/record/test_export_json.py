"""What the JSON export holds, that it holds no more, and that it is as its schema says."""

import json
import tracemalloc
from datetime import timedelta

import pytest

from goodtalk.chats.arriving.incoming import Author
from goodtalk.chats.arriving.speakers import guest_author, web_author
from goodtalk.chats.keeping_order.moderation import set_aside, withdraw
from goodtalk.chats.models import Post
from goodtalk.chats.steering.conductor import release_question
from goodtalk.record.as_json import write_json
from goodtalk.record.series import Series
from tests.hour import at
from tests.record.conformity import breaches


class Sink:
    """Takes what is written and keeps only its length."""

    def __init__(self):
        self.characters = 0

    def write(self, text):
        self.characters += len(text)


def texts(posts):
    return [post["text"] for post in posts]


def test_an_hour_is_exported_with_its_questions_and_posts(
    exported, make_chat, post_in, chair, newcomer
):
    chat = make_chat(questions=2)
    release_question(chat.questions.get(number=1), by=chair, now=at("13:05"))
    asked = post_in(chat, "A1 By post. https://example.org/a", by="jo", language="en").post
    post_in(
        chat, "And by hand", when="13:11:30", network="web", uri="https://here/said/1",
        author=web_author(newcomer), in_reply_to=asked.uri,
    )

    found = exported()

    assert found == {
        "community": {
            "tag": "lgovsm",
            "name": "Local government and social media",
            "rhythm": "FREQ=WEEKLY;BYDAY=FR",
            "at": "13:00",
            "zone": "Europe/London",
            "minutes": 60,
            "since": "2026-01-02",
            "welcome": "",
            "house_rules": "",
            "accent": "#0b6b60",
            "sample": False,
        },
        "chats": [
            {
                "date": "2026-11-27",
                "theme": "Getting councillors to use social media",
                "state": "live",
                "starts": "2026-11-27T13:00:00Z",
                "ends": "2026-11-27T14:00:00Z",
                "chair": "Charlie",
                "welcome": "",
                "wrap_up": "",
                "rebuilt": False,
                "recap": None,
                "questions": [
                    {
                        "number": 1,
                        "text": "What about 1?",
                        "planned": "2026-11-27T13:05:00Z",
                        "released": "2026-11-27T13:05:00Z",
                    },
                    {
                        "number": 2,
                        "text": "What about 2?",
                        "planned": "2026-11-27T13:15:00Z",
                        "released": None,
                    },
                ],
                "posts": [
                    {
                        "uri": "https://social.example/posts/1",
                        "network": "fediverse",
                        "author": {
                            "name": "Jo",
                            "handle": "@jo@social.example",
                            "uri": "https://social.example/users/jo",
                            "searchable": True,
                        },
                        "published": "2026-11-27T13:10:00Z",
                        "text": "A1 By post. https://example.org/a",
                        "kind": "answer",
                        "in_reply_to": None,
                        "question": 1,
                        "filed_by": "label",
                        "certain": True,
                        "prompt": False,
                        "thanks": 0,
                        "links": ["https://example.org/a"],
                        "enclosed": None,
                        "language": "en",
                        "url": None,
                    },
                    {
                        "uri": "https://here/said/1",
                        "network": "web",
                        "author": {
                            "name": "Nia",
                            "handle": "",
                            "uri": f"user:{newcomer.pk}",
                            "searchable": True,
                        },
                        "published": "2026-11-27T13:11:30Z",
                        "text": "And by hand",
                        "kind": "talk",
                        "in_reply_to": "https://social.example/posts/1",
                        "question": 1,
                        "filed_by": "reply",
                        "certain": True,
                        "prompt": False,
                        "thanks": 0,
                        "links": [],
                        "enclosed": None,
                        "language": None,
                        "url": None,
                    },
                ],
            }
        ],
        "between": [],
    }


def test_talk_between_times_stands_apart(exported, make_chat, post_in):
    chat = make_chat()
    post_in(chat, "In the hour")
    post_in(chat, "In the night", when="01:00", into=False)

    found = exported()

    assert (texts(found["chats"][0]["posts"]), texts(found["between"])) == (
        ["In the hour"],
        ["In the night"],
    )


def test_only_what_everybody_may_read_is_exported(exported, make_chat, post_in, chair):
    chat = make_chat()
    post_in(chat, "Said")
    withdraw(post_in(chat, "Taken back").post, now=at("13:20"))
    set_aside(post_in(chat, "Set aside").post, by=chair, now=at("13:20"))
    post_in(chat, "Held", hold=True)
    post_in(chat, "Said", network="bluesky", copy_of=("https://social.example/posts/1",))
    withdraw(post_in(chat, "Late", when="01:00", into=False).post, now=at("13:20"))

    found = exported()

    assert Post.objects.count() == 6
    assert (texts(found["chats"][0]["posts"]), found["between"]) == (["Said"], [])


def test_a_reply_does_not_name_what_was_taken_back(exported, make_chat, post_in):
    chat = make_chat()
    post = post_in(chat, "Taken back").post
    post_in(chat, "Oh", when="13:12", in_reply_to=post.uri)
    post_in(chat, "Ah", when="13:13", in_reply_to="https://elsewhere.example/1")
    withdraw(post, now=at("13:20"))

    [oh, ah] = exported()["chats"][0]["posts"]

    assert (oh["in_reply_to"], ah["in_reply_to"]) == (None, "https://elsewhere.example/1")


def test_a_boost_is_kept_as_such(exported, make_chat, post_in):
    post_in(make_chat(), "RT @jo: so true", is_share=True)

    [post] = exported()["chats"][0]["posts"]

    assert (post["kind"], post["text"]) == ("share", "RT @jo: so true")


def test_neither_e_mail_addresses_nor_the_keys_of_guests_are_exported(
    goodtalk_export, make_chat, post_in, newcomer
):
    chat = make_chat()
    post_in(chat, "Me", author=web_author(newcomer), network="web")
    for _ in range(2):
        post_in(chat, "I", author=guest_author("5ec2e7", "Gus"), network="web")

    _, out, _ = goodtalk_export("--community", "lgovsm", "--format", "json")

    guests = [
        post["author"]["uri"]
        for post in json.loads(out)["chats"][0]["posts"]
        if post["author"]["name"] == "Gus"
    ]
    assert len(guests) == 2
    assert len(set(guests)) == 1
    assert "5ec2e7" not in out
    assert "@example.org" not in out


def test_one_hour_can_be_exported_alone(exported, make_chat, post_in):
    chat = make_chat()
    second = make_chat(part=2, community=chat.community, starts_at=at("17:00"), ends_at=at("18:00"))
    post_in(chat, "At one")
    post_in(second, "At five", when="17:10")
    post_in(chat, "In the night", when="01:00", into=False)

    found = exported("--chat", "2026-11-27-2")

    assert [(one["date"], texts(one["posts"])) for one in found["chats"]] == [
        ("2026-11-27-2", ["At five"])
    ]
    assert found["between"] == []


def test_hours_come_in_order_and_those_of_others_stay_out(exported, make_chat, make_community):
    late = make_chat()
    week = timedelta(days=7)
    make_chat(community=late.community, day=late.day - week, starts_at=late.starts_at - week)
    make_chat(community=make_community("nhssm", name="Health"))

    found = exported(tag="#LGovSM")

    assert [chat["date"] for chat in found["chats"]] == ["2026-11-20", "2026-11-27"]


def test_a_community_without_hours_is_exported(exported, make_community, schema):
    make_community()

    found = exported()

    assert (found["chats"], found["between"]) == ([], [])
    assert breaches(found, schema) == []


def test_an_export_is_as_its_schema_says(
    exported, make_chat, post_in, schema
):
    chat = make_chat(questions=3, state="closed", theme="</script> “Ünïcode” 🎉\n\"")
    post = post_in(chat, "A2 \u2028 \t =1+1 'quoted' \"double\" \\ \x7f", url="https://x.example/").post
    post_in(chat, "why?", when="13:20", in_reply_to=post.uri, author=Author("https://x/nobody"))
    post_in(chat, "shared", is_share=True, language="cy")
    make_chat(part=2, state="planned", chair=None, community=chat.community)

    found = exported()

    assert breaches(found, schema) == []
    assert found["chats"][0]["theme"] == "</script> “Ünïcode” 🎉\n\""


def test_the_reading_of_the_schema_is_strict(exported, make_chat, post_in, schema):
    post_in(make_chat(questions=1), "Said")
    found = exported()
    chat = found["chats"][0]
    del found["community"]["tag"]
    chat["state"] = "over"
    chat["questions"][0]["planned"] = "2026-11-27T13:05:00+01:00"
    chat["posts"][0] |= {"question": True, "secret": 1}

    assert breaches(found, schema) == [
        "$.community: tag is missing",
        "$.chats[0].state: 'over' is none of ['planned', 'lobby', 'live', 'closed', 'recapped']",
        "$.chats[0].questions[0].planned: '2026-11-27T13:05:00+01:00' does not match Z$",
        "$.chats[0].posts[0]: secret is not known",
        "$.chats[0].posts[0].question: True is no integer or null",
    ]


@pytest.mark.parametrize("posts", [1, 3])
def test_an_hour_takes_one_query_however_much_was_said(
    make_chat, post_in, posts, django_assert_num_queries
):
    chat = make_chat(questions=3)
    for _ in range(posts):
        post_in(chat, "Said", in_reply_to="https://social.example/posts/1")

    with django_assert_num_queries(4):  # hours, questions, posts of the hour, between
        write_json(Series(chat.community), Sink())


def test_memory_does_not_grow_with_what_was_said(make_chat, post_in):
    chat = make_chat()
    said = post_in(chat, "Said").post

    def say_more(posts):
        start = Post.objects.count()
        Post.objects.bulk_create(
            Post(
                community=chat.community, chat=chat, account=said.account, network="web",
                uri=f"{start + number}", text="word " * 50, html="", published_at=at("13:10"),
            )
            for number in range(posts)
        )

    def peak():
        tracemalloc.start()
        try:
            write_json(Series(chat.community), Sink())
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    say_more(1_000)
    peak()  # what is made once
    small = peak()
    say_more(5_000)

    assert peak() < 1.3 * small
