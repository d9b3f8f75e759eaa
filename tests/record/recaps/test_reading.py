from datetime import timedelta

import pytest

from goodtalk.chats.keeping_order.moderation import set_aside, withdraw
from goodtalk.chats.models import Post
from goodtalk.chats.steering.conductor import release_next
from goodtalk.chats.steering.promoting import promote_question
from goodtalk.record.recaps.reading import Recap
from tests.hour import FRIDAY, at

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
A_WEEK_AGO = {
    "day": FRIDAY - WEEK, "starts_at": at("13:00") - WEEK, "ends_at": at("14:00") - WEEK,
}


@pytest.fixture
def chat(make_chat):
    return make_chat()


@pytest.fixture
def said(chat, post_in):
    return lambda text, **fields: post_in(chat, text, **fields).post


def drawn(chat, text):
    """What the page shows: HTML, but for its direction, and posts by their words."""
    blocks = Recap(chat, text).blocks
    return [
        block.post.text if block.post else block.html.strip().replace(' dir="auto"', "")
        for block in blocks
    ]


def test_quotes_stand_between_what_the_chair_wrote(chat, said):
    post = said("We grit the hills first")

    blocks = drawn(chat, f"It began with ice.\n\n[[quote {post.pk}]]\n\nAnd *ended* with snow.")

    ended = "<p>And <em>ended</em> with snow.</p>"
    assert blocks == ["<p>It began with ice.</p>", "We grit the hills first", ended]


def test_a_name_leads_to_what_was_said_and_links_to_what_was_linked(chat, said):
    post = said("See https://www.example.org/snow/ for it", by="nia")

    [html] = drawn(chat, f"[[name {post.pk}]] pointed to [[links {post.pk}]].")

    assert html == (
        f'<p><a href="/lgovsm/2026-11-27/{post.pk}/" rel="nofollow noopener ugc">'
        '<bdi>Nia</bdi></a> pointed to '
        '<a href="https://www.example.org/snow/" rel="nofollow noopener ugc">'
        "example.org/snow</a>.</p>"
    )


def test_numbers_are_counted_when_it_is_read(chat, said):
    said("One", by="jo")
    text = "[[people]], [[posts]], [[newcomers]]"
    before = drawn(chat, text)

    gone = said("Two", by="nia")
    between = drawn(chat, text)
    withdraw(gone, now=at("13:20"))

    assert (before, between, drawn(chat, text)) == (
        ["<p>1 person, 1 post, 1 person</p>"],
        ["<p>2 people, 2 posts, 2 people</p>"],
        ["<p>1 person, 1 post, 1 person</p>"],
    )


@pytest.mark.parametrize("take_away", ["withdraw", "set aside"])
def test_a_quote_disappears_with_its_post_and_so_does_what_rested_on_it(
    chat, said, chair, take_away
):
    gone, there = said("I said too much", by="jo"), said("We grit", by="nia")
    text = (
        f"## Ice\n\n[[quote {gone.pk}]]\n\n## Snow\n\n[[name {gone.pk}]] said too much. "
        f"[[name {there.pk}]] grits."
    )
    assert "I said too much" in drawn(chat, text)

    if take_away == "withdraw":
        withdraw(gone, now=at("13:20"))
    else:
        set_aside(gone, by=chair, now=at("13:20"))

    [html] = drawn(chat, text)
    assert "Jo" not in html
    assert "too much" not in html
    assert "Ice" not in html
    assert "grits." in html


def test_a_post_of_another_hour_and_a_boost_are_not_quoted(chat, said, make_chat, post_in):
    other = make_chat(**A_WEEK_AGO)
    elsewhere = post_in(other, "Elsewhere", by="lars").post
    share = said("Boosted", by="ada")
    Post.objects.filter(pk=share.pk).update(is_share=True)

    assert drawn(chat, f"[[quote {elsewhere.pk}]]\n\n[[quote {share.pk}]]") == []


@pytest.mark.parametrize(
    ("written", "drawn_as"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("![snow](https://tracker.example/1.png)",
         '<p>!<a href="https://tracker.example/1.png" rel="nofollow noopener ugc">snow</a></p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](data:text/html,x)", "<p>[x](data:text/html,x)</p>"),
        ("# Big", "<h2>Big</h2>"),
        ("##### Small", "<h4>Small</h4>"),
        ("<b onclick=x>", "<p>&lt;b onclick=x&gt;</p>"),
        ("[[quote 1", "<p>[[quote 1</p>"),
    ],
)  # fmt: skip
def test_what_is_written_can_do_no_harm(chat, written, drawn_as):
    assert drawn(chat, written) == [drawn_as]


def test_a_name_that_would_be_markup_is_a_name(chat, said):
    post = said("Hello", by="jo")
    post.account.name = "<b>*Jo*</b> [x](https://evil.example)"
    post.account.save()

    [html] = drawn(chat, f"[[name {post.pk}]]")

    assert "<bdi>&lt;b&gt;*Jo*&lt;/b&gt; [x](https://evil.example)</bdi>" in html


@pytest.mark.parametrize("quotes", [1, 30])
def test_a_recap_takes_four_queries_however_many_posts_it_quotes(
    chat, said, quotes, django_assert_num_queries
):
    posts = [said(f"Number {number}", by=f"p{number}") for number in range(quotes)]
    marks = [f"[[quote {post.pk}]]" for post in posts]
    recap = Recap(chat, "\n\n".join(["[[people]] [[posts]] [[newcomers]]", *marks]))

    with django_assert_num_queries(4):
        blocks = recap.blocks

    assert len(blocks) == 1 + quotes


def test_a_promoted_question_stands_in_the_recap_as_it_does_on_the_run_sheet(
    chat, said, chair
):
    asked = said("Does anybody grit cycle paths?", by="nia")
    promote_question(asked, by=chair, now=at("13:15"))
    release_next(chat, after=0, by=chair, now=at("13:16"))
    text = "## [[question 1]]\n\nNobody knew.\n\n## [[question 7]]"
    before = drawn(chat, text)

    withdraw(asked, now=at("13:20"))

    assert "cycle paths" in before[0]
    assert drawn(chat, text) == ["<h2><bdi>Q1</bdi>: …</h2>\n<p>Nobody knew.</p>"]


def test_links_behind_a_warning_stay_behind_it(chat, said):
    post = said("See https://example.org/child", by="nia")
    post.enclosed = {"warning": "Death of a child"}
    post.save()

    [html] = drawn(chat, f"[[links {post.pk}]]")

    assert ("example.org" in html, "Death of a child" in html) == (False, True)


def test_what_stands_around_a_quote_is_one_text(chat, said):
    post = said("We grit", by="nia")

    first, quoted, rest = drawn(chat, f"1. One\n\n[[quote {post.pk}]]\n\n2. Two, [there][x]\n\n[x]: https://example.org")

    assert (first, quoted) == ("<ol>\n<li>One</li>\n</ol>", "We grit")
    assert rest == (
        '<ol start="2">\n<li>Two, <a href="https://example.org" rel="nofollow noopener ugc">'
        "there</a></li>\n</ol>"
    )


def test_a_bare_address_is_a_link(chat):
    [html] = drawn(chat, "See https://example.org/a.")

    assert '<a href="https://example.org/a"' in html


def test_in_code_a_quote_is_code(chat, said):
    post = said("We grit", by="nia")

    assert drawn(chat, f"```\n[[quote {post.pk}]]\n```") == [
        f"<pre><code>[[quote {post.pk}]]\n</code></pre>"
    ]
