"""The room's forms, with JavaScript and without: nothing typed is lost, nothing is said twice."""

import pytest
from django.test import Client
from django.utils import timezone

from goodtalk.chats.keeping_order.barring import block_account
from goodtalk.chats.keeping_order.moderation import set_aside
from goodtalk.chats.models import Post
from goodtalk.communities.models import Community
from tests.chats.pages import Page, read
from tests.hour import at, logged

HTMX = {"HX-Request": "true"}
CARE = "Written with care"


def send(client, chat, text=CARE, htmx=False, **fields):
    headers = HTMX if htmx else {}
    return client.post(f"{chat.get_absolute_url()}say", {"text": text, **fields}, headers=headers)


def page_of(response):
    return Page(response.content.decode())


def typed(response):
    """What stands in the form's field on the page that came."""
    html = response.content.decode()
    return html.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]


def test_without_javascript_saying_something_leads_to_it(client, make_chat, newcomer):
    chat = make_chat()
    client.force_login(newcomer)

    response = send(client, chat)

    post = Post.objects.get()
    assert (response.status_code, response.url) == (302, f"/lgovsm/2026-11-27/#post-{post.pk}")
    page = read(client, chat.get_absolute_url())
    assert f"post-{post.pk}" in page.values("id")
    assert logged(chat) == [(1, "post.received")]


def test_with_htmx_the_form_comes_back_empty_with_a_new_key(client, make_chat, newcomer):
    chat = make_chat()
    client.force_login(newcomer)

    response = send(client, chat, htmx=True, key="k1")

    page = page_of(response)
    keys = [attrs["value"] for _, attrs in page.tags if attrs.get("name") == "key"]
    assert (response.status_code, typed(response)) == (200, "")
    assert len(keys) == 1
    assert keys != ["k1"]
    assert "Posted." in page.text
    assert "<html" not in response.content.decode()


@pytest.mark.parametrize("htmx", [False, True])
def test_pressing_twice_says_it_once(client, make_chat, newcomer, htmx):
    chat = make_chat()
    client.force_login(newcomer)

    statuses = [send(client, chat, htmx=htmx, key="k1").status_code for _ in range(2)]

    assert statuses == [200, 200] if htmx else [302, 302]
    assert Post.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * 493, "That is 1 character too long."),
        ("x" * 500, "That is 8 characters too long."),
        (" \n ", "There is nothing in it yet."),
    ],
)
@pytest.mark.parametrize(("htmx", "status"), [(False, 422), (True, 200)])
def test_what_cannot_be_said_comes_back_as_it_was_typed(
    client, make_chat, newcomer, post_in, text, words, htmx, status
):
    chat = make_chat(questions=1)
    parent = post_in(chat, "Gritters").post
    client.force_login(newcomer)

    response = send(client, chat, text, htmx=htmx, reply_to=parent.pk, question="1")

    page = page_of(response)
    hidden = {attrs["name"]: attrs.get("value") for _, attrs in page.tags if "name" in attrs}
    assert (response.status_code, typed(response)) == (status, text)
    assert words in page.text
    assert hidden["reply_to"] == str(parent.pk)
    assert Post.objects.count() == 1


def test_who_was_signed_out_meanwhile_still_has_the_text(client, make_chat):
    chat = make_chat()

    response = send(client, chat)

    assert (response.status_code, CARE in page_of(response).text) == (403, True)
    assert Post.objects.count() == 0


def test_who_is_no_member_still_has_the_text(client, make_chat, newcomer):
    chat = make_chat()
    Community.objects.update(may_post="members")
    client.force_login(newcomer)

    response = send(client, chat)

    assert (response.status_code, CARE in page_of(response).text) == (403, True)


def test_a_form_that_is_too_old_gives_the_text_back(make_chat, newcomer):
    client, chat = Client(enforce_csrf_checks=True), make_chat()
    client.force_login(newcomer)

    response = send(client, chat)

    assert (response.status_code, CARE in page_of(response).text) == (403, True)


