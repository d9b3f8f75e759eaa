"""What files tell beside a tweet's text: whole addresses, pictures, and what it quotes."""

import json
from datetime import UTC, datetime

import pytest

from goodtalk.chats.arriving.incoming import Enclosed, Picture
from goodtalk.doors.archives.formats.columns import Columns
from goodtalk.doors.archives.formats.csv_posts import post_in
from goodtalk.doors.archives.formats.tweets import tweet_post

SHORT, PIC, QUOTE = "https://t.co/Ab3", "https://t.co/Pic9", "https://t.co/Qu0te"
PAGE = "https://hull.gov.uk/roads/gritting?map=1"
PHOTO_PAGE = "https://twitter.com/jo/status/5/photo/1"
FILM_PAGE = "https://twitter.com/jo/status/5/video/1"
JPG, OTHER_JPG = "https://pbs.twimg.com/media/a.jpg", "https://pbs.twimg.com/media/b.jpg"
QUOTED_PAGE = "https://twitter.com/ann/status/77"
QUOTED = "https://twitter.com/i/status/77"
URL = {"url": SHORT, "expanded_url": PAGE, "display_url": "hull.gov.uk/roads/gri…"}
QUOTED_URL = {"url": QUOTE, "expanded_url": QUOTED_PAGE}
PHOTO = {"url": PIC, "media_url_https": JPG, "expanded_url": PHOTO_PAGE, "type": "photo"}
FIRST = {
    "id_str": "5",
    "created_at": "Fri Mar 14 13:05:00 +0000 2014",
    "user": {"id_str": "12", "screen_name": "jo"},
}
SECOND = {"id": "5", "created_at": "2014-03-14T13:05:00.000Z", "author_id": "12"}
PICTURE = Picture(JPG, is_gone=True)


def post(tweet, **known):
    return tweet_post(tweet, last_year=2027, lookup=lambda key: known.get(key, {}))


def row(**cells):
    """The post of a row with columns so called."""
    usual = {"id_str": "5", "created_at": "2014-03-14T13:05:00Z", "from_user": "jo"}
    header, values = zip(*(usual | cells).items(), strict=True)
    return post_in(Columns.of(header).named(values), last_year=2027)


def beside(said):
    return said.addresses, said.enclosed


def test_where_a_short_address_leads_is_told_beside_the_text_which_stays_as_it_was():
    text = f"Map {SHORT} #lgovsm"
    entities = {"urls": [URL]}

    said = [
        post(FIRST | {"full_text": text, "entities": entities}),
        post(SECOND | {"text": text, "entities": entities}),
        row(text=text, entities_str=json.dumps(entities)),
        row(text=text, **{"urls_t.co": f"{SHORT} NA", "urls_expanded_url": f"{PAGE} NA"}),
        row(text=text, **{"entities.urls": json.dumps([URL])}),
    ]

    assert [(each.text, *beside(each), each.links) for each in said] == [
        (text, ((SHORT, PAGE, False),), None, (PAGE,))
    ] * 5


def test_where_no_whole_address_is_kept_the_one_at_its_end_is_taken():
    unwound = {"unwound": {"url": PAGE}}
    urls = [{"url": SHORT, "expanded_url": None} | unwound]
    flat = [{"url": SHORT, "expanded_url": "https://t.co/Other", "unwound_url": PAGE}]

    said = [
        post(FIRST | {"text": f"Map {SHORT}", "entities": {"urls": urls}}),
        post(SECOND | {"text": f"Map {SHORT}", "entities": {"urls": flat}}),
    ]

    assert [(each.addresses, each.links) for each in said] == [
        (((SHORT, PAGE, False),), (PAGE,))
    ] * 2


@pytest.mark.parametrize(
    "whole",
    [
        "javascript:alert(1)",
        "https://bank.example@evil.example/",
        "https://a.example/\u202egpj.x",
        "ftp://a.example/",
        "https://a.example/" + "x" * 1000,
        5,
        None,
    ],
)
def test_an_address_that_hides_where_it_leads_is_not_shown(whole):
    said = post(
        FIRST | {"text": f"Map {SHORT}", "entities": {"urls": [URL | {"expanded_url": whole}]}}
    )

    assert said.addresses == ()


