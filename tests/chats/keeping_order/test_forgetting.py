"""Somebody deletes their account elsewhere: what they said goes here, and who they were."""

import pytest

from goodtalk.chats.arriving.incoming import Author
from goodtalk.chats.arriving.speakers import web_account, web_author
from goodtalk.chats.keeping_order import forgetting
from goodtalk.chats.keeping_order.forgetting import forget_account
from goodtalk.chats.keeping_order.moderation import set_aside
from goodtalk.chats.models import Account, Person, Post, Thanks
from goodtalk.chats.thanking import thank
from tests.hour import at, logged

NOW = at("13:30")


def test_all_that_they_said_goes_from_every_hour_and_from_between(
    make_chat, post_in, chair, monkeypatch
):
    monkeypatch.setattr(forgetting, "BATCH", 2)
    chat, other = make_chat(), make_chat(part=2)
    for number in range(3):
        post_in(chat, f"Secret {number}")
    set_aside(post_in(other, "Secret boots").post, by=chair, now=at("13:20"))
    post_in(chat, "Secret night", when="01:00", into=False)
    post_in(chat, "Somebody else's", by="nia")
    account = Account.objects.get(name="Jo")

    count = forget_account(account, now=NOW)
    again = forget_account(account, now=NOW)

    assert (count, again) == (5, 0)
    assert [post.text for post in Post.objects.visible()] == ["Somebody else's"]
    assert not Post.objects.filter(text__contains="Secret").exists()
    assert [kind for _, kind in logged(chat, 4)] == ["post.withdrawn"] * 3
    assert list(chat.attendances.values_list("person__name", flat=True)) == ["Nia"]


def test_their_name_goes_and_their_uri_stays(make_chat, post_in):
    chat = make_chat()
    post_in(chat, "Hello")
    account = Account.objects.get()

    forget_account(account, now=NOW)

    account = Account.objects.get()
    assert (account.handle, account.name, account.url) == ("", "", "")
    assert account.uri == "https://social.example/users/jo"
    assert Person.objects.get().name == ""


def test_their_thanks_go_and_are_counted_down(make_chat, post_in):
    chat = make_chat()
    mine = post_in(chat, "Hello", by="nia").post
    post_in(chat, "Thank you")
    jo = Account.objects.get(name="Jo")
    thank(mine, jo.person, wanted=True, now=at("13:20"))

    forget_account(jo, now=NOW)

    assert not Thanks.objects.exists()
    assert Post.objects.get(pk=mine.pk).thanks_count == 0
    assert [kind for _, kind in logged(chat)][-1] == "post.thanked"


def test_who_has_another_account_stays_a_person_and_keeps_their_thanks(make_chat, post_in):
    chat = make_chat()
    mine = post_in(chat, "Hello", by="nia").post
    post_in(chat, "Thank you")
    post_in(chat, "And again", network="bluesky", author=Author("did:plc:1", "@jo.example", "Jo B"))
    jo = Account.objects.get(name="Jo")
    Account.objects.filter(network="bluesky").update(person=jo.person)
    Person.objects.filter(pk=jo.person_id).update(name="Joanna")
    thank(mine, jo.person, wanted=True, now=at("13:20"))

    forget_account(jo, now=NOW)

    assert Person.objects.get(pk=jo.person_id).name == "Joanna"
    assert Thanks.objects.count() == 1
    assert set(Post.objects.visible().values_list("text", flat=True)) == {"Hello", "And again"}


@pytest.mark.parametrize(
    ("was_only_way_in", "has_spoken_here", "left"),
    [(True, False, ""), (True, True, "Jo"), (False, False, "Jo")],
)
def test_a_user_who_can_never_sign_in_again_has_no_name_left(
    make_chat, post_in, newcomer, was_only_way_in, has_spoken_here, left
):
    chat = make_chat()
    post_in(chat, "Hello")
    jo = Account.objects.get()
    newcomer.name = "Jo"
    newcomer.save()
    Person.objects.update(user=newcomer)
    web_account(newcomer)
    if has_spoken_here:
        post_in(chat, "From here", network="web", author=web_author(newcomer))

    forget_account(jo, now=NOW, was_only_way_in=was_only_way_in)

    newcomer.refresh_from_db()
    assert (newcomer.name, Account.objects.get(network="web").name) == (left, left)