@pytest.mark.parametrize(
    "fields",
    [
        {"reply_to": "x"}, {"reply_to": "9" * 40}, {"reply_to": "-1"}, {"question": "x"},
        {"question": "9" * 40}, {"question": "77"}, {"key": "k" * 5000}, {"reply_to": "٣"},
    ],
)
def test_fields_that_make_no_sense_lose_nothing(client, make_chat, newcomer, fields):
    client.force_login(newcomer)

    send(client, make_chat(questions=1), **fields)

    post = Post.objects.get()
    assert (post.text, post.parent, post.question) == (f"{CARE} #lgovsm", None, None)


def test_nobody_replies_to_what_nobody_may_read(client, make_chat, newcomer, post_in, chair):
    chat = make_chat()
    aside = set_aside(post_in(chat, "Boots").post, by=chair, now=at("13:20"))
    client.force_login(newcomer)

    send(client, chat, reply_to=aside.pk)

    assert Post.objects.get(network="web").in_reply_to == ""


@pytest.fixture
def guests(make_community, make_chat):
    """An hour in which guests may post."""
    return make_chat(community=make_community(may_post="guests"))


def test_a_guests_post_is_held_and_the_guest_is_told(client, guests):
    response = send(client, guests, name="Gus")

    page = read(client, response.url)
    post = Post.objects.get()
    assert (post.account.name, post.is_visible, page.posts) == ("Gus", False, [])
    assert "The chair will look at it and let it in." in page.text
    assert logged(guests) == [(1, "post.held")]


def test_a_guest_keeps_their_name_and_stays_one_person(client, guests):
    for text in ("Hello", "Again"):
        send(client, guests, text, htmx=True, name="Gus" if text == "Hello" else "")

    accounts = {post.account for post in Post.objects.select_related("account")}
    assert [account.name for account in accounts] == ["Gus"]


def test_another_guest_of_that_name_is_another_person(client, guests):
    for visitor in (client, Client()):
        send(visitor, guests, name="Gus")

    assert Post.objects.values("account__person").distinct().count() == 2


@pytest.mark.parametrize(("htmx", "status"), [(False, 422), (True, 200)])
@pytest.mark.parametrize("name", ["", " ", "\0", "\u202e"])
def test_a_guest_without_a_name_is_asked_for_one(client, guests, name, htmx, status):
    response = send(client, guests, name=name, htmx=htmx)

    assert (response.status_code, typed(response)) == (status, CARE)
    assert "Give a name that others can call you by." in page_of(response).text


def test_a_guest_whose_text_is_too_long_keeps_their_name_too(client, guests):
    response = send(client, guests, "x" * 500, name="Gus")

    assert "Gus" in page_of(response).values("value", "input")


def test_thanks_are_given_and_taken_back(client, make_chat, post_in, newcomer):
    chat = make_chat()
    post = post_in(chat, "Gritters").post
    client.force_login(newcomer)
    url = f"{post.get_absolute_url()}thanks"

    counts = []
    for headers in ({}, HTMX, HTMX):
        response = client.post(url, headers=headers)
        post.refresh_from_db()
        counts.append((response.status_code, post.thanks_count))

    assert counts == [(302, 1), (200, 0), (200, 1)]
    assert "aria-pressed" in response.content.decode()


def test_thanks_for_ones_own_post_are_refused_kindly(client, make_chat, newcomer):
    chat = make_chat()
    client.force_login(newcomer)
    send(client, chat)

    response = client.post(f"{Post.objects.get().get_absolute_url()}thanks", follow=True)

    assert "Thanks are for what others say." in page_of(response).text
    assert Post.objects.get().thanks_count == 0


def test_whoever_is_blocked_gives_no_thanks_and_can_take_theirs_back(
    client, make_chat, post_in, newcomer, chair
):
    chat = make_chat()
    thanked, other = post_in(chat, "Gritters").post, post_in(chat, "Salt").post
    client.force_login(newcomer)
    client.post(f"{thanked.get_absolute_url()}thanks")
    send(client, chat)
    block_account(chat.posts.last(), by=chair, now=at("13:20"))

    client.post(f"{thanked.get_absolute_url()}thanks")
    page = client.post(f"{other.get_absolute_url()}thanks", follow=True)

    assert "Thanks of this account are not taken in #lgovsm." in page_of(page).text
    assert list(Post.objects.filter(thanks_count__gt=0)) == []


