"""Texts that were cut short: what is left of an address or a tag at their end is none."""

import pytest

from goodtalk.chats.arriving.cut_short import cut_piece, whole_text
from goodtalk.chats.models import Post

LONG = "We have gritted nine hundred miles of roads this week and all of the car parks "


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("Look at http://www.example.org/rep…", "http://www.example.org/rep"),
        ("Look at #lgov…", "#lgov"),
        ("Look at #lgov… http://t.co/abcdefghij", "#lgov"),
        ("Look at #lgovsm …", None),
        ("Look at #lgovsm", None),
        ("Look at #lgovsm...", None),
        (f"{LONG}and of the small ones there http://example.org/rep...", "http://example.org/rep"),
        ("…", None),
    ],
)
def test_a_text_was_cut_off_in_its_last_word_or_between_two(text, piece):
    found = cut_piece(text)

    assert (found and found.value) == piece
    assert found is None or text[found.start : found.end] == piece


def tweet(chat, post_in, text, **fields):
    return post_in(chat, text, network="twitter", uri="twitter:1", **fields).post


def test_an_address_that_was_cut_off_leads_nowhere(make_chat, post_in):
    post = tweet(make_chat(), post_in, "See http://a.example.org and http://www.example.org/rep…")

    assert post.links == ["http://a.example.org"]
    assert post.html == (
        '<p>See <a href="http://a.example.org" rel="nofollow noopener ugc">a.example.org</a> '
        "and http://www.example.org/rep…</p>"
    )


def test_a_tag_that_was_cut_off_is_none_and_gone_when_the_whole_text_comes(make_chat, post_in):
    chat = make_chat()
    tags = ("snow", "lgovs")

    post = tweet(chat, post_in, "A2 Have a look #snow #lgovs…", tags=tags)
    assert post.tags == ["snow"]

    whole = "A2 Have a look #snow #lgovsmooth today"
    tweet(chat, post_in, whole, tags=("snow", "lgovsmooth"))
    assert (Post.objects.get().tags, Post.objects.get().text) == (["snow", "lgovsmooth"], whole)


def test_a_communitys_own_tag_before_dots_is_one(make_chat, post_in):
    chat = make_chat()
    tag = chat.community.tag

    assert tweet(chat, post_in, f"Good morning #{tag}…", tags=(tag,)).tags == [tag]


def test_what_somebody_wrote_on_the_web_before_dots_is_an_address(make_chat, post_in):
    post = post_in(make_chat(), "See http://www.example.org/report…", network="web").post

    assert post.links == ["http://www.example.org/report"]
    assert 'href="http://www.example.org/report"' in post.html


WHOLE = "RT @cat: A1 We grit the main roads and then the hills of the town"
BARE = WHOLE.removeprefix("RT @cat: ")
CUT = f"{WHOLE[:50]}…"


@pytest.mark.parametrize("texts", [(CUT, BARE), (BARE, CUT), (WHOLE, BARE), (BARE, WHOLE)])
def test_a_retweet_is_whole_whichever_of_two_files_leaves_out_whom_it_repeats(
    make_chat, post_in, texts
):
    chat = make_chat()

    for text in texts:
        tweet(chat, post_in, text, is_share=True)

    assert Post.objects.get().text == WHOLE
    assert Post.objects.get().html == f"<p>{WHOLE}</p>"


@pytest.mark.parametrize(
    "beginning", ["rt @cat: ", "RT @cat ", "RT: @cat: ", "RT@cat:", 'RT "@cat: ']
)
def test_whom_a_retweet_made_by_hand_repeats_is_known_too(beginning):
    assert whole_text(BARE, beginning + BARE, are_tweets=True, are_shares=True) == beginning + BARE
    assert whole_text(beginning + BARE, BARE, are_tweets=True, are_shares=True) == ""


@pytest.mark.parametrize(
    "came",
    ["A1 We salt the hills", f"{BARE[:20]}…", "RT @cat: A1 We salt", "RT @ann: A1 We salt …"],
)
def test_other_words_and_less_of_them_do_not_complete_a_retweet(came):
    assert whole_text(WHOLE, came, are_tweets=True, are_shares=True) == ""
    assert whole_text(WHOLE, BARE, are_tweets=True, are_shares=False) == ""


LINES = "A1 First line of it\nsecond line \n\nand what is told in the end"


@pytest.mark.parametrize(
    "cut",
    [
        "A1 First line of it second line and what…",
        "A1 First line of itsecond line… https://t.co/abc",
        "A1 First line of it\r\nsecond line and what…",
        "A1  First line of it second line  and what",
    ],
)
def test_a_text_is_whole_though_another_file_has_other_white_space(make_chat, post_in, cut):
    chat = make_chat()
    tweet(chat, post_in, cut)

    assert whole_text(cut, LINES, are_tweets=True, are_shares=False) == LINES
    assert tweet(chat, post_in, LINES).text == LINES


@pytest.mark.parametrize("other", ["RT @cat: {}", "{}"])
def test_a_retweet_is_whole_though_another_file_has_other_white_space(other):
    cut = other.format("A1 First line of it second line and…")

    whole = whole_text(cut, LINES, are_tweets=True, are_shares=True)

    assert whole == (other.format(LINES))


def test_white_space_alone_completes_nothing():
    bare = " ".join(LINES.split())

    for here, came in ((bare, LINES), (LINES, bare), (f"{bare}…", LINES[:-9])):
        assert whole_text(here, came, are_tweets=True, are_shares=False) == ""


def test_of_two_texts_that_are_cut_the_one_that_has_more_stays(make_chat, post_in):
    chat = make_chat()

    for text in (f"{WHOLE[:40]}…", CUT, f"{WHOLE[:30]}…"):
        tweet(chat, post_in, text)

    assert Post.objects.get().text == CUT


def test_a_tweet_leads_to_its_authors_page_once_a_file_knows_their_handle(make_chat, post_in):
    chat = make_chat()
    addresses = ["https://twitter.com/i/status/1", "https://twitter.com/jo/status/1"]

    for url in (*addresses, addresses[0]):
        tweet(chat, post_in, "Hello", url=url)

    assert Post.objects.get().url == addresses[1]
