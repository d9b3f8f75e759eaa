import json

import pytest

from goodtalk.chats.arriving.incoming import Enclosed
from goodtalk.chats.keeping_order.moderation import end_spotlight, spotlight, withdraw
from goodtalk.chats.keeping_order.rewording import reword
from goodtalk.chats.log import append_event, lock_chat
from goodtalk.chats.models import Chat
from goodtalk.chats.steering.conductor import release_next, release_question
from goodtalk.chats.steering.planning import Plan, change_plan, plan_chat
from goodtalk.chats.steering.promoting import promote_question
from goodtalk.chats.steering.run_sheet import Asked, RunSheet, edit_run_sheet
from goodtalk.chats.steering.undoing import undo
from goodtalk.doors.fediverse.outbox import carrying
from goodtalk.doors.fediverse.outbox.announcing import announce
from goodtalk.doors.fediverse.outbox.carrying import carry_out, take_back_orphans
from goodtalk.doors.fediverse.outbox.models import Carried, Delivery, OwnObject
from goodtalk.record.recaps.publishing import publish_recap, take_recap_back, texts_of
from tests.conftest import incoming_post
from tests.hour import at

pytestmark = pytest.mark.django_db

INBOX = "https://council.example/inbox"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
US = "https://chat.example/@lgovsm"


def told(number=0):
    """The activities that have been put aside, in order."""
    rows = Delivery.objects.order_by("pk")
    return [json.loads(row.activity) for row in rows][number:]


def arrived():
    """All that was put aside so far has been delivered: what it was."""
    activities = told()
    Delivery.objects.all().delete()
    return activities


def without_proof(activity):
    return {key: value for key, value in activity.items() if key not in ("proof", "@context")}


@pytest.fixture
def chat(our_origin, make_chat, make_follower):
    chat = make_chat(questions=2)
    make_follower(chat.community, INBOX)
    return chat


def test_a_question_goes_out_as_a_public_note_with_the_tag(chat):
    question = chat.questions.first()
    release_question(question, by=None, now=at("13:05"))

    carry_out(at("13:05:01"))

    own = OwnObject.objects.get()
    note, hour = f"{US}/notes/{own.pk}", "https://chat.example/lgovsm/2026-11-27/"
    tag = '<a href="https://chat.example/lgovsm/" rel="nofollow noopener ugc">#lgovsm</a>'
    assert [without_proof(one) for one in told()] == [
        {
            "id": f"{US}/activities/create-{own.pk}",
            "type": "Create",
            "actor": US,
            "published": "2026-11-27T13:05:01+00:00",
            "to": [PUBLIC],
            "cc": [f"{US}/followers"],
            "object": {
                "id": note,
                "type": "Note",
                "attributedTo": US,
                "published": "2026-11-27T13:05:01+00:00",
                "to": [PUBLIC],
                "cc": [f"{US}/followers"],
                "url": hour,
                "context": hour,
                "conversation": hour,
                "sensitive": False,
                "interactionPolicy": {
                    "canQuote": {"automaticApproval": "https://www.w3.org/ns/activitystreams#Public"}
                },
                "inReplyTo": None,
                "tag": [
                    {
                        "type": "Hashtag",
                        "name": "#lgovsm",
                        "href": "https://chat.example/lgovsm/",
                    }
                ],
                "content": f"<p>Q1: What about 1? {tag}</p>",
                "source": {"content": "Q1: What about 1? #lgovsm", "mediaType": "text/plain"},
            },
        }
    ]


def test_a_question_of_somebody_who_said_it_unlisted_goes_out_unlisted_without_their_name(
    chat, post_in
):
    post = post_in(chat, "Q: Salt or grit?", enclosed=Enclosed(is_unlisted=True)).post
    question = promote_question(post, by=None, now=at("13:10"))
    release_question(question, by=None, now=at("13:15"))

    carry_out(at("13:15:01"))
    [create] = told()

    note = create["object"]
    assert note["source"]["content"] == "Q1: Salt or grit? #lgovsm"
    for one in (create, note):
        assert (one["to"], one["cc"]) == ([f"{US}/followers"], [PUBLIC])


def test_a_question_keeps_to_whom_it_was_said_when_it_changes(chat, post_in):
    came = Enclosed(is_unlisted=True)
    post = post_in(chat, "Salt or grit?", enclosed=came).post
    question = promote_question(post, by=None, now=at("13:10"))
    release_question(question, by=None, now=at("13:15"))
    carry_out(at("13:15:01"))

    withdraw(post, now=at("13:16"))
    carry_out(at("13:16:01"))

    update = told()[-1]
    assert (update["type"], update["object"]["source"]["content"]) == ("Update", "Q1: … #lgovsm")
    assert (update["to"], update["object"]["to"]) == ([f"{US}/followers"],) * 2


