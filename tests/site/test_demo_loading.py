"""The sample in the database: its past, the hour that is live, and what is there only once."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Count

from goodtalk.chats.models import Account, Chat, ChatEvent, Person, Post, Thanks
from goodtalk.chats.steering.conductor import end_hour, extend_hour, keep_time, release_next
from goodtalk.communities.models import Community, Membership, Theme, User
from goodtalk.site.demo.command import way_into
from goodtalk.site.demo.loading import TagIsTaken, load_sample
from goodtalk.site.demo.player import Player
from goodtalk.site.demo.script import LIVE, PAST, load_script
from tests.hour import at

NOW = at("10:12")  # a Friday morning
LINES = load_script(LIVE).lines
ROWS = (Community, Membership, User, Theme, Chat, Person, Account, Post, Thanks, ChatEvent)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The sample as it is on its first start: laid out once, each test's changes are undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_sample(now=NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def sample(loaded, db):
    """The same, taken up by a talk of the test's own."""
    return load_sample(now=NOW)


def rows():
    """How much there is of everything."""
    return {model.__name__: model.objects.count() for model in ROWS}


def said_in(chat):
    """What was said, by the ids of its lines, in the order of the hour."""
    uris = chat.posts.order_by("published_at").values_list("uri", flat=True)
    return [uri.rpartition("-")[2] for uri in uris]


def ids(lines):
    return [line.id for line in lines]


def go_on(sample, minutes):
    """The worker and the player until so long after NOW, as if they looked once a minute."""
    for minute in range(minutes + 1):
        now = NOW + timedelta(minutes=minute)
        keep_time(sample.chat, now=now)
        chat = Chat.objects.select_related("community").get(pk=sample.chat.pk)
        more = sample.talk.say_due(chat, now)
    return chat, more


def test_the_community_says_that_it_is_a_sample_and_has_its_organiser(sample):
    organisers = sample.community.memberships.filter(role=Membership.Role.ORGANISER)

    assert sample.community.is_sample
    assert [member.user.email for member in organisers] == ["organiser@example.org"]
    assert sample.organiser.person.accounts.get().handle == "@maya@councilhour.example"


def test_loading_twice_makes_nothing_twice(sample):
    before = rows()

    again = load_sample(now=NOW)

    assert again.chat == sample.chat
    assert rows() == before


def test_the_past_hours_were_held_at_their_slots_and_are_over(sample):
    past = sample.community.chats.past().order_by("starts_at")

    assert [(chat.address, chat.theme) for chat in past] == [
        ("2026-11-06", load_script(PAST[0]).theme),
        ("2026-11-13", load_script(PAST[1]).theme),
        ("2026-11-20", load_script(PAST[2]).theme),
    ]
    assert {chat.starts_at.strftime("%H:%M") for chat in past} == {"13:00"}
    assert [chat.closed_at for chat in past] == [chat.ends_at for chat in past]


def test_each_question_of_the_past_was_put_at_its_minute_and_answered(sample):
    for chat in sample.community.chats.past():
        asked = chat.questions.annotate(answers=Count("posts"))

        assert [one.released_at for one in asked] == [one.due_at for one in asked]
        assert min(one.answers for one in asked) >= 8


def test_a_late_answer_with_a_label_is_filed_to_its_question(sample):
    late = Post.objects.get(uri__endswith="2026-11-20-p067")

    assert (late.question.number, late.filed_by) == (2, "label")
    assert late.published_at > late.chat.closed_at


def test_the_room_is_full_as_soon_as_it_is_live(sample):
    chat = sample.chat

    assert chat.is_live
    assert chat.day == NOW.date()
    assert chat.starts_at == NOW - timedelta(minutes=12)
    assert said_in(chat) == ids(line for line in LINES if line.at < 720)
    assert [one.is_released for one in chat.questions.all()] == [True] + [False] * 4


def test_in_the_live_hour_six_people_are_new(sample):
    names = {one.person.name for one in sample.chat.attendances.newcomers()}

    assert names == {
        "Lorraine Peck", "Euan Reid", "Amina Warsame", "Beth Carlow", "Dipa Chowdhury", "Wes Tan"
    }


def test_the_logs_of_all_hours_are_without_a_gap_and_in_the_order_of_time(sample):
    for chat in sample.community.chats.all():
        events = list(chat.events.values_list("seq", "at"))

        assert [seq for seq, _ in events] == list(range(1, chat.last_seq + 1))
        assert [moment for _, moment in events] == sorted(moment for _, moment in events)


def test_the_next_hour_has_its_questions_and_people_have_voted_for_what_follows(sample):
    chat = sample.community.chats.get(theme="Letters that can be read aloud")
    votes = sample.community.themes.annotate(votes=Count("voters")).order_by("-votes")

    assert (chat.address, chat.state, chat.questions.count()) == ("2026-12-04", "planned", 5)
    assert [theme.votes for theme in votes] == [8, 6, 5]


