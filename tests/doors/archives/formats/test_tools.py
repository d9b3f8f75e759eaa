"""What the spreadsheets of single tools tell in ways of their own."""

import pytest

from goodtalk.chats.arriving.incoming import Enclosed, Picture
from goodtalk.doors.archives.files.opening import open_archive
from goodtalk.doors.archives.formats.formats import find_format

SHORT, OTHER, PIC = "https://t.co/Ab3", "https://t.co/Cd4", "https://t.co/Pic9"
PAGE, OTHER_PAGE = "https://hull.gov.uk/roads?map=1,2", "https://hull.gov.uk/bins"
PHOTO_PAGE = "https://twitter.com/jo/status/5/photo/1"
QUOTED = "https://twitter.com/i/status/4"


@pytest.fixture
def read(make_file):
    """The post of a sheet with one row."""

    def read_row(usual, **cells):
        cells = usual | cells
        archive = open_archive(make_file([[*cells], [*cells.values()]]))
        (found,) = find_format("csv", archive).read(archive)
        return found.post

    return read_row


TWARC = {
    "id": "5",
    "tweet_url": "https://twitter.com/jo/status/5",
    "created_at": "Fri Mar 14 13:05:00 +0000 2014",
    "user_screen_name": "jo",
    "text": "A1: we grit #lgovsm",
    "tweet_type": "original",
    "hashtags": "lgovsm",
    "media": "",
    "urls": "",
    "in_reply_to_status_id": "",
    "retweet_or_quote_id": "",
    "retweet_or_quote_screen_name": "",
    "user_id": "12",
}
RTWEET = {
    "user_id": "x12",
    "status_id": "x5",
    "created_at": "2014-03-14 13:05:00",
    "screen_name": "jo",
    "text": "A1: we grit #lgovsm",
    "is_retweet": "FALSE",
    "retweet_status_id": "NA",
    "retweet_text": "NA",
    "retweet_screen_name": "NA",
}
REPEATS = {"retweet_status_id": "x4", "retweet_screen_name": "ann", "is_retweet": "TRUE"}


def test_twarc_tells_by_the_kind_alone_that_a_tweet_repeats_another(read):
    post = read(
        TWARC,
        tweet_type="retweet",
        retweet_or_quote_id="4",
        retweet_or_quote_screen_name="ann",
        in_reply_to_status_id="3",
    )

    assert (post.text, post.is_share) == ("RT @ann: A1: we grit #lgovsm", True)
    assert (post.in_reply_to, post.enclosed) == ("", None)


def test_a_retweet_that_has_its_mark_keeps_it(read):
    post = read(TWARC, tweet_type="retweet", text="RT @ann: we g…", retweet_or_quote_id="4")

    assert (post.text, post.is_share) == ("RT @ann: we g…", True)


@pytest.mark.parametrize("column", ["retweet_or_quote_id", "reweet_or_quote_id"])
@pytest.mark.parametrize(
    ("kind", "quoted"), [("quote", QUOTED), ("reply", QUOTED), ("original", ""), ("", "")]
)
def test_what_a_tweet_of_twarc_quotes_is_told_by_its_kind(read, column, kind, quoted):
    usual = {name: cell for name, cell in TWARC.items() if name != "retweet_or_quote_id"}
    post = read(usual, tweet_type=kind, **{column: "4"})

    assert (post.enclosed.quote if post.enclosed else "") == quoted
    assert not post.is_share


def test_an_answer_does_not_quote_what_it_answers(read):
    post = read(TWARC, tweet_type="reply", in_reply_to_status_id="4", retweet_or_quote_id="4")

    assert (post.in_reply_to, post.enclosed) == (QUOTED, None)


def test_in_r_a_tweet_tells_its_source_by_another_name(read):
    own = ("tweet_type", "retweet_or_quote_id")
    usual = {name: cell for name, cell in TWARC.items() if name not in own}
    usual |= {"sourcetweet_type": "retweeted", "sourcetweet_id": "4"}

    assert read(usual).is_share
    assert read(usual, sourcetweet_type="quoted").enclosed == Enclosed(quote=QUOTED)


def test_whole_addresses_in_the_order_of_the_short_ones_explain_them(read):
    post = read(
        TWARC,
        text=f"Map {SHORT} bins {OTHER} {PIC}",
        urls=f"{PAGE} {OTHER_PAGE}",
        media=f"{PHOTO_PAGE} {PHOTO_PAGE}",
    )

    assert post.addresses == (
        (SHORT, PAGE, False),
        (OTHER, OTHER_PAGE, False),
        (PIC, PHOTO_PAGE, True),
    )
    assert post.links == (PAGE, OTHER_PAGE)
    assert post.enclosed == Enclosed(pictures=(Picture(PHOTO_PAGE, is_gone=True),))


def test_a_short_address_at_the_end_is_that_of_the_picture_where_no_other_is_told(read):
    post = read(TWARC, text=f"Snow {PIC}", media=PHOTO_PAGE)

    assert (post.addresses, post.links) == (((PIC, PHOTO_PAGE, True),), (PIC,))


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        (f"Map {SHORT} bins {OTHER}", PAGE),
        (f"Map {SHORT}", f"{PAGE} {OTHER_PAGE}"),
        ("Map", PAGE),
    ],
)
def test_where_they_are_not_as_many_nobody_can_tell_which_leads_where(read, text, urls):
    post = read(TWARC, text=text, urls=urls)

    assert (post.addresses, post.links) == ((), tuple(urls.split()))


def test_the_short_address_of_what_is_quoted_is_not_shown(read):
    page = "https://twitter.com/ann/status/4"
    tells = {"tweet_type": "quote", "retweet_or_quote_id": "4"}
    post = read(TWARC, text=f"So true {SHORT}", urls=page, **tells)

    assert post.addresses == ((SHORT, page, True),)
    assert post.enclosed == Enclosed(quote=QUOTED)


def test_twint_has_its_addresses_in_a_list(read):
    post = read(TWARC, text=f"Map {SHORT}", urls=f"['{PAGE}']", media="[]")

    assert (post.addresses, post.links) == (((SHORT, PAGE, False),), (PAGE,))


def test_rtweet_tells_whom_a_retweet_repeats_beside_its_text(read):
    post = read(RTWEET, **REPEATS, reply_to_status_id="x3")

    assert (post.text, post.is_share) == ("RT @ann: A1: we grit #lgovsm", True)
    assert post.in_reply_to == ""


@pytest.mark.parametrize("text", ["A1: we gr…", "RT @ann: A1: we gr…", "NA"])
def test_rtweet_tells_the_whole_words_that_a_retweet_repeats(read, text):
    post = read(RTWEET, **REPEATS, text=text, retweet_text="A1: we grit #lgovsm &amp; salt")

    assert post.text == "RT @ann: A1: we grit #lgovsm & salt"


def test_other_words_than_those_of_the_retweet_are_not_put_in_their_place(read):
    post = read(RTWEET, **REPEATS, text="RT @ann: Hello", retweet_text="A1: we grit")

    assert post.text == "RT @ann: Hello"


def test_a_name_that_is_none_is_not_put_before_a_text(read):
    post = read(RTWEET, **REPEATS | {"retweet_screen_name": "<b>ann</b>"})

    assert (post.text, post.is_share) == ("A1: we grit #lgovsm", True)