def test_pictures_are_told_of_with_what_is_to_be_seen_in_them():
    text = f"Snow {PIC}"
    two = [PHOTO | {"ext_alt_text": "A white road"}, PHOTO | {"media_url_https": OTHER_JPG}]
    film = PHOTO | {"type": "video", "expanded_url": FILM_PAGE}
    extended = {"full_text": text, "extended_entities": {"media": two}, "entities": {}}

    said = [
        post(FIRST | {"text": text, "entities": {"media": [PHOTO]}}),
        post(
            FIRST
            | {"text": text, "entities": {"media": two[1:]}, "extended_entities": {"media": two}}
        ),
        post(FIRST | {"text": "Snow…", "extended_tweet": extended}),
        post(FIRST | {"text": text, "entities": {"media": [film]}}),
        post(FIRST | {"text": text, "entities": {"media": [film | {"type": "animated_gif"}]}}),
        row(text=text, entities_str=json.dumps({"media": [PHOTO]})),
    ]

    both = (Picture(JPG, "A white road", is_gone=True), Picture(OTHER_JPG, is_gone=True))
    a_film = Picture(FILM_PAGE, kind="video", is_gone=True)
    assert [each.enclosed and each.enclosed.pictures for each in said] == [
        (PICTURE,),
        both,
        both,
        (a_film,),
        (a_film,),
        (PICTURE,),
    ]
    assert {each.addresses for each in said} == {
        ((PIC, PHOTO_PAGE, True),),
        ((PIC, FILM_PAGE, True),),
    }


def test_a_picture_of_version_2_is_told_by_its_key_or_by_what_the_page_includes():
    page = {"url": PIC, "expanded_url": PHOTO_PAGE, "media_key": "3_9"}
    attached = {"attachments": {"media_keys": ["3_9"]}, "entities": {"urls": [page]}}
    tweet = SECOND | {"text": f"Snow {PIC}"} | attached
    media = {"media_key": "3_9", "type": "photo", "url": JPG, "alt_text": "A white road"}
    film = {"media_key": "7_9", "type": "video", "preview_image_url": OTHER_JPG}

    said = [
        post(tweet),
        post(tweet, **{"media.3_9": media}),
        post(tweet | {"attachments": {"media": [media]}}),
        post(
            SECOND | {"text": "Snow", "attachments": {"media_keys": ["7_9"]}}, **{"media.7_9": film}
        ),
    ]

    described = Picture(JPG, "A white road", is_gone=True)
    assert [each.enclosed.pictures for each in said] == [
        (Picture(PHOTO_PAGE, is_gone=True),),
        (described,),
        (described,),
        (Picture(OTHER_JPG, kind="video", is_gone=True),),
    ]
    assert [each.addresses for each in said[:3]] == [((PIC, PHOTO_PAGE, True),)] * 3


@pytest.mark.parametrize(
    ("cells", "pictures"),
    [
        ({"media_url": JPG, "media_type": "photo", "media_t.co": PIC}, (PICTURE,)),
        (
            {"media_url": JPG, "ext_media_url": f"{JPG} {OTHER_JPG}", "media_t.co": PIC},
            (PICTURE, Picture(OTHER_JPG, is_gone=True)),
        ),
        ({"media_url": "NA NA"}, None),
        ({"photos": f"['{JPG}']"}, (PICTURE,)),
        ({"photos": "[]"}, None),
        (
            {"media_url": JPG, "ext_alt_text": "A white road"},
            (Picture(JPG, "A white road", is_gone=True),),
        ),
        ({"attachments.media_keys": "['7_9']"}, (Picture("", kind="video", is_gone=True),)),
        (
            {"attachments.media": json.dumps([{"media_key": "3_9", "type": "photo", "url": JPG}])},
            (PICTURE,),
        ),
    ],
)
def test_the_columns_of_each_tool_tell_of_pictures(cells, pictures):
    said = row(text=f"Snow {PIC}", **cells)

    assert (said.enclosed and said.enclosed.pictures) == pictures


