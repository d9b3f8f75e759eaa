import pytest

from goodtalk.chats.models import Chat
from goodtalk.chats.steering.conductor import end_hour
from goodtalk.chats.steering.undoing import CannotUndo, undo
from goodtalk.record.models import RecapText
from goodtalk.record.recaps.publishing import (
    HourNotOver,
    WrittenMeanwhile,
    keep_text,
    publish_recap,
    published_text,
    take_recap_back,
)
from tests.hour import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(make_chat):
    return make_chat(state="closed")


def told(chat):
    """The kinds of event in the log, and who did it."""
    return [(event.kind, event.by) for event in chat.events.all()]


def read_now(chat):
    """What everybody reads, and what the hour is called."""
    again = Chat.objects.get(pk=chat.pk)
    published = published_text(again)
    return published and published.text, again.state.value


def test_what_is_kept_is_for_the_desk_alone(chat, chair):
    keep_text(chat, "We grit.", after=0, by=chair, now=at("14:05"))

    assert (read_now(chat), told(chat)) == ((None, "closed"), [])


def test_what_is_published_is_for_everybody_and_in_the_log(chat, chair):
    publish_recap(chat, "We grit.", after=0, by=chair, now=at("14:05"))

    assert read_now(chat) == ("We grit.", "recapped")
    assert told(chat) == [("recap.published", chair)]


def test_publishing_twice_says_it_once(chat, chair):
    first = publish_recap(chat, "We grit.", after=0, by=chair, now=at("14:05"))
    publish_recap(chat, "We grit.", after=first.pk, by=chair, now=at("14:06"))
    publish_recap(chat, "We grit.", after=0, by=chair, now=at("14:06"))

    assert told(chat) == [("recap.published", chair)]


def test_a_text_kept_after_publishing_does_not_change_what_is_read(chat, chair):
    first = publish_recap(chat, "We grit.", after=0, by=chair, now=at("14:05"))
    second = keep_text(chat, "We grit hills.", after=first.pk, by=chair, now=at("14:06"))
    before = read_now(chat)

    publish_recap(chat, "We grit hills.", after=second.pk, by=chair, now=at("14:07"))

    assert (before, read_now(chat)) == (("We grit.", "recapped"), ("We grit hills.", "recapped"))
    assert told(chat) == [("recap.published", chair), ("recap.edited", chair)]


def test_an_earlier_text_can_be_published_again(chat, chair):
    first = publish_recap(chat, "We grit.", after=0, by=chair, now=at("14:05"))
    second = publish_recap(chat, "We do not.", after=first.pk, by=chair, now=at("14:06"))
    publish_recap(chat, "We grit.", after=second.pk, by=chair, now=at("14:07"))

    assert read_now(chat) == ("We grit.", "recapped")


def test_whoever_wrote_at_the_same_time_overwrites_nothing(chat, chair, organiser):
    keep_text(chat, "Mine.", after=0, by=chair, now=at("14:05"))

    with pytest.raises(WrittenMeanwhile):
        keep_text(chat, "Theirs.", after=0, by=organiser, now=at("14:06"))

    assert [one.text for one in RecapText.objects.all()] == ["Mine."]


def test_taking_it_back_is_told_once_and_its_text_stays(chat, chair):
    first = publish_recap(chat, "We grit.", after=0, by=chair, now=at("14:05"))
    for _ in range(2):
        take_recap_back(chat, by=chair, now=at("14:06"))
    after = read_now(chat)

    publish_recap(chat, "We grit.", after=first.pk, by=chair, now=at("14:07"))

    assert (after, read_now(chat)) == ((None, "closed"), ("We grit.", "recapped"))
    kinds = ["recap.published", "recap.withdrawn", "recap.published"]
    assert told(chat) == [(kind, chair) for kind in kinds]


def test_an_hour_that_is_on_has_no_recap_yet(make_chat, chair):
    chat = make_chat()

    with pytest.raises(HourNotOver):
        publish_recap(chat, "We grit.", after=0, by=chair, now=at("13:30"))

    assert (read_now(chat), RecapText.objects.count()) == ((None, "live"), 0)


def test_an_hour_with_a_recap_is_not_opened_again(make_chat, chair):
    chat = make_chat()
    end_hour(chat, by=chair, now=at("13:50"))
    end = chat.events.last().seq
    publish_recap(chat, "We grit.", after=0, by=chair, now=at("13:52"))

    with pytest.raises(CannotUndo):
        undo(chat, end, by=chair, now=at("13:53"))

    assert read_now(chat) == ("We grit.", "recapped")
