"""What the spreadsheets of single tools tell in ways of their own."""

import time

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


SNSCRAPE = {
    "url": "https://twitter.com/jo/status/5",
    "date": "2021-03-12 13:05:00+00:00",
    "rawContent": f"A1: we grit {SHORT} #lgovsm",
    "renderedContent": "A1: we grit hull.gov.uk/roads… #lgovsm",
    "id": "5",
    "user": "",
    "conversationId": "3",
    "lang": "en",
    "links": "",
    "media": "",
    "retweetedTweet": "",
    "quotedTweet": "",
    "inReplyToTweetId": "",
    "mentionedUsers": "",
    "hashtags": "['lgovsm']",
}
TYPE = "snscrape.modules.twitter."


def test_names_of_columns_in_two_words_are_known_though_they_are_written_as_one(read):
    said = read(SNSCRAPE, inReplyToTweetId="4")

    assert said.text == SNSCRAPE["rawContent"]
    assert said.in_reply_to == "https://twitter.com/i/status/4"
    assert read(SNSCRAPE).in_reply_to == "https://twitter.com/i/status/3"


def test_a_name_that_a_file_has_counts_before_one_that_is_taken_apart(read):
    said = read(RTWEET | {"userName": "ann"})

    assert (said.author.handle, said.author.name) == ("@jo", "ann")


@pytest.mark.parametrize(
    "cell",
    [
        "https://twitter.com/ann/status/4",
        "Tweet(url='https://twitter.com/ann/status/4', rawContent='https://x.com/b/status/9')",
        f"{{'_type': '{TYPE}Tweet', 'url': 'https://twitter.com/ann/status/4', 'id': 4}}",
        f'{{"_type": "{TYPE}Tweet", "url": "https://twitter.com/ann/status/4", "id": 4}}',
    ],
)
def test_what_is_quoted_or_repeated_is_told_by_a_cell_with_the_tweet(read, cell):
    assert read(SNSCRAPE, quotedTweet=cell).enclosed == Enclosed(quote=QUOTED)
    said = read(SNSCRAPE, retweetedTweet=cell)
    assert (said.is_share, said.text) == (True, f"RT @ann: {SNSCRAPE['rawContent']}")


def test_the_words_that_are_repeated_are_taken_whole_from_such_a_cell(read):
    whole = f"We grit every road in the town {SHORT} #lgovsm"
    cell = f"Tweet(url='https://twitter.com/ann/status/4', rawContent='{whole}', id=4)"

    said = read(SNSCRAPE, rawContent="RT @ann: We grit every r…", retweetedTweet=cell)

    assert said.text == f"RT @ann: {whole}"


@pytest.mark.parametrize("cell", ["None", "{", "Tweet(", "{'url': 5}", "[4]", "yes", "4"])
def test_a_cell_that_names_no_tweet_tells_nothing(read, cell):
    said = read(SNSCRAPE, quotedTweet=cell, retweetedTweet=cell)

    assert (said.is_share, said.enclosed) == (False, None)


@pytest.mark.parametrize(
    ("cell", "author"),
    [
        ("https://twitter.com/jo", ("twitter:@jo", "@jo", "")),
        ("User(username='jo', id=12, displayname='Jo B')", ("twitter:user:12", "@jo", "Jo B")),
        (
            f"{{'_type': '{TYPE}User', 'username': 'jo', 'id': 12, 'displayname': \"Jo's\"}}",
            ("twitter:user:12", "@jo", "Jo's"),
        ),
        (
            '{"id": 12, "id_str": "12", "name": "\', \'screen_name\': \'ann", "screen_name": "jo"}',
            ("twitter:user:12", "@jo", "', 'screen_name': 'ann"),
        ),
        ("Jo Bloggs", ("twitter:@jo", "@jo", "")),  # as its address has it
    ],
)
def test_an_author_is_told_by_a_cell_with_the_account(read, cell, author):
    said = read(SNSCRAPE, user=cell).author

    assert (said.uri, said.handle, said.name) == author


def test_the_cell_of_an_account_says_that_it_is_protected(read):
    cell = "{'username': 'jo', 'id': 12, 'verified': False, 'protected': True}"

    assert read(SNSCRAPE, user=cell).visibility == "private"
    assert read(SNSCRAPE, user=cell.replace("True", "False")).visibility == "public"


@pytest.mark.parametrize(
    "cell",
    [
        f"[TextLink(text='hull.gov.uk', url='{PAGE}', tcourl='{SHORT}', indices=(12, 35))]",
        f"[{{'text': 'hull.gov.uk', 'url': '{PAGE}', 'tcourl': '{SHORT}', 'indices': (12, 35)}}]",
        f'[{{"text": "hull.gov.uk", "url": "{PAGE}", "tcourl": "{SHORT}"}}]',
        f"['{PAGE}']",
    ],
)
def test_short_addresses_are_explained_by_a_cell_of_links(read, cell):
    said = read(SNSCRAPE, links=cell)

    assert (said.addresses, said.links) == (((SHORT, PAGE, False),), (PAGE,))


def test_pictures_are_told_by_a_cell_of_media(read):
    cell = (
        "[Photo(previewUrl='https://pbs.example/a?name=small', fullUrl='https://pbs.example/a', "
        "altText='Snow'), Video(thumbnailUrl='https://pbs.example/b', variants=[VideoVariant("
        "contentType='video/mp4', url='https://video.example/b.mp4', bitrate=1)], views=1)]"
    )

    assert read(SNSCRAPE, media=cell).enclosed == Enclosed(
        pictures=(
            Picture("https://pbs.example/a", "Snow", is_gone=True),
            Picture("", kind="video", is_gone=True),
        )
    )


def test_the_old_tool_of_r_names_what_is_answered_in_its_own_way(read):
    usual = {
        "text": "@ann we grit #lgovsm",
        "created": "2014-03-14 13:05:00",
        "replyToSID": "4",
        "id": "5",
        "screenName": "jo",
        "isRetweet": "FALSE",
    }

    assert read(usual).in_reply_to == "https://twitter.com/i/status/4"
    assert read(usual, isRetweet="TRUE").is_share


@pytest.mark.parametrize(
    "name", ["user", "quotedTweet", "retweetedTweet", "links", "media", "urls"]
)
@pytest.mark.parametrize("piece", ["{'a': '", "url='", "User(", "Photo(", "[", "a=", "'a':'b\\"])
def test_a_cell_as_long_as_it_may_be_is_looked_at_in_no_time(read, name, piece):
    began = time.perf_counter()

    read(SNSCRAPE | {"urls": ""}, **{name: "[{" + piece * 100_000})

    assert time.perf_counter() - began < 2
