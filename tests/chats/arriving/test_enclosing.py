"""What comes with a post is kept within bounds, cleaned, and read back as it was."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodtalk.chats.arriving.enclosing import as_data, in_passing, read_enclosed
from goodtalk.chats.arriving.incoming import Enclosed, Picture, Poll
from goodtalk.chats.arriving.receive import refusal
from goodtalk.chats.models import Post
from tests.conftest import incoming_post
from tests.hour import at

CAT = "https://social.example/cat.png"
EVERYTHING = Enclosed(
    warning="Elections",
    is_sensitive=True,
    pictures=(Picture(CAT, "A cat", width=640, height=480), Picture(CAT, kind="video")),
    poll=Poll((("Yes", 3), ("No", 1)), takes_several=True, ends=at("14:00"), voters=3),
    quote="https://other.example/1",
    emoji=((":cat:", CAT),),
)
UNLISTED = Enclosed(is_unlisted=True)
words = st.text(max_size=20)
enclosed = st.builds(
    Enclosed,
    warning=words,
    is_sensitive=st.booleans(),
    pictures=st.lists(
        st.builds(
            Picture,
            url=st.sampled_from([CAT, "javascript:alert(1)", ""]),
            description=words,
            kind=st.sampled_from(["image", "video", "script"]),
            width=st.integers(-5, 200_000),
        ),
        max_size=10,
    ).map(tuple),
    poll=st.none() | st.builds(
        Poll,
        choices=st.lists(st.tuples(words, st.integers()), max_size=25).map(tuple),
        ends=st.none() | st.datetimes(timezones=st.just(UTC)) | st.datetimes(),
    ),
    quote=words,
    emoji=st.lists(st.tuples(st.sampled_from([":a:", ":b b:", "c"]), st.just(CAT))).map(tuple),
)


def test_what_is_kept_is_read_back_as_it_was():
    assert read_enclosed(as_data(EVERYTHING)) == EVERYTHING


@given(enclosed)
def test_whatever_comes_is_clean_after_once(came):
    data = as_data(came)

    assert as_data(read_enclosed(data)) == data


@pytest.mark.parametrize("nothing", [None, Enclosed(), Enclosed(pictures=(Picture("ftp://x"),))])
def test_of_nothing_nothing_is_kept(nothing):
    assert as_data(nothing) is None
    assert read_enclosed(as_data(nothing)) is None


def test_what_is_too_much_is_left_out():
    kept = read_enclosed(as_data(Enclosed(
        warning="w" * 501,
        pictures=(Picture(CAT, "d" * 1501, width=10**9), *[Picture(CAT)] * 9),
        poll=Poll(tuple(("c" * 201, 10**12) for _ in range(30))),
        quote="q" * 501,
        emoji=tuple((f":e{number}:", CAT) for number in range(60)),
    )))

    assert kept is not None
    assert kept.poll is not None
    assert (len(kept.warning), kept.warning[-1]) == (500, "…")
    assert (len(kept.pictures), len(kept.pictures[0].description)) == (8, 1500)
    assert kept.pictures[0].width == 0
    assert kept.poll.choices == (("c" * 199 + "…", 0),) * 20
    assert (kept.quote, len(kept.emoji)) == ("", 50)


def test_a_poll_is_shown_in_parts_of_those_who_voted():
    assert EVERYTHING.poll is not None
    assert EVERYTHING.poll.shares == [("Yes", 3, 100), ("No", 1, 33)]
    assert Poll((("Yes", 1), ("No", 3))).shares == [("Yes", 1, 25), ("No", 3, 75)]
    assert Poll((("Yes", 0),)).shares == [("Yes", 0, 0)]
    assert Poll((("Yes", 0),), ends=datetime(2020, 1, 1, tzinfo=UTC)).has_ended


@pytest.mark.parametrize(
    ("text", "came", "said"),
    [
        ("Words", None, "Words"),
        ("Words", Enclosed(pictures=(Picture(CAT, "A cat"),)), "Words"),
        ("Words", EVERYTHING, "Warning: Elections"),
        ("", Enclosed(pictures=(Picture(CAT, "A cat"),)), "A picture: A cat"),
        ("", Enclosed(is_sensitive=True, pictures=(Picture(CAT, "A cat"),)), "A picture"),
        ("", Enclosed(pictures=(Picture(CAT, kind="audio"),)), "A sound"),
        ("", Enclosed(poll=Poll((("Yes", 1), ("No", 2)))), "A poll: Yes, No"),
        ("", Enclosed(quote="https://other.example/1"), "A quoted post"),
    ],
)
def test_in_passing_a_warning_stands_for_what_is_behind_it(text, came, said):
    assert in_passing(text, came) == said


def test_a_picture_without_words_is_a_post_and_a_warning_alone_is_none(make_chat, post_in):
    chat = make_chat()

    picture = post_in(chat, "", enclosed=Enclosed(pictures=(Picture(CAT),)))
    warning = post_in(chat, "", enclosed=Enclosed(warning="Mind the gap"))

    assert (picture.outcome, warning.outcome) == ("stored", "refused")
    assert Post.objects.get().enclosed == {
        "pictures": [{"url": CAT, "description": "", "kind": "image", "width": 0, "height": 0}]
    }


@pytest.mark.parametrize("bad", ["\0", "\ud800"])
def test_what_no_database_keeps_is_refused_wherever_it_stands(bad):
    came = [
        Enclosed(warning=bad),
        Enclosed(quote=bad),
        Enclosed(pictures=(Picture(CAT + bad),)),
        Enclosed(pictures=(Picture(CAT, bad),)),
        Enclosed(poll=Poll(((bad, 1),))),
        Enclosed(emoji=((":a:", CAT + bad),)),
    ]

    reasons = {refusal(incoming_post("Hello", enclosed=one), at("13:10")) for one in came}

    assert reasons == {"It holds a character that no text has (NUL, or half of a pair)."}


def test_who_comes_again_with_pictures_completes_the_same_words(make_chat, post_in):
    chat = make_chat()
    first = post_in(chat, "Look", uri="https://social.example/look").post
    post_in(chat, "Other words", uri=first.uri, enclosed=EVERYTHING)
    before = Post.objects.get().enclosed

    again = post_in(chat, "Look", uri=first.uri, enclosed=EVERYTHING)

    assert (before, again.outcome, again.completed) == (None, "duplicate", True)
    assert Post.objects.get().came_with == EVERYTHING


def test_two_pictures_without_words_are_not_taken_for_copies(make_chat, post_in):
    chat = make_chat()
    picture = Enclosed(pictures=(Picture(CAT),))
    author = incoming_post("").author
    post_in(chat, "", enclosed=picture)

    bridged = incoming_post("", network="bluesky", uri="at://x/1", number=5).author
    post_in(
        chat, "", network="bluesky", uri="at://x/1", enclosed=picture,
        author=type(author)("did:plc:x", "@jo.social.example.ap.brid.gy", bridged.name),
    )  # fmt: skip

    assert Post.objects.visible().count() == 2


def test_where_it_was_to_be_shown_is_kept_and_is_nothing_that_came_with_it():
    post = Post(enclosed=as_data(UNLISTED))

    assert (post.enclosed, post.is_unlisted, post.came_with) == ({"unlisted": True}, True, None)
    assert not Post().is_unlisted


def test_pictures_are_added_to_what_was_only_known_to_be_unlisted(make_chat, post_in):
    chat = make_chat()
    came = Enclosed(pictures=(Picture(CAT),), is_unlisted=True)
    post_in(chat, "Hello", uri="https://social.example/1", enclosed=UNLISTED)

    again = post_in(chat, "Hello", uri="https://social.example/1", enclosed=came)

    assert (again.completed, again.post.came_with) == (True, came)