def test_questions_stand_under_the_hours_announcement(chat):
    announce(chat, "live", "#lgovsm is on now.")
    for question in chat.questions.all():
        release_question(question, by=None, now=at("13:05"))

    carry_out(at("13:05:01"))

    head, *asked = [one["object"] for one in told()]
    assert [one["inReplyTo"] for one in asked] == [head["id"], head["id"]]


def test_without_an_announcement_they_stand_under_the_first_question(chat):
    for question in chat.questions.all():
        release_question(question, by=None, now=at("13:05"))

    carry_out(at("13:05:01"))

    first, second = [one["object"] for one in told()]
    assert (first["inReplyTo"], second["inReplyTo"]) == (None, first["id"])


def test_what_was_carried_is_not_carried_again(chat):
    release_question(chat.questions.first(), by=None, now=at("13:05"))
    carry_out(at("13:05:01"))

    assert carry_out(at("13:05:02")) == 0
    assert len(told()) == 1


def test_after_a_kill_nothing_is_said_twice_and_nothing_is_left_out(chat, monkeypatch):
    release_question(chat.questions.first(), by=None, now=at("13:05"))

    def killed(*args, **kwargs):
        raise SystemExit

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(Carried, "save", killed)  # the note is written, the mark is not yet
        carry_out(at("13:05:01"))
    left = (OwnObject.objects.count(), len(told()))
    carry_out(at("13:05:02"))

    assert left == (0, 0)
    assert [one["object"]["source"]["content"] for one in told()] == ["Q1: What about 1? #lgovsm"]


def test_one_query_while_nothing_is_new(chat, django_assert_num_queries):
    release_question(chat.questions.first(), by=None, now=at("13:05"))
    carry_out(at("13:05:01"))

    with django_assert_num_queries(1):
        carry_out(at("13:05:02"))


@pytest.mark.parametrize("followers", [1, 3])
def test_a_question_takes_as_many_queries_for_three_servers_as_for_one(
    chat, make_follower, followers, django_assert_num_queries
):
    for number in range(1, followers):
        make_follower(chat.community, f"https://server{number}.example/inbox")
    release_question(chat.questions.first(), by=None, now=at("13:04"))
    carry_out(at("13:04:01"))
    release_question(chat.questions.last(), by=None, now=at("13:05"))

    with django_assert_num_queries(23):
        carry_out(at("13:05:01"))

    assert len(told()) == 2 * followers


def test_an_old_question_is_not_put_to_anybody(chat):
    release_question(chat.questions.first(), by=None, now=at("13:05"))

    carry_out(at("14:30"))

    assert told() == []


def test_an_hour_from_an_archive_is_not_said_again(chat):
    release_question(chat.questions.first(), by=None, now=at("13:05"))
    Chat.objects.update(is_rebuilt=True)

    assert carry_out(at("13:05:01")) == 0


def test_a_closed_door_says_nothing(chat, settings):
    release_question(chat.questions.first(), by=None, now=at("13:05"))
    settings.ORIGIN = ""

    announce(chat, "live", "#lgovsm is on now.")

    assert (carry_out(at("13:05:01")), OwnObject.objects.count(), told()) == (0, 0, [])


def test_a_reworded_question_is_edited_in_its_place(chat):
    for question in chat.questions.all():
        release_question(question, by=None, now=at("13:05"))
    carry_out(at("13:05:01"))
    before = told()
    sheet = RunSheet([Asked("What about 1?"), Asked("What about two?")])
    edit_run_sheet(chat, sheet, by=None, now=at("13:06"))

    carry_out(at("13:06:01"))

    first, second = OwnObject.objects.filter(kind="question").order_by("pk")
    notes = [one for one in told(len(before)) if one["object"]["type"] == "Note"]
    assert [one["type"] for one in notes] == ["Update"]
    assert notes[0]["object"] == second.content
    assert second.content["source"]["content"] == "Q2: What about two? #lgovsm"
    assert second.content["inReplyTo"] == first.content["id"]
    assert second.content["updated"] == "2026-11-27T13:06:01+00:00"


def plan(make_community, **changes):
    usual = {"starts_at": at("13:00"), "minutes": 60, "theme": "Snow"}
    return Plan(**usual | changes)


