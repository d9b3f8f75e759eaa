"""An hour is played from its beginning to its last post around it; what came days later is not."""

from datetime import timedelta

from goodtalk.chats.reading.playing import Play
from tests.hour import at


def test_an_hour_is_played_with_the_talk_around_it(make_chat):
    chat = make_chat(state="closed")
    said = [at("12:00"), at("12:50"), at("13:10"), at("14:40"), at("13:00") + timedelta(days=2)]

    play = Play.of(chat, list(enumerate(said)))

    assert play == Play(at("12:50"), at("14:40"))
    assert play.seconds == 110 * 60


def test_the_last_step_of_the_slider_reaches_the_last_post(make_chat):
    last = at("14:40") + timedelta(seconds=23)

    play = Play.of(make_chat(state="closed"), [(1, at("13:10")), (2, last)])

    assert (play.ends, play.seconds % 60) == (at("14:41"), 0)


def test_an_hour_that_is_on_or_of_which_nothing_is_kept_is_not_played(make_chat):
    live, closed = make_chat(), make_chat(state="closed", part=2)

    assert (Play.of(live, [(1, at("13:10"))]), Play.of(closed, [])) == (None, None)
