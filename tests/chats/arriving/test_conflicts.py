"""Many posts under one number are told from copies of one post."""

from datetime import UTC, datetime

import pytest

from goodtalk.chats.arriving.conflicts import Traits
from goodtalk.chats.arriving.incoming import Author, IncomingPost

NOON, LATER = datetime(2014, 3, 14, 12, tzinfo=UTC), datetime(2014, 3, 14, 12, 7, tzinfo=UTC)
MIDNIGHT = datetime(2014, 3, 14, tzinfo=UTC)
WORDS = "A1 We told people the evening before, see https://council.example/roads #lgovsm"


def traits(text=WORDS, at=NOON, author="twitter:user:1", is_share=False):
    return Traits.of(
        IncomingPost("twitter", "twitter:1", Author(author), text, at, is_share=is_share)
    )


@pytest.mark.parametrize(
    "other",
    [
        traits("Something else entirely"),
        traits("A1 We told people the ev…", LATER),
        traits("A1 We told people the evening befo… https://t.co/abc", MIDNIGHT),
        traits("@ann " + WORDS, LATER),
        traits(WORDS + ", and I mean it", LATER, "twitter:@jo"),
        traits(WORDS.replace("https://council.example/roads", "https://t.co/a"), LATER),
        traits(at=LATER, author="twitter:@jo"),
        traits("A1 We told", LATER),
    ],
)
def test_a_copy_that_was_cut_or_reworded_or_is_dated_otherwise_is_the_same_post(other):
    assert not traits().are_of_another(other)
    assert not other.are_of_another(traits())


@pytest.mark.parametrize(
    "other",
    [
        traits("A1 The council did", LATER),
        traits("Q2: Who tells residents? #lgovsm", LATER, "twitter:user:2"),
        traits("RT @jo: " + WORDS, LATER, "twitter:@ann", is_share=True),
        traits(at=LATER, author="twitter:user:2"),
        traits("https://t.co/abc", LATER),
    ],
)
def test_other_words_or_people_at_another_time_are_another_post(other):
    assert traits().are_of_another(other)
    assert other.are_of_another(traits())
