"""What came in, as a reader of the hour sees it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodtalk.chats.models import Post

MISSING = "What this answers is not here."


@pytest.fixture
def page(client, chat):
    def read():
        return client.get(chat.get_absolute_url(), headers={"Host": "chat.example"})

    return read


def test_an_answer_to_our_question_misses_nothing(say, asked, page):
    say("<p>By listening</p>", inReplyTo=asked(1))

    text = page().content.decode()

    assert "By listening" in text
    assert MISSING not in text


def test_what_answers_somebody_who_is_not_here_says_so(say, asked, page):
    say("<p>By listening</p>", inReplyTo=asked(1))
    Post.objects.update(in_reply_to="https://other.example/@al/notes/1")

    assert MISSING in page().content.decode()


def test_however_many_answer_our_question_no_query_more_is_asked(say, asked, page):
    uri, counts = asked(1), []
    for number in (1, 2, 3):
        say(f"<p>Answer {number}</p>", inReplyTo=uri, number=number)
        with CaptureQueriesContext(connection) as asked_for:
            page()
        counts.append(len(asked_for))

    assert counts[1] == counts[2]
