"""The sample's talk while the server runs: a thread of its own."""

from datetime import timedelta

from django.utils import timezone

from goodtalk.chats.steering.conductor import end_hour
from goodtalk.site.demo.loading import load_sample
from goodtalk.site.demo.player import Player
from goodtalk.site.demo.script import LIVE, load_script


def test_the_player_says_what_is_due_and_ends_with_an_hour_that_is_ended(transactional_db):
    now = timezone.now()
    sample = load_sample(now=now - timedelta(seconds=10), speed=60)
    end_hour(sample.chat, by=None, now=now - timedelta(seconds=8))
    player = Player(sample.talk)

    player.start()
    player.wait(timeout_seconds=30)

    assert player.is_over
    due = [line for line in load_script(LIVE).lines if line.at < 14 * 60]
    assert sample.chat.posts.count() == len(due)
