import pytest

from goodtalk.chats.steering.conductor import release_question
from goodtalk.doors.fediverse.inbox.models import Waiting
from goodtalk.doors.fediverse.outbox.carrying import carry_out
from goodtalk.doors.fediverse.outbox.claiming import claim
from goodtalk.doors.fediverse.outbox.delivering import deliver, hear_of_deliveries
from goodtalk.doors.fediverse.waiting import CARRY, DELIVER, TAKE_IN, what_waits
from tests.hour import at

pytestmark = pytest.mark.django_db
NOW = at("13:05:01")


@pytest.fixture
def chat(our_origin, make_chat):
    return make_chat(questions=1)


def test_one_look_tells_of_all_that_waits(chat, django_assert_num_queries):
    quiet = what_waits(NOW)
    release_question(chat.questions.get(), by=None, now=at("13:05"))
    deliver(chat.community, {}, ["https://council.example/inbox"], now=at("13:05"))
    Waiting.objects.create(
        request={}, body=b"", key_id="https://council.example/jo", host="council.example",
        arrived_at=NOW, due_at=NOW,
    )

    with django_assert_num_queries(1):
        found = what_waits(NOW)

    assert (quiet, found) == (set(), {CARRY, DELIVER, TAKE_IN})


def test_what_is_on_its_way_or_not_due_wakes_nobody(chat):
    deliver(chat.community, {}, ["https://council.example/inbox"], now=NOW)
    deliver(chat.community, {}, ["https://other.example/inbox"], now=at("13:30"))
    claim(NOW, 10, failing=None)
    carry_out(NOW)

    assert what_waits(NOW) == set()


def test_deliveries_are_heard_of_once_they_are_in_the_queue(
    chat, django_capture_on_commit_callbacks
):
    heard = []
    stop = hear_of_deliveries(lambda: heard.append(DELIVER))
    with django_capture_on_commit_callbacks(execute=True):
        deliver(chat.community, {}, ["https://council.example/inbox"], now=NOW)
        deliver(chat.community, {}, [], now=NOW)
    stop()

    assert heard == [DELIVER]