def test_the_talk_goes_on_exactly_as_written(sample):
    chat, more = go_on(sample, 8)

    assert said_in(chat) == ids(line for line in LINES if line.at < 20 * 60)
    assert more


def test_a_resumed_hour_says_what_it_missed_and_repeats_nothing(sample):
    later = NOW + timedelta(minutes=10)

    again = load_sample(now=later)

    assert again.chat == sample.chat
    assert said_in(again.chat) == ids(line for line in LINES if line.at < 22 * 60)
    assert again.chat.questions.get(number=2).released_at == again.chat.starts_at + timedelta(
        minutes=15
    )
    thanks = Thanks.objects.filter(post__chat=again.chat).count()
    assert thanks == again.chat.events.filter(kind="post.thanked").count()


def test_an_hour_of_another_pace_is_ended_and_a_new_one_begins(sample):
    quick = load_sample(now=NOW + timedelta(minutes=1), speed=20)

    assert Chat.objects.get(pk=sample.chat.pk).closed_at == NOW + timedelta(minutes=1)
    assert quick.chat.address == "2026-11-27-2"
    assert quick.chat.ends_at - quick.chat.starts_at == timedelta(minutes=3)
    assert said_in(quick.chat) == ids(line for line in LINES if line.at < 720)


def test_a_day_later_the_old_hour_is_whole_and_a_new_one_is_live(sample):
    before = rows()

    tomorrow = load_sample(now=NOW + timedelta(days=1))

    old = Chat.objects.get(pk=sample.chat.pk)
    assert (old.closed_at, said_in(old)) == (old.ends_at, ids(LINES))
    assert (tomorrow.chat.address, tomorrow.chat.is_live) == ("2026-11-28", True)
    assert tomorrow.chat.attendances.newcomers().count() == 6
    assert {name: rows()[name] - before[name] for name in ("Chat", "User", "Theme", "Person")} == {
        "Chat": 1, "User": 0, "Theme": 0, "Person": 6
    }


def test_the_talk_follows_a_chair_who_asks_the_next_question_early(sample):
    now = NOW + timedelta(minutes=1)
    release_next(sample.chat, after=1, by=sample.organiser, now=now)

    chat, _ = go_on(sample, 2)

    second = chat.questions.get(number=2)
    assert said_in(chat) == ids(line for line in LINES if line.at < 16 * 60)
    assert min(chat.posts.filter(question=second).values_list("published_at", flat=True)) > now


def test_the_talk_waits_for_a_chair_who_gives_a_question_more_time(sample):
    extend_hour(sample.chat, minutes=5, by=sample.organiser, now=NOW)

    chat, _ = go_on(sample, 6)

    assert said_in(chat) == ids(line for line in LINES if line.at < 15 * 60)


def test_nobody_talks_on_when_the_hour_is_ended_early(sample):
    end_hour(sample.chat, by=sample.organiser, now=NOW)

    chat, more = go_on(sample, 30)

    assert not more
    assert said_in(chat) == ids(line for line in LINES if line.at < 720)


def test_the_talk_is_over_when_the_last_late_answer_is_in(sample):
    chat, more = go_on(sample, 110)

    assert not more
    assert said_in(chat) == ids(LINES)
    assert chat.state == "closed"


def test_a_player_whose_hour_was_deleted_is_over(sample):
    player = Player(sample.talk)
    Chat.objects.filter(pk=sample.chat.pk).delete()

    player.tick()

    assert player.is_over


def test_a_real_community_under_the_samples_tag_is_left_alone(sample):
    Community.objects.update(is_sample=False)
    before = rows()

    with pytest.raises(TagIsTaken):
        load_sample(now=NOW + timedelta(days=1))

    assert rows() == before


def test_other_communities_in_the_folder_are_not_touched(sample, make_community, make_chat):
    community = make_community()
    before = Chat.objects.get(pk=make_chat(community=community).pk)

    load_sample(now=NOW + timedelta(minutes=5))

    community = Community.objects.get(tag_key="lgovsm")
    assert not community.is_sample
    assert list(community.chats.all()) == [before]
    assert community.posts.count() == 0


def test_the_host_is_shown_the_room_the_community_and_the_organisers_way_in(sample, client):
    words = way_into(sample)("http://127.0.0.1:8000")

    links = re.findall(r"http://127\.0\.0\.1:8000(/\S+/)\n", words)
    assert links[:2] == ["/councilhour/2026-11-27/", "/councilhour/"]
    client.post(links[2])
    assert client.session["_auth_user_id"] == str(sample.organiser.pk)