def test_a_stranger_is_asked_to_sign_in_before_thanking(client, make_chat, post_in):
    post = post_in(make_chat(), "Gritters").post

    response = client.post(f"{post.get_absolute_url()}thanks")

    assert (response.status_code, response.url.partition("?")[0]) == (302, "/sign-in/login/code/")


def test_thanks_for_what_nobody_may_read_are_404(client, make_chat, post_in, newcomer, chair):
    post = set_aside(post_in(make_chat(), "Boots").post, by=chair, now=at("13:20"))
    client.force_login(newcomer)

    assert client.post(f"{post.get_absolute_url()}thanks").status_code == 404


def test_a_post_is_taken_back_after_a_question(client, make_chat, newcomer):
    chat = make_chat()
    client.force_login(newcomer)
    send(client, chat)
    url = f"{Post.objects.get().get_absolute_url()}take-back"

    asked = read(client, url)
    still = Post.objects.get().text
    response = client.post(url, follow=True)

    assert CARE in asked.text
    assert (still, Post.objects.get().text) == (f"{CARE} #lgovsm", "")
    assert "It is gone from the room" in page_of(response).text
    assert client.get(url).status_code == 404


def test_nobody_takes_back_what_somebody_else_said(client, make_chat, post_in, newcomer):
    post = post_in(make_chat(), "Gritters").post
    client.force_login(newcomer)

    response = client.post(f"{post.get_absolute_url()}take-back")

    assert (response.status_code, Post.objects.get().text) == (404, "Gritters")


def test_a_web_posts_own_address_leads_to_its_place(client, make_chat, newcomer):
    chat = make_chat()
    client.force_login(newcomer)
    send(client, chat)
    post = Post.objects.get()

    response = client.get(post.uri.removeprefix("http://localhost"), follow=True)

    assert response.redirect_chain[-1][0] == post.get_absolute_url()


def test_saying_something_is_a_post_request(client, make_chat):
    assert client.get(f"{make_chat().get_absolute_url()}say").status_code == 405


def test_somebody_without_a_name_is_asked_for_one_with_the_first_post(client, make_chat, make_user):
    chat, newcomer = make_chat(), make_user("nia", name="")
    client.force_login(newcomer)
    address = f"{chat.get_absolute_url()}say"

    refused = client.post(address, {"text": "Hello", "key": "1"})
    client.post(address, {"text": "Hello", "name": " Nia \u202e Newcomer ", "key": "2"})
    client.post(address, {"text": "Again", "key": "3"})

    assert "Give a name that others can call you by." in page_of(refused).text
    assert typed(refused) == "Hello"
    assert [str(post.account.shown_name) for post in chat.posts.all()] == ["Nia Newcomer"] * 2


def test_nothing_of_an_address_is_told_of_somebody_who_gave_no_name(make_user):
    newcomer = make_user("very.private", name="")

    assert newcomer.shown_name == f"Newcomer {newcomer.pk}"


def test_a_reply_belongs_with_what_it_answers_whatever_question_is_open(
    client, make_chat, post_in, newcomer
):
    chat = make_chat(questions=2)
    chat.questions.update(released_at=at("13:05"))
    first = post_in(chat, "A1: grit", published=timezone.now()).post
    client.force_login(newcomer)

    client.post(
        f"{chat.get_absolute_url()}say", {"text": "Why?", "reply_to": first.pk, "question": "2"}
    )

    reply = chat.posts.get(parent=first)
    assert (reply.question.number, reply.filed_by) == (1, "reply")


def test_who_chose_just_talk_finds_it_chosen_after_an_error(client, make_chat, newcomer):
    chat = make_chat(questions=1)
    chat.questions.update(released_at=at("13:05"))
    client.force_login(newcomer)

    page = client.post(f"{chat.get_absolute_url()}say", {"text": "x" * 600, "question": ""})

    assert '<option value="" selected>' in page.content.decode()
