"""Which texts are somebody else's words, by how they begin."""

import pytest

from goodtalk.chats.arriving.retweets import is_retweet, repeated_name


@pytest.mark.parametrize(
    "beginning",
    ["RT @", "rt @", "Rt @", "RT: @", "RT:@", "RT@", "RT  @", "RT\n@", 'RT "@', "RT “@", 'RT"@'],
)
def test_a_retweet_is_one_however_it_was_made(beginning):
    assert is_retweet(f"{beginning}jo: We grit the hills")
    assert repeated_name(f"{beginning}Jo_B: We grit the hills") == "jo_b"
    assert is_retweet(f"{beginning}jo_b We grit the hills. Daily.")


@pytest.mark.parametrize(
    "text",
    [
        "MT @jo: We grit",
        "“@jo: We grit”",
        "Agree! RT @jo: We grit",
        "RT if you grit",
        "RT @ noon",
        "RTs @jo gets",
        "ART @jo made",
        "rt@council.example has our mail",
        "RT@jo.bloggs.example",
        "RT",
        "",
    ],
)
def test_what_is_said_in_other_words_or_to_everybody_is_the_author_s_own(text):
    assert not is_retweet(text)


def test_a_text_of_any_length_is_looked_at_in_no_time():
    assert not is_retweet("RT" + "@" * 100_000)
    assert is_retweet("RT@" + "a" * 20 + "." * 100_000)
