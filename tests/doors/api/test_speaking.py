"""Saying something through the API: stored before it is answered, once, and harmless."""

import json
from datetime import timedelta

import pytest
from django.test import override_settings

from goodtalk.chats.arriving.speakers import web_author
from goodtalk.chats.keeping_order.moderation import withdraw
from goodtalk.chats.models import Post
from goodtalk.doors.web.saying import Said, say
from tests.hour import at, logged

POSTS = "communities/lgovsm/chats/2026-11-27/posts"


def refused(status, sentence):
    return status, {"detail": sentence}


def test_what_is_said_is_stored_and_in_the_log(api, make_chat, newcomer):
    chat = make_chat()
    api.enter(chat.community)

    status, answer = api.post(POSTS, {"text": "Hello from a program"})

    post = chat.posts.get()
    assert (status, answer) == (201, {"uri": post.uri, "seq": 1})
    assert (post.text, post.network, post.account.uri, post.account.name) == (
        "Hello from a program #lgovsm", "web", f"user:{newcomer.pk}", "Nia",
    )
    assert logged(chat) == [(1, "post.received")]


def test_what_is_said_can_be_read_again(api, make_chat):
    api.enter(make_chat().community)
    _, said = api.post(POSTS, {"text": "Hello", "in_reply_to": None})

    _, found = api.get(POSTS)

    assert [(post["seq"], post["uri"]) for post in found["posts"]] == [(said["seq"], said["uri"])]


def test_a_program_speaks_as_its_user_does_on_the_web(api, make_chat, newcomer):
    chat = make_chat()
    api.enter(chat.community)
    say(chat, web_author(newcomer), Said("By hand"), now=at("13:05"))

    api.post(POSTS, {"text": "By program"})

    assert len({post.account for post in chat.posts.all()}) == 1


def test_a_reply_stands_under_what_it_answers(api, make_chat, post_in):
    chat = make_chat()
    asked = post_in(chat, "Who?", published=at("13:10") - timedelta(weeks=9)).post  # not to come
    api.enter(chat.community)

    status, answer = api.post(POSTS, {"text": "We", "in_reply_to": asked.uri})

    assert (status, answer["seq"]) == (201, 2)
    assert Post.objects.get(uri=answer["uri"]).parent == asked


def test_a_request_that_is_sent_again_says_it_once(api, make_chat):
    chat = make_chat()
    api.enter(chat.community)
    key = {"Idempotency-Key": "7"}

    first = api.post(POSTS, {"text": "Once"}, **key)
    api.post(POSTS, {"text": "In between"})
    again = api.post(POSTS, {"text": "Once"}, **key)
    other = api.post(POSTS, {"text": "Something else"}, **key)

    assert (first[0], again, other[1]["seq"]) == (201, first, 3)
    assert chat.posts.count() == 3


def test_what_was_taken_back_is_not_said_again_by_a_repeated_request(api, make_chat):
    chat = make_chat()
    api.enter(chat.community)
    first = api.post(POSTS, {"text": "Once"}, **{"Idempotency-Key": "7"})
    withdraw(chat.posts.get(), now=at("13:20"))

    again = api.post(POSTS, {"text": "Once"}, **{"Idempotency-Key": "7"})

    assert (again, chat.posts.visible().count()) == (first, 0)


def test_without_a_key_the_same_words_are_said_twice(api, make_chat):
    chat = make_chat()
    api.enter(chat.community)

    for _ in range(2):
        api.post(POSTS, {"text": "Again"})

    assert chat.posts.count() == 2


def test_a_key_is_its_own_in_each_hour(api, make_chat):
    chat = make_chat()
    second = make_chat(community=chat.community, part=2)
    api.enter(chat.community)

    api.post(POSTS, {"text": "Hello"}, **{"Idempotency-Key": "1"})
    api.post(POSTS.replace("27/", "27-2/"), {"text": "Hello"}, **{"Idempotency-Key": "1"})

    assert (chat.posts.count(), second.posts.count()) == (1, 1)


def test_no_form_has_to_be_asked_for_first(api, client, make_chat):
    client.handler.enforce_csrf_checks = True
    api.enter(make_chat().community)

    assert api.post(POSTS, {"text": "Hello"})[0] == 201


@pytest.mark.parametrize(
    "text",
    [
        "x" * 492, "</script><script>alert(1)</script>", "<!--", "ﷺ" * 100, "=1+1", "' OR 1=1 --",
        "{{ 7*7 }} {% now %}", "two\n\nlines", "🏳️‍🌈", "\\u0000",
    ],
)
def test_any_text_is_taken_and_comes_out_as_it_was(api, make_chat, text):
    api.enter(make_chat().community)

    status, said = api.post(POSTS, {"text": text})

    _, found = api.get(POSTS)
    assert (status, found["posts"][0]["text"]) == (201, f"{text} #lgovsm")
    assert "<script" not in Post.objects.get(uri=said["uri"]).html


