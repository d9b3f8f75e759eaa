"""Rows that are written many at once are the same as those that Django writes."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.forms.models import model_to_dict

from goodtalk.chats.arriving.among import among
from goodtalk.chats.arriving.drafts import Draft, insert_drafts
from goodtalk.chats.arriving.writing import insert_values, reserve_numbers, update_rows
from goodtalk.chats.models import Account, ChatEvent, Person, Post
from tests.hour import at


def said(**fields):
    usual = {"published_at": at("13:10"), "received_at": at("13:11"), "tags": ["snow", "é"]}
    return {"network": "web", "text": "It’s icy", "html": "<p>", "links": []} | usual | fields


def columns(post):
    return {
        field.attname: getattr(post, field.attname)
        for field in Post._meta.concrete_fields
        if field.attname not in ("id", "uri")
    }


def account_of(chat):
    person = Person.objects.create(name="Jo")
    return Account.objects.create(network="web", uri="jo", person=person)


def test_a_post_written_at_once_has_every_column_as_django_writes_it(make_chat):
    chat = make_chat(questions=1)
    account = account_of(chat)
    values = said(
        community_id=chat.community_id, chat_id=chat.pk, account_id=account.pk,
        question_id=chat.questions.get().pk, kind=Post.Kind.IDEA, held_at=at("13:12"),
    )
    Post.objects.create(uri="one", **values)

    insert_drafts([Draft(id=reserve_numbers(Post, 1)[0], uri="two", **values)])

    assert columns(Post.objects.get(uri="two")) == columns(Post.objects.get(uri="one"))


def raw(model, number, *names):
    """What stands in the database, before Django has read anything into it."""
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{model._meta.db_table}" WHERE id = %s', [number])
        return cursor.fetchone()


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2014, 3, 14, 13, 10, tzinfo=UTC),
        datetime(2014, 3, 14, 13, 10, 0, 123, tzinfo=UTC),
        datetime(2014, 7, 14, 13, 10, 5, tzinfo=ZoneInfo("Europe/London")),
        datetime(2014, 3, 14, 13, 10, tzinfo=timezone(-timedelta(hours=7))),
    ],
)
@pytest.mark.parametrize("tags", [[], ["snow"], ["é", 'a"b', "snow"], ["1", 2], [["x"]], [None]])
def test_what_stands_in_the_database_is_the_same_to_the_letter(make_chat, moment, tags):
    chat = make_chat()
    values = said(
        community_id=chat.community_id, account_id=account_of(chat).pk, published_at=moment,
        received_at=moment, tags=tags, links=tags,
    )
    theirs = Post.objects.create(uri="one", **values).pk
    ours = reserve_numbers(Post, 1)[0]

    insert_drafts([Draft(id=ours, uri="two", **values)])

    names = ("published_at", "received_at", "tags", "links", "enclosed", "held_at")
    assert raw(Post, ours, *names) == raw(Post, theirs, *names)


@pytest.mark.parametrize("data", [{}, {"post": 12}, {"é": 0}, {"post": True}, {"a": 1, "b": "2"}])
def test_an_events_data_stand_in_the_log_the_same_to_the_letter(make_chat, data):
    chat = make_chat()
    theirs = ChatEvent.objects.create(chat=chat, seq=801, kind="x", data=data, at=at("13:00"))
    names = ["chat_id", "seq", "kind", "data", "at"]

    insert_values(ChatEvent, names, [(chat.pk, 802, "x", data, at("13:00"))])

    ours = ChatEvent.objects.get(chat=chat, seq=802)
    assert raw(ChatEvent, ours.pk, "data", "at") == raw(ChatEvent, theirs.pk, "data", "at")


def test_reserved_numbers_are_nobody_elses(make_chat):
    chat = make_chat()
    account = account_of(chat)
    values = said(community_id=chat.community_id, chat_id=chat.pk, account_id=account.pk)
    numbers = reserve_numbers(Post, 3)
    insert_drafts([Draft(uri=str(number), id=number, **values) for number in numbers])

    later = Post.objects.create(uri="later", **values)

    assert (len(set(numbers)), later.pk > max(numbers)) == (3, True)


def test_some_columns_of_many_rows_are_changed_and_no_others(make_chat, post_in):
    chat = make_chat()
    posts = [post_in(chat, f"Thing {number}").post for number in range(3)]
    for post in posts[:2]:
        post.text, post.tags, post.language = "Changed", ["new"], "never written"

    update_rows(Post, posts[:2], ["text", "tags"])

    found = Post.objects.order_by("pk").values_list("text", "tags", "language")
    assert list(found) == [("Changed", ["new"], ""), ("Changed", ["new"], ""), ("Thing 2", [], "")]


def test_what_is_there_already_may_be_left_out(make_chat):
    chat = make_chat()
    names = ["chat_id", "seq", "kind", "data", "at"]
    rows = [(chat.pk, 50, "post.received", {"post": 1}, at("13:10"))]
    insert_values(ChatEvent, names, rows)

    insert_values(ChatEvent, names, rows, unless_there=True)

    assert model_to_dict(chat.events.get(seq=50), ["kind", "data"]) == {
        "kind": "post.received", "data": {"post": 1},
    }


def test_rows_are_found_among_words_and_among_numbers(make_chat, post_in):
    chat = make_chat()
    first, _, third = [post_in(chat, f"Thing {number}").post for number in range(3)]
    wanted = {first.uri, third.uri, "nowhere’s"}

    found = [
        Post.objects.filter(among("uri", wanted)), Post.objects.filter(among("pk", [first.pk])),
        Post.objects.filter(among("uri", [])),
    ]

    assert [list(posts.order_by("pk")) for posts in found] == [[first, third], [first], []]
