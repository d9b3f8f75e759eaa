"""What came with a post is shown as its author meant it: in the room, live, and on paper."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodtalk.chats.arriving.incoming import Enclosed, Picture, Poll
from goodtalk.chats.frames import frames_of
from goodtalk.chats.keeping_order.moderation import set_aside, spotlight, withdraw
from goodtalk.pictures.addresses import emoji_address, key_of, picture_address, picture_url
from tests.chats.pages import read
from tests.hour import at

CAT = "https://social.example/cat.png"
DOG = "https://social.example/dog.png"


def the_html(client, chat, query=""):
    return client.get(f"{chat.get_absolute_url()}{query}").content.decode()


def test_words_and_pictures_stand_behind_their_warning(client, make_chat, post_in):
    chat = make_chat()
    came = Enclosed(warning="<b>Cats</b>", pictures=(Picture(CAT, "A cat"),))
    post_in(chat, "The words", enclosed=came)

    html = the_html(client, chat)

    before, _, behind = html.partition('<details class="behind">')
    behind = behind.partition("</details>")[0]
    assert "&lt;b&gt;Cats&lt;/b&gt;" in behind.partition("</summary>")[0]
    assert "The words" in behind
    assert 'alt="A cat"' in behind
    assert "The words" not in before


@pytest.mark.parametrize("query", ["", "?read=time", "?read=thread", "?read=print"])
def test_no_way_to_read_shows_words_before_their_warning(client, make_chat, post_in, query):
    chat = make_chat()
    post_in(chat, "The words", enclosed=Enclosed(warning="Cats"))

    page = read(client, f"{chat.get_absolute_url()}{query}")

    assert page.text.count("The words") == 1
    assert page.text.index("Content warning: Cats") < page.text.index("The words")


def test_on_paper_the_reader_chooses_what_stands_behind_its_warning(client, make_chat, post_in):
    chat = make_chat()
    post_in(chat, "The words", enclosed=Enclosed(warning="Cats"))
    post_in(chat, "Other words", enclosed=Enclosed(pictures=(Picture(CAT),)))
    address = f"{chat.get_absolute_url()}?read=print"

    shut = read(client, address)
    opened = read(client, f"{address}&warnings=open")

    assert [attrs for tag, attrs in shut.tags if tag == "details"] == [{"class": "behind"}]
    assert "1 post stands behind a content warning. Print the words as well" in shut.text
    assert "?read=print&warnings=open" in shut.values("href", "a")
    [details] = [attrs for tag, attrs in opened.tags if tag == "details"]
    assert details == {"class": "behind", "open": None}
    assert opened.text.index("Content warning: Cats") < opened.text.index("The words")
    assert "?read=print" in opened.values("href", "a")


def test_paper_without_warnings_speaks_of_none(client, make_chat, post_in):
    chat = make_chat()
    post_in(chat, "The words")

    page = read(client, f"{chat.get_absolute_url()}?read=print")

    assert "content warning" not in page.text


def test_nothing_says_in_passing_what_stands_behind_a_warning(
    client, make_chat, post_in, chair, friday_at
):
    friday_at("13:30")
    chat = make_chat()
    post = post_in(chat, "The words", enclosed=Enclosed(warning="Cats")).post
    spotlight(post, by=chair, now=at("13:20"))

    aside = read(client, f"{chat.get_absolute_url()}aside")
    title = client.get(f"{chat.get_absolute_url()}{post.pk}/").content.decode()
    told = [json.loads(frame.data) for frame in frames_of(chat.pk, 0)]

    assert aside.text.count("Warning: Cats") == 2  # in the spotlight, and waiting
    assert "The words" not in aside.text
    assert "<title>Jo: Warning: Cats" in title
    assert {event["text"] for event in told} == {"Warning: Cats"}
    assert "The words" not in told[-1]["spotlight_html"]


def test_pictures_come_from_here_with_their_descriptions(client, make_chat, post_in):
    chat = make_chat()
    pictures = (Picture(CAT, 'A "cat"', width=640, height=480), Picture(DOG))
    post = post_in(chat, "", url="https://social.example/1", enclosed=Enclosed(pictures=pictures))

    page = read(client, chat.get_absolute_url())

    shown = [attrs for tag, attrs in page.tags if tag == "img"]
    assert [(each["src"], each["alt"]) for each in shown] == [
        (picture_address(post.post, CAT), 'A "cat"'),
        (picture_address(post.post, DOG), "A picture that its author has not described"),
    ]
    assert (shown[0]["width"], shown[0]["height"]) == ("640", "480")
    assert "Not described" in page.text
    assert page.values("href").count("https://social.example/1") == 2


def test_sensitive_pictures_are_shown_when_asked_for_and_words_at_once(client, make_chat, post_in):
    chat = make_chat()
    came = Enclosed(is_sensitive=True, pictures=(Picture(CAT, "A cat"),))
    post_in(chat, "The words", enclosed=came)

    before, _, behind = the_html(client, chat).partition('<details class="behind">')

    assert "The words" in before
    assert 'alt="A cat"' in behind.partition("</details>")[0]


def test_films_and_sounds_are_links_and_nothing_is_loaded_from_elsewhere(
    client, make_chat, post_in
):
    chat = make_chat()
    film = Picture("https://social.example/film.mp4", "A cat runs", kind="video")
    came = Enclosed(pictures=(film, Picture(CAT)), emoji=((":cat:", DOG),))
    post_in(chat, "Look :cat:", enclosed=came)

    page = read(client, chat.get_absolute_url())

    assert film.url in page.values("href")
    assert all(address.startswith("/") for address in page.values("src"))
    assert "A film, on its own server A cat runs" in page.text


def test_a_poll_is_a_list_with_its_shares_and_a_way_to_vote(client, make_chat, post_in):
    chat = make_chat()
    poll = Poll((("Yes", 3), ("<i>No</i>", 1)))
    post_in(chat, "Well?", url="https://social.example/1", enclosed=Enclosed(poll=poll))

    page = read(client, chat.get_absolute_url())

    assert "Yes 75 % <i>No</i> 25 %" in page.text
    assert "4 votes · Vote on their own server" in page.text


def test_emoji_stand_in_names_words_and_warnings_and_nowhere_else(client, make_chat, post_in):
    chat = make_chat()
    author = type(post_in(chat, "x").post.account)
    assert author.objects.update(name="Jo :cat:") == 1
    came = Enclosed(warning=":cat: inside", emoji=((":cat:", CAT),))
    html = '<p>:cat: <a href="https://social.example/:cat:/">10:cat:20</a> :dog:</p>'
    post_in(chat, "y", html=html, enclosed=came, author=_named("Jo :cat:"))

    page = read(client, chat.get_absolute_url())

    shown = [attrs for tag, attrs in page.tags if tag == "img"]
    assert {each["src"] for each in shown} == {emoji_address(CAT)}
    assert [each["alt"] for each in shown] == [":cat:"] * 3
    assert "https://social.example/:cat:/" in page.values("href")
    assert ":dog:" in page.text


def _named(name):
    from tests.conftest import incoming_post

    author = incoming_post("").author
    return type(author)(author.uri, author.handle, name)


def test_a_quoted_post_that_is_here_is_shown_in_short(client, make_chat, post_in):
    chat = make_chat()
    quoted = post_in(chat, "The first word", by="nia").post
    post_in(chat, "As she said", enclosed=Enclosed(quote=quoted.uri))

    page = read(client, chat.get_absolute_url())

    assert "As she said A quoted post by Nia The first word" in page.text
    assert quoted.get_absolute_url() in page.values("href")


def test_a_quoted_post_keeps_behind_its_warning(client, make_chat, post_in):
    chat = make_chat()
    quoted = post_in(chat, "Spoiler", by="nia", enclosed=Enclosed(warning="The end")).post
    post_in(chat, "Well", enclosed=Enclosed(quote=quoted.uri))

    page = read(client, chat.get_absolute_url())

    assert "A quoted post by Nia Warning: The end" in page.text
    assert page.text.count("Spoiler") == 1


@pytest.mark.parametrize("hide", ["set_aside", "withdraw"])
def test_what_is_gone_is_not_shown_by_being_quoted(client, make_chat, post_in, chair, hide):
    chat = make_chat()
    quoted = post_in(chat, "My secret", by="nia").post
    post_in(chat, "Well", enclosed=Enclosed(quote=quoted.uri))
    set_aside(quoted, by=chair, now=at("13:20")) if hide == "set_aside" else withdraw(
        quoted, now=at("13:20")
    )

    html = the_html(client, chat)

    assert "What this quotes is not here any more." in html
    assert "secret" not in html
    assert quoted.uri not in html


def test_a_quoted_post_that_never_came_is_a_link_if_it_is_one(client, make_chat, post_in):
    chat = make_chat()
    post_in(chat, "One", enclosed=Enclosed(quote="https://other.example/1"))
    post_in(chat, "Two", enclosed=Enclosed(quote="javascript:alert(1)"))

    html = the_html(client, chat)

    assert 'href="https://other.example/1"' in html
    assert "javascript" not in html


@pytest.mark.parametrize("query", ["", "?read=question", "?read=time", "?read=print"])
def test_a_page_takes_one_query_more_for_whatever_is_quoted(client, make_chat, post_in, query):
    chat = make_chat(questions=1)
    quoted = [post_in(chat, f"Word {number}", by="nia").post for number in range(3)]
    counts = []
    for quotes in ([], quoted[:1], quoted[1:]):
        for one in quotes:
            came = Enclosed(quote=one.uri, pictures=(Picture(CAT),), emoji=((":cat:", CAT),))
            post_in(chat, "A1 as she said", by="nia", enclosed=came)
        client.get(f"{chat.get_absolute_url()}{query}")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{chat.get_absolute_url()}{query}")
        counts.append(len(queries))

    assert counts == [counts[0], counts[0] + 1, counts[0] + 1]


@pytest.mark.parametrize("posts", [1, 10])
def test_live_frames_take_one_query_more_for_whatever_is_quoted(make_chat, post_in, posts):
    chat = make_chat(questions=3)
    first = post_in(chat, "A1 us").post
    for number in range(posts):
        post_in(chat, "A2 us", by=f"p{number}", enclosed=Enclosed(quote=first.uri))

    with CaptureQueriesContext(connection) as queries:
        frames = frames_of(chat.pk, 1)

    assert (len(frames), len(queries)) == (posts, 8)
    assert b"A quoted post by" in frames[0].data


def test_scripts_in_every_field_run_nowhere(client, make_chat, post_in):
    chat = make_chat()
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    came = Enclosed(
        warning=evil,
        pictures=(Picture(f"https://x.example/{evil}", evil), Picture(CAT, evil, kind="video")),
        poll=Poll(((evil, 1),)),
        quote=f"https://x.example/{evil}",
        emoji=((":cat:", f"https://x.example/{evil}"),),
    )
    post_in(chat, f"{evil} :cat:", enclosed=came)

    page = read(client, chat.get_absolute_url())

    dangers = [found for found in page.dangers() if found[0] != "img"]
    assert dangers == []
    assert all(address.startswith("/") for address in page.values("src", "img"))


def tweet_in(post_in, chat, text, **fields):
    return post_in(chat, text, network="twitter", **fields).post


@pytest.mark.parametrize("query", ["", "?read=time", "?read=thread", "?read=print"])
def test_pictures_that_an_archive_has_not_kept_are_told_of_in_their_place(
    client, make_chat, post_in, query
):
    chat = make_chat(state="closed", is_rebuilt=True)
    pictures = (
        Picture("https://pbs.twimg.com/a.jpg", "A <white> road", is_gone=True),
        Picture("", kind="video", is_gone=True),
    )
    addresses = (("https://t.co/Pic9", "https://twitter.com/jo/status/1/photo/1", True),)
    tweet_in(
        post_in, chat, "Snow https://t.co/Pic9", addresses=addresses,
        enclosed=Enclosed(pictures=pictures),
    )

    page = read(client, f"{chat.get_absolute_url()}{query}")

    assert "Snow" in page.text
    assert "A picture that was not kept A <white> road" in page.text
    assert "A film that was not kept" in page.text
    assert "t.co" not in page.text
    assert [attrs for tag, attrs in page.tags if tag == "img"] == []


def test_a_picture_that_was_not_kept_is_not_fetched_from_where_it_was(make_chat, post_in):
    gone, there = Picture(CAT, is_gone=True), Picture(DOG)
    post = tweet_in(post_in, make_chat(), "Cats", enclosed=Enclosed(pictures=(gone, there)))

    assert [picture_url(post, key_of(url)) for url in (CAT, DOG)] == [None, DOG]


def test_short_addresses_are_shown_as_what_they_lead_to(client, make_chat, post_in):
    chat = make_chat(state="closed", is_rebuilt=True)
    whole = "https://www.hull.gov.uk/roads-and-paths/gritting/where-we-grit?map=1"
    post = tweet_in(
        post_in, chat, "Map: https://t.co/Ab3?amp=1. Good & \u201chttps://t.co/Ab\u201d",
        addresses=(("https://t.co/Ab3", whole, False),),
    )

    page = the_html(client, chat)

    shown = "www.hull.gov.uk/roads-and-paths/grittin…"
    assert f'Map: <a href="{whole}" rel="nofollow noopener ugc">{shown}</a>. Good &amp; ' in page
    assert post.text == "Map: https://t.co/Ab3?amp=1. Good & \u201chttps://t.co/Ab\u201d"
    assert post.in_passing == f"Map: {shown}. Good & \u201ct.co/Ab\u201d"


def test_a_tweet_that_is_quoted_stands_in_the_quote_where_it_is_here(client, make_chat, post_in):
    chat = make_chat(state="closed", is_rebuilt=True)
    quoted = tweet_in(post_in, chat, "Grit works", by="ann")
    addresses = (("https://t.co/Qu0te", "https://twitter.com/ann/status/77", True),)
    for number, uri in enumerate((quoted.uri, "https://twitter.com/i/status/77")):
        tweet_in(
            post_in, chat, f"So true {number} https://t.co/Qu0te", when=f"13:2{number}",
            addresses=addresses, enclosed=Enclosed(quote=uri),
        )

    page = read(client, chat.get_absolute_url())

    assert page.text.count("A quoted post by Ann Grit works") == 1
    assert page.text.count("The post that this quotes") == 1
    assert "t.co" not in page.text