def test_what_a_tweet_quotes_is_told_and_its_address_is_that_of_the_quote():
    text = f"So true {QUOTE}"
    link = {"url": QUOTE, "expanded": QUOTED_PAGE}
    referenced = {"referenced_tweets": [{"type": "quoted", "id": "77"}]}

    said = [
        post(
            FIRST | {"text": text, "quoted_status_id_str": "77", "entities": {"urls": [QUOTED_URL]}}
        ),
        post(FIRST | {"text": text, "quoted_status_id": 77, "quoted_status_permalink": link}),
        post(SECOND | {"text": text, "entities": {"urls": [QUOTED_URL]}} | referenced),
        row(text=text, quoted_status_id="77", entities_str=json.dumps({"urls": [QUOTED_URL]})),
        row(text=text, quote_url=QUOTED_PAGE, entities_str=json.dumps({"urls": [QUOTED_URL]})),
    ]

    assert [beside(each) for each in said] == [
        (((QUOTE, QUOTED_PAGE, True),), Enclosed(quote=QUOTED))
    ] * 5


def test_an_archive_of_an_account_tells_a_quote_by_the_address_at_the_end():
    def quote_in(text, urls=(QUOTED_URL,), **more):
        said = post(FIRST | {"full_text": text, "entities": {"urls": list(urls), **more}})
        return said.enclosed and said.enclosed.quote

    own = QUOTED_URL | {"expanded_url": "https://twitter.com/i/web/status/5"}
    photo = QUOTED_URL | {"expanded_url": f"{QUOTED_PAGE}/photo/1"}
    assert quote_in(f"So true {QUOTE}") == QUOTED
    assert quote_in(f"So true {QUOTE} {PIC}", media=[PHOTO]) == QUOTED
    assert quote_in(f"See {QUOTE} for more") is None
    assert quote_in(f"Cut short… {QUOTE}", [own]) is None
    assert quote_in(f"Look {QUOTE}", [photo]) is None
    assert quote_in(f"So true {SHORT}", [URL]) is None


def test_where_the_interface_says_that_nothing_is_quoted_an_address_is_an_address():
    said = post(
        FIRST | {"text": f"x {QUOTE}", "is_quote_status": False, "entities": {"urls": [QUOTED_URL]}}
    )

    assert beside(said) == (((QUOTE, QUOTED_PAGE, False),), None)


def test_a_retweet_has_the_pictures_and_the_quote_of_what_it_repeats():
    whole = {
        "id_str": "9",
        "user": {"screen_name": "ann"},
        "full_text": f"Snow {QUOTE} {PIC}",
        "quoted_status_id_str": "77",
        "entities": {"urls": [QUOTED_URL], "media": [PHOTO]},
    }

    said = post(FIRST | {"text": "RT @ann: Snow…", "retweeted_status": whole})

    assert beside(said) == (
        ((QUOTE, QUOTED_PAGE, True), (PIC, PHOTO_PAGE, True)),
        Enclosed(pictures=(PICTURE,), quote=QUOTED),
    )


@pytest.mark.parametrize(
    "told",
    [
        {"entities": {"urls": 5, "media": {"a": 1}}},
        {"entities": {"urls": [5, {"url": 3, "expanded_url": []}], "media": [None, {}]}},
        {"extended_entities": {"media": "x"}, "quoted_status_permalink": []},
    ],
)
def test_what_is_of_another_shape_tells_nothing(told):
    said = post(FIRST | {"text": "Hello #lgovsm"} | told)

    assert said.addresses == ()
    assert said.published == datetime(2014, 3, 14, 13, 5, tzinfo=UTC)


def test_somebody_elses_picture_is_a_page_to_which_a_tweet_leads():
    theirs = {"url": SHORT, "expanded_url": "https://twitter.com/ann/status/77/photo/1"}
    text = f"Snow {PIC} like {SHORT}"

    said = post(FIRST | {"text": text, "entities": {"urls": [theirs], "media": [PHOTO]}})

    assert said.addresses == ((SHORT, theirs["expanded_url"], False), (PIC, PHOTO_PAGE, True))
