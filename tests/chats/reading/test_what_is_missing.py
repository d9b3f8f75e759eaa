"""What an archive did not hold is counted by rules that nobody has to guess."""

import pytest

from goodtalk.chats.arriving.incoming import Enclosed, Picture
from goodtalk.chats.keeping_order.moderation import set_aside
from goodtalk.chats.reading.what_is_missing import Gap, Missing, what_is_missing
from tests.hour import at


@pytest.fixture
def rebuilt(make_chat):
    """An hour from an archive, still without a post."""
    return make_chat(state="closed", is_rebuilt=True)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("All of it. https://example.org/a", Missing()),
        ("And then…", Missing(cut_short=1)),
        ("And then...", Missing(cut_short=1)),
        ("And then… https://t.co/Ab3", Missing(cut_short=1)),
        ("Wait… what? Yes", Missing()),
        ("Snow pic.twitter.com/Ab3", Missing(pictures=1)),
        ("Snow https://twitter.com/jo/status/12/photo/1", Missing(pictures=1)),
        ("Snow https://t.co/Ab3", Missing(unknown_links=1)),
        ("https://t.co/Ab3 is good", Missing()),
    ],
)
def test_a_post_tells_by_its_end_what_it_lacks(rebuilt, post_in, text, missing):
    post_in(rebuilt, text)

    assert what_is_missing(rebuilt) == missing


@pytest.mark.parametrize(
    ("text", "links", "missing"),
    [
        ("Read https://t.co/a", ["https://example.org"], Missing()),
        ("Read https://t.co/a https://t.co/b", ["https://example.org"], Missing(pictures=1)),
        ("Read https://t.co/a", ["https://t.co/a"], Missing(unknown_links=1)),
        ("https://plain.example.org https://t.co/b", ["https://plain.example.org"],
         Missing(unknown_links=1)),
        ("Snow https://t.co/a", ["https://x.com/jo/status/1/video/1"], Missing(pictures=1)),
    ],
)
def test_the_address_that_an_archive_explains_no_more_is_the_pictures(
    rebuilt, post_in, text, links, missing
):
    post_in(rebuilt, text, links=tuple(links))

    assert what_is_missing(rebuilt) == missing


def test_what_is_known_only_through_retweets_counts_once(rebuilt, post_in):
    post_in(rebuilt, "Grit is here already, all of it", by="ann")
    for by in ("bob", "cat"):
        post_in(rebuilt, "RT @Gone: Nobody kept this", by=by, is_share=True)
    post_in(rebuilt, "RT @ann: Grit is here already, al…", by="bob", is_share=True)

    assert what_is_missing(rebuilt) == Missing(only_retweeted=1)


@pytest.mark.parametrize(
    "text",
    [
        "RT @ann@council.example: Grit is here already, all of it",
        "rt @ann Grit is here already, all of it",
        'RT "@ann: Grit is here already, all of it"',
        "RT @bob: RT @ann: Grit is here already, all of it",
        "RT @called_otherwise_then: Grit is here already, all of it",
    ],
)
def test_what_stands_here_is_not_known_through_retweets_alone(rebuilt, post_in, text):
    post_in(rebuilt, "Grit is here already, all of it", by="ann")
    post_in(rebuilt, text, by="bob", is_share=True)

    assert what_is_missing(rebuilt) == Missing()


def test_replies_to_what_is_not_here_are_counted(rebuilt, post_in):
    here = post_in(rebuilt, "Here", when="13:01").post
    post_in(rebuilt, "To you", when="13:02", in_reply_to=here.uri)
    post_in(rebuilt, "To whom?", when="13:03", in_reply_to="https://twitter.com/i/status/9")

    assert what_is_missing(rebuilt) == Missing(unanswerable=1)


def test_pictures_of_which_an_archive_tells_are_counted_by_the_post(rebuilt, post_in):
    gone = Picture("", is_gone=True)
    post_in(rebuilt, "Snow https://t.co/Ab3", enclosed=Enclosed(pictures=(gone, gone)))
    post_in(rebuilt, "Grit", enclosed=Enclosed(pictures=(Picture("https://a.example/b.png"),)))

    assert what_is_missing(rebuilt) == Missing(pictures=1)


def test_quotes_of_what_is_not_here_are_counted(rebuilt, post_in):
    here = post_in(rebuilt, "Here").post
    post_in(rebuilt, "So true", enclosed=Enclosed(quote=here.uri))
    post_in(rebuilt, "So it was", enclosed=Enclosed(quote="https://twitter.com/i/status/9"))

    assert what_is_missing(rebuilt) == Missing(unquotable=1)


def test_an_address_at_the_end_that_is_known_to_be_a_quotes_is_no_unknown_one(rebuilt, post_in):
    here = post_in(rebuilt, "Here").post
    post_in(rebuilt, "So true https://t.co/Ab3", enclosed=Enclosed(quote=here.uri))

    assert what_is_missing(rebuilt) == Missing()


def test_a_gap_lies_between_two_posts_of_the_hour(rebuilt, post_in):
    for when in ("12:40", "13:05", "13:15", "13:26", "14:20"):
        post_in(rebuilt, f"At {when}", when=when)

    assert what_is_missing(rebuilt) == Missing(gaps=(Gap(at("13:15"), at("13:26")),))
    assert Gap(at("13:15"), at("13:26")).minutes == 11


@pytest.mark.parametrize(("deep", "is_flat"), [(False, True), (True, False)])
def test_where_no_answer_is_answered_perhaps_only_beginnings_are_known(
    rebuilt, post_in, deep, is_flat
):
    root = last = post_in(rebuilt, "Root", when="13:00").post
    for number in range(20):
        last = post_in(rebuilt, "Reply", when=f"13:00:{number + 10}", in_reply_to=root.uri).post
    if deep:
        post_in(rebuilt, "Deep", when="13:01", in_reply_to=last.uri)

    assert what_is_missing(rebuilt) == Missing(is_flat=is_flat)


def test_of_an_hour_that_was_held_here_nothing_is_said(make_chat, post_in):
    chat = make_chat(state="closed")
    post_in(chat, "And then…")

    assert what_is_missing(chat) == Missing()


def test_what_was_set_aside_counts_for_nothing(rebuilt, post_in, chair):
    post = post_in(rebuilt, "Boots…").post
    before = what_is_missing(rebuilt)

    set_aside(post, by=chair, now=at("13:50"))

    assert (before, what_is_missing(rebuilt)) == (Missing(cut_short=1), Missing())


@pytest.mark.parametrize("posts", [1, 3])
def test_counting_takes_one_query(rebuilt, post_in, posts, django_assert_num_queries):
    for number in range(posts):
        post_in(rebuilt, f"And {number}…", when=f"13:1{number}")

    with django_assert_num_queries(1):
        assert what_is_missing(rebuilt) == Missing(cut_short=posts)