@pytest.mark.parametrize(
    "text", ["\u202e turned \u2066", "e" + "\u0301" * 200, "\x01\x7f.", "\ufeff."]
)
def test_no_text_is_too_strange_for_an_answer(api, make_chat, text):
    chat = make_chat()
    api.enter(chat.community)

    status, said = api.post(POSTS, {"text": text})

    assert (status, said) == (201, {"uri": chat.posts.get().uri, "seq": 1})


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({}, refused(422, "text: Field required.")),
        ({"text": None}, refused(422, "text: Input should be a valid string.")),
        ({"text": 7}, refused(422, "text: Input should be a valid string.")),
        ({"text": ["a"]}, refused(422, "text: Input should be a valid string.")),
        ({"text": ""}, refused(422, "There is nothing in it yet.")),
        ({"text": " \n\t "}, refused(422, "There is nothing in it yet.")),
        ({"text": "x" * 493}, refused(422, "That is 1 character too long, with the tag.")),
        ({"text": "x" * 10_000}, refused(422, "That is 9508 characters too long, with the tag.")),
        ({"text": "a\0b"}, refused(422, "It holds a character that no text has.")),
        ('{"text": "a\\ud800b"}', refused(422, "It holds a character that no text has.")),
        (
            {"text": "x", "in_reply_to": "https://nowhere.example/1"},
            refused(422, "What it replies to is not in this hour."),
        ),
        ({"text": "x", "in_reply_to": ""}, refused(422, "What it replies to is not in this hour.")),
        (
            {"text": "x", "in_reply_to": "\0"},
            refused(422, "What it replies to is not in this hour."),
        ),
        (
            '{"text": "x", "in_reply_to": "\\udfff"}',
            refused(422, "What it replies to is not in this hour."),
        ),
        (
            {"text": "x", "in_reply_to": {"uri": 1}},
            refused(422, "in_reply_to: Input should be a valid string."),
        ),
        ("", refused(422, "post: Field required.")),
        ("null", refused(422, "text: Field required.")),
        ("[]", refused(422, "text: Field required.")),
        ('"text"', refused(422, "text: Field required.")),
        ("{", refused(400, "The body is not JSON.")),
        ("text=x", refused(400, "The body is not JSON.")),
        (b'{"text": "\xff"}', refused(400, "The body is not JSON.")),
        (b"\0", refused(400, "The body is not JSON.")),
        ("[" * 100_000, refused(400, "The body is not JSON.")),
        ('{"text": ' + "9" * 5000 + "}", refused(400, "The body is not JSON.")),
        ('{"text": "' + "x" * 1024 * 1024 + '"}', refused(413, "The body is too large.")),
    ],
)
def test_what_cannot_be_said_is_refused_in_a_sentence(api, make_chat, body, refusal):
    chat = make_chat()
    api.enter(chat.community)

    assert api.post(POSTS, body) == refusal
    assert (chat.posts.count(), logged(chat)) == (0, [])


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json"],
)
def test_what_does_not_say_that_it_is_json_is_refused(api, make_chat, content_type):
    api.enter(make_chat().community)

    assert api.post(POSTS, {"text": "x"}, content_type) == refused(
        415, "Send JSON, with Content-Type: application/json."
    )


def test_nobody_replies_to_what_is_gone_or_was_said_elsewhere(api, make_chat, post_in):
    chat = make_chat()
    elsewhere = post_in(make_chat(community=chat.community, part=2), "Elsewhere").post
    gone = post_in(chat, "Gone").post
    withdraw(gone, now=at("13:20"))
    api.enter(chat.community)

    for post in (elsewhere, gone):
        assert api.post(POSTS, {"text": "x", "in_reply_to": post.uri}) == refused(
            422, "What it replies to is not in this hour."
        )


@pytest.mark.parametrize("key", ["x" * 200, "é", "' OR 1", "a b\tc"])
def test_any_key_will_do(api, make_chat, key):
    api.enter(make_chat().community)

    assert api.post(POSTS, {"text": "x"}, **{"Idempotency-Key": key})[0] == 201


@override_settings(ORIGIN="https://chat.example.org")
def test_the_uri_leads_to_the_post(api, client, make_chat):
    chat = make_chat()
    api.enter(chat.community)
    _, said = api.post(POSTS, json.dumps({"text": "Hello"}))

    answer = client.get(said["uri"].removeprefix("https://chat.example.org"))

    assert (answer.status_code, answer.url) == (302, chat.posts.get().get_absolute_url())