def test_a_participants_question_is_said_otherwise_when_they_edit_their_post(
    chat, chair, post_in
):
    post = post_in(chat, "Q: shall we, SECRET, grit?").post
    question = promote_question(post, by=chair, now=at("13:04"))
    release_question(question, by=None, now=at("13:05"))
    carry_out(at("13:05:01"))
    edited = incoming_post("Q: shall we grit?", uri=post.uri, published=post.published_at)
    reword(post, edited, now=at("13:06"))

    carry_out(at("13:06:01"))

    assert told()[-1]["type"] == "Update"
    assert told()[-1]["object"]["source"]["content"] == "Q1: shall we grit? #lgovsm"


def test_a_planned_hour_is_an_event(our_origin, make_community, make_follower):
    community = make_community()
    make_follower(community, INBOX)
    plan_chat(community, plan(community), sheet=None, by=None, now=at("09:00"))

    carry_out(at("09:00:01"))

    (event,) = [one["object"] for one in told()]
    hour = "https://chat.example/lgovsm/2026-11-27/"
    assert [one["type"] for one in told()] == ["Create"]
    assert {key: event[key] for key in (
        "type", "name", "startTime", "endTime", "timezone", "joinMode", "status", "isOnline",
        "externalParticipationUrl", "attachment", "actor", "attributedTo", "to",
    )} == {
        "type": "Event",
        "name": "Snow",
        "startTime": "2026-11-27T13:00:00+00:00",
        "endTime": "2026-11-27T14:00:00+00:00",
        "timezone": "Europe/London",
        "joinMode": "external",
        "status": "CONFIRMED",
        "isOnline": True,
        "externalParticipationUrl": hour,
        "attachment": [
            {"type": "Link", "mediaType": "text/html", "name": "Website", "href": hour}
        ],
        "actor": US,
        "attributedTo": US,
        "to": [PUBLIC],
    }  # fmt: skip


def test_an_hour_that_moves_is_updated_once(our_origin, make_community, make_follower):
    community = make_community()
    make_follower(community, INBOX)
    chat = plan_chat(community, plan(community), sheet=None, by=None, now=at("09:00"))
    carry_out(at("09:00:01"))
    change_plan(chat, plan(community, starts_at=at("15:00")), by=None, now=at("09:01"))
    change_plan(chat, plan(community, starts_at=at("15:00")), by=None, now=at("09:02"))

    carry_out(at("09:02:01"))

    update = told(1)
    assert [one["type"] for one in update] == ["Update"]
    assert update[0]["object"]["startTime"] == "2026-11-27T15:00:00+00:00"


def test_an_hour_that_is_deleted_leaves_tombstones(
    client, our_origin, make_community, make_follower
):
    community = make_community()
    make_follower(community, INBOX)
    chat = plan_chat(community, plan(community), sheet=None, by=None, now=at("09:00"))
    carry_out(at("09:00:01"))
    chat.delete()

    take_back_orphans(at("09:01"))

    own = OwnObject.objects.get()
    uri = f"{US}/notes/{own.pk}"
    tombstone = {
        "id": uri, "type": "Tombstone", "formerType": "Event",
        "deleted": "2026-11-27T09:01:00+00:00",
    }  # fmt: skip
    (delete,) = told()
    assert (delete["type"], delete["object"], delete["to"]) == ("Delete", tombstone, [PUBLIC])
    answer = client.get(f"/@lgovsm/notes/{own.pk}", headers={"Host": "chat.example"})
    answered = {key: value for key, value in answer.json().items() if key != "@context"}
    assert (answer.status_code, answered) == (410, tombstone)
    assert take_back_orphans(at("09:02")) == 0


def test_an_hour_that_fails_is_left_alone_for_a_while_and_holds_up_no_other(
    our_origin, make_community, make_follower, caplog, monkeypatch
):
    monkeypatch.setattr(carrying, "_resting", {})
    one, other = make_community(), make_community("other", name="Other")
    make_follower(other, INBOX)
    for community in (one, other):
        plan_chat(community, plan(community), sheet=None, by=None, now=at("09:00"))
    broken = one.chats.get()
    append_event(lock_chat(broken.pk), "question.released", {}, at=at("09:00"))

    carry_out(at("09:00:01"))
    carry_out(at("09:00:02"))

    assert [one["object"]["name"] for one in told()] == ["Snow"]
    assert [record.message for record in caplog.records] == [
        f"Carrying chat {broken.pk} to the fediverse"
    ]


