"""Holding and blocking accounts and domains; each can be undone, and stands once."""

import pytest

from goodtalk.chats.arriving.speakers import web_author
from goodtalk.chats.keeping_order.barring import (
    NoDomain,
    OneOfUs,
    bar_again,
    bars_on,
    block_account,
    block_domain,
    hold_account,
    is_of,
    lift,
)
from goodtalk.chats.models import Bar, DeskLine, Post
from goodtalk.chats.one_person import make_one
from tests.hour import at

NOW = at("13:20")


def shown(chat):
    return list(chat.posts.visible().order_by("pk").values_list("text", flat=True))


def told():
    """What the desk's own log says, earliest first."""
    return list(DeskLine.objects.filter(event=None).order_by("pk").values_list("kind", "reason"))


@pytest.mark.parametrize("act", [hold_account, block_account, block_domain])
def test_two_desks_that_bar_somebody_make_one_bar_of_it(make_chat, post_in, chair, organiser, act):
    post = post_in(make_chat(), "Hello").post

    first = act(post, by=chair, now=NOW, because="spam")
    second = act(post, by=organiser, now=NOW, because="rude")

    assert (first, Bar.objects.get().by, Bar.objects.get().reason) == (second, chair, "spam")
    assert len(told()) == 1


def test_what_was_said_in_the_hour_is_set_aside_with_a_block_and_comes_back_with_it(
    make_chat, post_in, chair
):
    chat = make_chat()
    for by, text in [("bot", "One"), ("ann", "Two"), ("bot", "Three")]:
        post_in(chat, text, by=by)
    bar = block_account(
        Post.objects.get(text="One"), by=chair, now=NOW, because="adverts", and_set_aside=True
    )
    without = shown(chat)

    lift(bar, by=chair, now=NOW)
    lift(bar, by=chair, now=NOW)
    back = shown(chat)
    bar_again(bar, by=chair, now=at("13:30"))
    bar_again(bar, by=chair, now=at("13:30"))

    assert (without, back, shown(chat)) == (["Two"], ["One", "Two", "Three"], ["Two"])
    assert told() == [
        ("account.blocked", "adverts"), ("bar.lifted", "adverts"), ("account.blocked", "adverts")
    ]


def test_a_block_leaves_what_is_there_unless_asked(make_chat, post_in, chair):
    chat = make_chat()

    block_domain(post_in(chat, "Hello").post, by=chair, now=NOW)

    assert shown(chat) == ["Hello"]


def test_the_reason_of_a_block_is_not_told_to_the_author(make_chat, post_in, chair):
    post = post_in(make_chat(), "Hello").post

    block_account(post, by=chair, now=NOW, because="rude to Ann", and_set_aside=True)

    assert Post.objects.get().set_aside_because == ""


def test_whoever_sits_at_a_desk_is_not_barred(make_chat, post_in, chair, organiser):
    chat = make_chat()
    posts = [
        post_in(chat, f"I am {user}", network="web", author=web_author(user)).post
        for user in (chair, organiser)
    ]

    for post in posts:
        with pytest.raises(OneOfUs):
            block_account(post, by=chair, now=NOW)

    assert (Bar.objects.count(), told()) == (0, [])


def test_an_account_without_a_server_has_no_domain_to_block(make_chat, post_in, chair, newcomer):
    post = post_in(make_chat(), "Hello", network="web", author=web_author(newcomer)).post

    with pytest.raises(NoDomain):
        block_domain(post, by=chair, now=NOW)


def test_what_stands_against_an_account_is_its_own_and_its_domains(make_chat, post_in, chair):
    chat = make_chat()
    jo, ann = post_in(chat, "Hello").post, post_in(chat, "Hello", by="ann").post
    hold_account(jo, by=chair, now=NOW)
    block_domain(ann, by=chair, now=NOW)

    found = [[bar.kind for bar in bars_on(chat.community, post.account)] for post in (jo, ann)]

    assert [sorted(kinds) for kinds in found] == [["blocked", "held"], ["blocked"]]


def test_one_bar_stands_for_all_accounts_of_a_person(make_chat, post_in, chair):
    chat = make_chat()
    old, new = post_in(chat, "Hello", by="eve").post, post_in(chat, "Hi", by="eve2").post
    bar = block_account(old, by=chair, now=NOW)
    make_one(old.account.person, new.account.person, now=NOW)
    new = Post.objects.get(pk=new.pk)

    again = block_account(new, by=chair, now=NOW)

    assert (again, is_of(bar, new), bars_on(chat.community, new.account)) == (bar, True, [bar])
