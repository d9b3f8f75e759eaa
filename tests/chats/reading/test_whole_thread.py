"""A post's own page: its whole thread, fifty replies a page."""

import pytest

from goodtalk.chats.models import Post
from goodtalk.chats.reading.outline import outline
from goodtalk.chats.reading.reading import read_thread
from goodtalk.chats.reading.whole_thread import whole_thread
from tests.chats.pages import Page


@pytest.fixture
def chat(make_chat):
    return make_chat(state="closed")


def replies_in(post_in, chat, count, to=None):
    """A post with so many replies, each to the one before; the receipts' posts."""
    posts = [to or post_in(chat, "Hello", when="13:01").post]
    for number in range(count):
        when = f"13:{2 + number // 60:02}:{number % 60:02}"
        said = post_in(chat, f"Reply {number}", when=when, in_reply_to=posts[-1].uri)
        posts.append(said.post)
    return posts


def test_a_thread_is_read_from_any_of_its_posts(chat, post_in):
    posts = replies_in(post_in, chat, 3)
    post_in(chat, "Something else")

    found = [whole_thread(outline(chat), post.pk) for post in posts]

    assert found == [[post.pk for post in posts]] * 4


def test_fifty_replies_are_a_page_and_a_reply_is_on_its_own(chat, post_in):
    root, *replies = replies_in(post_in, chat, 120)

    posts = (root, replies[49], replies[50], replies[119])
    found = [read_thread(chat, post).page for post in posts]
    asked = read_thread(chat, root, page=2).page

    assert [page.number for page in found] == [1, 1, 2, 3]
    assert [len(page[0].replies) for page in found] == [50, 50, 50, 20]
    assert [post.pk for post in asked[0].replies] == [post.pk for post in replies[50:100]]
    assert {page[0].post for page in found} == {root}


def test_the_page_of_a_post_leads_on(client, chat, post_in):
    root, *_replies = replies_in(post_in, chat, 60)

    pages = [
        Page(client.get(f"{chat.get_absolute_url()}{root.pk}/{query}").content.decode())
        for query in ("", "?page=2", "?page=x")
    ]

    assert [len(page.posts) for page in pages] == [51, 11, 51]
    assert [page.values("rel", "a").count("next") for page in pages] == [1, 0, 1]


@pytest.mark.parametrize("replies", [1, 3, 60])
def test_two_queries_read_a_thread_however_deep_it_is(
    chat, post_in, replies, django_assert_num_queries
):
    deepest = replies_in(post_in, chat, replies)[-1]
    post = Post.objects.for_reading().get(pk=deepest.pk)

    with django_assert_num_queries(2):
        found = read_thread(chat, post)

    assert found.page[0].post.text == "Hello"


def test_a_reply_to_what_is_gone_is_where_its_thread_begins(chat, post_in):
    root, first, second = replies_in(post_in, chat, 2)
    Post.objects.filter(pk=root.pk).update(set_aside_at=root.published_at)

    found = read_thread(chat, second).page

    assert (found[0].post, found[0].replies) == (first, [second])