def test_thanks_end_with_the_spotlight(chat, post_in, organiser):
    post = post_in(chat, "A1 grit").post
    spotlight(post, by=organiser, now=at("13:11"))
    carry_out(at("13:11:01"))
    OwnObject.objects.create(
        community=chat.community, chat=chat, kind="thanks", about=f"thanks {post.pk}",
        content={"id": f"{US}/notes/1"}, published_at=at("13:11"),
    )  # fmt: skip
    end_spotlight(post, by=organiser, now=at("13:12"))

    carry_out(at("13:12:01"))

    assert [one["type"] for one in told()] == ["Delete"]
    assert OwnObject.objects.get().withdrawn_at == at("13:12:01")


def test_a_question_whose_release_was_taken_back_is_deleted_and_said_anew_at_its_minute(
    chat, chair
):
    release_next(chat, after=0, by=chair, now=at("13:01"))
    carry_out(at("13:01:01"))
    (first,) = arrived()
    undo(chat, chat.events.last().seq, by=chair, now=at("13:01:30"))
    carry_out(at("13:01:31"))
    release_next(chat, after=0, by=None, now=at("13:05"))

    carry_out(at("13:05:01"))

    gone, again = told()
    assert [one["type"] for one in (first, gone, again)] == ["Create", "Delete", "Create"]
    assert first["object"]["content"] == again["object"]["content"]
    assert first["object"]["id"] == gone["object"]["id"] != again["object"]["id"]


def recap_of(chat, text="We grit.", clock="14:10"):
    """The chair publishes a text, after the one that there is."""
    latest = texts_of(chat).values_list("pk", flat=True).first() or 0
    publish_recap(chat, text, after=latest, by=chat.chair, now=at(clock))


@pytest.fixture
def held(our_origin, make_chat, make_follower, post_in):
    """An hour that is over, in which one person spoke."""
    chat = make_chat(state="closed")
    make_follower(chat.community, INBOX)
    post_in(chat, "We grit the hills first", by="nia")
    carry_out(at("14:05"))
    Delivery.objects.all().delete()
    return chat


def test_a_recap_goes_out_as_a_note_that_leads_to_it_and_names_nobody(held):
    recap_of(held, "[[name 1]] grits the hills first.")

    carry_out(at("14:10:01"))

    [create] = told()
    note = create["object"]
    words = (
        "The recap of #lgovsm on Friday 27 November: Getting councillors to use social media. "
        "https://chat.example/lgovsm/2026-11-27/recap/"
    )
    assert (create["type"], note["type"], note["source"]["content"]) == ("Create", "Note", words)
    assert note["url"] == "https://chat.example/lgovsm/2026-11-27/recap/"
    assert (note["to"], [tag["name"] for tag in note["tag"]]) == ([PUBLIC], ["#lgovsm"])
    assert OwnObject.objects.get().kind == OwnObject.Kind.RECAP


def test_other_words_of_a_recap_are_no_news_and_another_theme_is(held):
    recap_of(held)
    carry_out(at("14:10:01"))

    recap_of(held, "We grit hills.", "14:11")
    carry_out(at("14:11:01"))
    unchanged = len(told())
    Chat.objects.filter(pk=held.pk).update(theme="Snow")
    recap_of(held, "We all grit.", "14:13")
    carry_out(at("14:13:01"))

    assert (unchanged, [one["type"] for one in told()]) == (1, ["Create", "Update"])
    assert "Snow" in told()[-1]["object"]["content"]


def test_a_recap_that_is_taken_back_goes_and_the_next_is_said_anew(held, chair):
    recap_of(held)
    carry_out(at("14:10:01"))
    (first,) = arrived()

    take_recap_back(held, by=chair, now=at("14:11"))
    carry_out(at("14:11:01"))
    recap_of(held, "We grit.", "14:12")
    carry_out(at("14:12:01"))

    gone, second = told()
    assert [one["type"] for one in (first, gone, second)] == ["Create", "Delete", "Create"]
    assert gone["object"]["id"] == first["object"]["id"] != second["object"]["id"]


def test_a_recap_that_was_taken_back_before_it_was_carried_is_never_said(held, chair):
    recap_of(held)
    take_recap_back(held, by=chair, now=at("14:11"))

    carry_out(at("14:11:01"))

    assert told() == []


def test_of_a_recap_that_was_published_taken_back_and_published_only_one_is_said(held, chair):
    recap_of(held)
    take_recap_back(held, by=chair, now=at("14:11"))
    recap_of(held, "We grit.", "14:12")

    carry_out(at("14:12:01"))

    assert [one["type"] for one in told()] == ["Create"]
