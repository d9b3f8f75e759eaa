"""What chairs say an hour is about, where the words were made to take long."""

from datetime import UTC, datetime, timedelta
from time import process_time

import pytest

from goodtalk.chats.filing.askings import Asked, Said
from goodtalk.chats.filing.themes import theme_said

START = datetime(2014, 3, 14, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["tonight " * 1000, "Topic: " * 1000, "topic:" + " " * 5000, "we are discussing " * 300],
)
def test_hostile_texts_take_no_time(text):
    post = Said(1, "jo", text, START)
    asked = [Asked(n, "Who?", START + timedelta(minutes=n), (post,)) for n in (1, 2)]
    begun = process_time()

    for _ in range(20):
        theme_said([post], asked)

    assert process_time() - begun < 1
