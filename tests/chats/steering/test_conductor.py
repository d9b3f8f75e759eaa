"""What moves an hour along: by the chair, by the clock, by both at once, and after a power cut."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult
from hypothesis import given, settings
from hypothesis import strategies as st

from goodtalk.chats.arriving.receive import receive_post
from goodtalk.chats.filing.filed_afterwards import file_closed_hour
from goodtalk.chats.keeping_order import moderation
from goodtalk.chats.models import Chat
from goodtalk.chats.reading.strip import Strip
from goodtalk.chats.steering.conductor import (
    ChatNotLive,
    NothingLeft,
    RunSheetChanged,
    check_in,
    end_hour,
    extend_hour,
    hold_hour,
    keep_time,
    release_next,
    release_question,
    resume_hour,
)
from goodtalk.chats.steering.plan_changes import HourHasBegun, PlanChanged
from goodtalk.chats.steering.planning import Plan, change_plan
from goodtalk.chats.steering.promoting import promote_question
from goodtalk.chats.steering.run_sheet import (
    Asked,
    ChatIsOver,
    QuestionsMissing,
    RunSheet,
    edit_run_sheet,
    sheet_of,
)
from goodtalk.chats.steering.steering import (
    NothingAsked,
    NoTimeLeft,
    QuestionIsOut,
    QuestionPassed,
    SheetIsFull,
    add_question,
    restore_question,
    skip_question,
    stretch_rest,
    take_off,
)
from goodtalk.chats.steering.taking_back import ReleaseStands
from goodtalk.chats.steering.undoing import CannotUndo, MinutesChanged, undo
from goodtalk.communities.models import Community, User
from goodtalk.desk import welcome
from goodtalk.desk.claims import Claim
from tests.conftest import incoming_post
from tests.examples import examples
from tests.hour import at, logged

REFUSED = (
    CannotUndo, MinutesChanged, ReleaseStands, PlanChanged, HourHasBegun, NoTimeLeft, NothingAsked,
    QuestionIsOut, QuestionPassed, RunSheetChanged, SheetIsFull,
)  # fmt: skip
EVENT_OF = {  # and of its opposite
    "opened_at": ("chat.opened", ""),
    "started_at": ("chat.started", ""),
    "left_alone_at": ("chat.left_alone", "chat.checked_in"),
    "wrapped_up_at": ("chat.wrapped_up", "chat.went_on"),
    "closed_at": ("chat.closed", "chat.reopened"),
}
SIDE_OF = {
    "post.set_aside": "shown", "post.restored": "shown", "post.spotlit": "lit",
    "post.unspotlit": "lit",
}


def kinds(chat):
    return [kind for _, kind in logged(chat)]


def released(chat):
    return list(chat.questions.filter(released_at__isnull=False).values_list("number", flat=True))


def due(chat):
    return [f"{one.due_at:%H:%M}" for one in chat.questions.all()]


def test_a_question_released_by_chair_and_autopilot_at_once_is_logged_once(make_chat, chair):
    chat = make_chat(questions=1)
    question = chat.questions.get()

    release_question(question, by=chair, now=at("13:10"))
    release_question(question, by=None, now=at("13:10"))

    assert logged(chat) == [(1, "question.released")]
    assert chat.questions.get().released_by == chair


def test_an_hour_changes_its_state_at_its_minute(make_chat):
    chat = make_chat(state="planned", questions=1)

    clock = ["12:44", "12:45", "12:59", "13:00", "13:05", "13:54", "13:55", "13:59:59", "14:00"]
    states = [keep_time(chat, now=at(moment)).state for moment in clock]

    assert states == ["planned", "lobby", "lobby", "live", "live", "live", "live", "live", "closed"]
    assert [(one.kind, one.at) for one in chat.events.order_by("seq")] == [
        ("chat.opened", at("12:45")),
        ("chat.started", at("13:00")),
        ("question.released", at("13:05")),
        ("chat.wrapped_up", at("13:55")),
        ("chat.closed", at("14:00")),
    ]


def test_keeping_time_again_changes_nothing(make_chat):
    chat = make_chat(state="planned", questions=2)

    once = [keep_time(chat, now=at("13:56")), kinds(chat)]
    again = [keep_time(chat, now=at("13:56")), kinds(chat)]

    assert once == again


def test_after_a_server_was_down_what_was_missed_happens_now_in_its_order(make_chat):
    chat = make_chat(state="planned", questions=3)

    keep_time(chat, now=at("13:56"))

    assert logged(chat) == [
        (1, "chat.opened"),
        (2, "chat.started"),
        (3, "question.released"),
        (4, "question.released"),
        (5, "question.released"),
        (6, "chat.wrapped_up"),
    ]


def test_questions_that_the_hour_has_outlived_stay_unreleased(make_chat):
    chat = make_chat(state="planned", questions=3)

    keep_time(chat, now=at("15:00"))

    assert kinds(chat) == ["chat.opened", "chat.started", "chat.closed"]
    assert released(chat) == []


def test_the_autopilot_asks_nothing_once_the_wrap_up_has_begun(make_chat):
    chat = make_chat(questions=6, wrap_up_minutes=10)

    keep_time(chat, now=at("13:57"))

    assert released(chat) == [1, 2, 3, 4, 5]
    assert kinds(chat)[-1] == "chat.wrapped_up"


def test_without_the_autopilot_the_chair_releases_and_the_clock_still_closes(make_chat):
    chat = make_chat(questions=2, autopilot=False, desk_seen_at=at("13:49"))

    during = keep_time(chat, now=at("13:50")).state
    after = keep_time(chat, now=at("14:00")).state

    assert (during, after) == ("live", "closed")
    assert kinds(chat) == ["chat.closed"]


def test_where_nobody_comes_to_release_the_autopilot_does_after_a_little_patience(make_chat):
    chat = make_chat(state="planned", questions=2, autopilot=False)

    for clock in ["12:45", "13:00", "13:06:59", "13:07", "13:17", "13:57", "14:00"]:
        keep_time(chat, now=at(clock))

    assert [(one.kind, f"{one.at:%H:%M}") for one in chat.events.all()] == [
        ("chat.opened", "12:45"),
        ("chat.started", "13:00"),
        ("chat.left_alone", "13:07"),
        ("question.released", "13:07"),
        ("question.released", "13:17"),
        ("chat.wrapped_up", "13:57"),
        ("chat.closed", "14:00"),
    ]


def test_a_chair_who_comes_late_releases_the_rest(make_chat, chair):
    chat = keep_time(make_chat(questions=2, autopilot=False), now=at("13:07"))

    for clock in ("13:10", "13:25", "13:39"):
        check_in(chat, by=chair, now=at(clock))
    keep_time(chat, now=at("13:40"))

    assert released(chat) == [1]


def test_the_hour_goes_on_when_everybody_has_left_the_desk_and_says_so_once(make_chat, chair):
    chat = make_chat(questions=3, autopilot=False)
    check_in(chat, by=chair, now=at("12:50"))

    for clock in ["13:05", "13:07", "13:17", "13:27", "13:57"]:
        keep_time(chat, now=at(clock))

    assert [(one.kind, f"{one.at:%H:%M}") for one in chat.events.all()] == [
        ("chat.checked_in", "12:50"),
        ("chat.left_alone", "13:07"),
        ("question.released", "13:07"),
        ("question.released", "13:17"),
        ("question.released", "13:27"),
        ("chat.wrapped_up", "13:57"),
    ]


def test_whoever_is_back_at_the_desk_releases_again_and_the_log_tells_of_it(make_chat, chair):
    chat = make_chat(questions=3, autopilot=False)
    check_in(chat, by=chair, now=at("12:50"))
    keep_time(chat, now=at("13:07"))

    for clock in ("13:16", "13:17", "13:18"):
        check_in(chat, by=chair, now=at(clock))
        keep_time(chat, now=at(clock))

    assert released(chat) == [1]
    assert kinds(chat)[1:] == ["chat.left_alone", "question.released", "chat.checked_in"]


def test_what_a_chair_left_overdue_is_not_put_to_the_room_all_at_once(make_chat, chair):
    chat = make_chat(questions=4, autopilot=False)
    check_in(chat, by=chair, now=at("12:50"))
    release_next(chat, after=0, by=chair, now=at("13:15"))
    check_in(chat, by=chair, now=at("13:28"))

    clocks = ["13:29", "13:30", "13:39", "13:40"]
    seen = []
    for clock in clocks:
        keep_time(chat, now=at(clock))
        seen.append(released(chat))

    assert seen == [[1], [1, 2], [1, 2], [1, 2, 3]]


@pytest.mark.parametrize(
    ("seconds", "is_attended"), [(89, True), (90, False)]
)
def test_a_desk_that_has_told_nothing_for_a_minute_and_a_half_is_empty(
    make_chat, chair, seconds, is_attended
):
    chat = check_in(make_chat(autopilot=False), by=chair, now=at("13:00"))

    moment = at("13:00") + timedelta(seconds=seconds)

    assert (chat.is_attended(moment), chat.runs_itself(moment)) == (is_attended, not is_attended)


def test_an_open_desk_writes_down_at_most_every_twenty_seconds(make_chat, chair):
    chat = make_chat(autopilot=False)

    seen = []
    for clock in ("13:00", "13:00:15", "13:00:30", "13:00:45"):
        check_in(chat, by=chair, now=at(clock))
        seen.append(Chat.objects.get().desk_seen_at)

    assert seen == [at("13:00"), at("13:00"), at("13:00:30"), at("13:00:30")]
    assert kinds(chat) == ["chat.checked_in"]


def test_a_moderators_glance_keeps_nobody_from_calling_the_stand_by(
    make_chat, organiser, lurker
):
    chat = make_chat(state="lobby", stand_by=lurker)

    check_in(chat, by=organiser, now=at("12:46"))
    glanced = Chat.objects.get()
    check_in(chat, by=lurker, now=at("12:47"))

    assert (glanced.checked_in_at, glanced.is_attended(at("12:47"))) == (None, True)
    assert Chat.objects.get().checked_in_at == at("12:47")
    assert [(one.kind, one.by) for one in chat.events.all()] == [
        ("chat.checked_in", organiser), ("chat.checked_in", lurker)
    ]


@pytest.mark.parametrize(("clock", "is_there"), [("12:29:59", False), ("12:30", True)])
def test_whoever_opens_the_desk_shortly_before_the_hour_is_there(
    make_chat, chair, clock, is_there
):
    chat = make_chat(state="planned")
    before = list(Chat.objects.nobody_at_the_desk())

    for _ in range(2):
        check_in(chat, by=chair, now=at(clock))

    assert (before, list(Chat.objects.nobody_at_the_desk())) == ([chat], [] if is_there else [chat])
    assert kinds(chat) == ["chat.checked_in"] * is_there


def test_an_hour_that_moves_to_another_day_awaits_somebody_at_its_desk_again(make_chat, chair):
    chat = make_chat(state="lobby", checked_in_at=at("12:40"), stand_by_told_at=at("12:50"))
    later = chat.starts_at + timedelta(days=7)

    change_plan(chat, Plan(later, 60, chat.theme, chair=chair), by=chair, now=at("12:55"))

    chat.refresh_from_db()
    assert (chat.checked_in_at, chat.stand_by_told_at, chat.desk_seen_at) == (None, None, None)
    assert chat.awaits_check_in(chair, later)


def test_the_chair_releases_early_and_the_autopilot_goes_on_with_the_next(make_chat, chair):
    chat = make_chat(questions=2)

    release_next(chat, after=0, by=chair, now=at("13:01"))
    keep_time(chat, now=at("13:05"))
    early = released(chat)
    keep_time(chat, now=at("13:15"))

    assert (early, released(chat)) == ([1], [1, 2])


def test_two_chairs_who_press_at_once_release_one_question(make_chat, chair, organiser):
    chat = make_chat(questions=2)

    release_next(chat, after=0, by=chair, now=at("13:05"))
    release_next(chat, after=0, by=organiser, now=at("13:05"))

    assert released(chat) == [1]
    assert kinds(chat) == ["question.released"]


def test_after_the_last_question_comes_the_wrap_up_and_then_nothing(make_chat, chair):
    chat = make_chat(questions=1)

    release_next(chat, after=0, by=chair, now=at("13:05"))
    release_next(chat, after=1, by=chair, now=at("13:15"))
    with pytest.raises(NothingLeft):
        release_next(chat, after=1, by=chair, now=at("13:16"))

    assert kinds(chat) == ["question.released", "chat.wrapped_up"]


def test_a_question_that_the_chair_asks_in_the_wrap_up_is_the_open_one(make_chat, chair):
    chat = make_chat(questions=2)
    keep_time(chat, now=at("13:10"))
    chat.questions.filter(number=2).update(due_at=at("13:58"))
    keep_time(chat, now=at("13:56"))
    wrapping_up = Strip(Chat.objects.get()).open_question

    release_next(chat, after=1, by=chair, now=at("13:57"))

    assert (wrapping_up, Strip(Chat.objects.get()).open_question.number) == (None, 2)


@pytest.mark.parametrize("state", ["planned", "lobby", "closed"])
def test_nothing_is_released_extended_or_begun_unless_the_hour_is_on(make_chat, chair, state):
    chat = make_chat(state=state, questions=1)
    question = chat.questions.get()

    with pytest.raises(ChatNotLive):
        release_question(question, by=chair, now=at("13:10"))
    with pytest.raises(ChatNotLive):
        release_next(chat, after=0, by=chair, now=at("13:10"))
    with pytest.raises(ChatNotLive):
        extend_hour(chat, minutes=5, by=chair, now=at("13:10"))

    assert logged(chat) == []


def test_extending_moves_what_is_still_to_come_and_the_end(make_chat, chair):
    chat = make_chat(questions=3)
    keep_time(chat, now=at("13:05"))

    chat = extend_hour(chat, minutes=5, by=chair, now=at("13:12"))

    assert due(chat) == ["13:05", "13:20", "13:30"]
    assert chat.ends_at == at("14:05")
    last = chat.events.last()
    assert (last.kind, last.data, last.by) == (
        "chat.extended", {"minutes": 5, "on": str(chat.questions.first().pk)}, chair
    )


def test_editing_the_run_sheet_after_an_extension_does_not_take_it_back(make_chat, chair):
    chat = make_chat(questions=3)
    keep_time(chat, now=at("13:05"))
    chat = extend_hour(chat, minutes=20, by=chair, now=at("13:12"))

    chat = edit_run_sheet(chat, sheet_of(chat), by=chair, now=at("13:13"))

    assert due(chat) == ["13:05", "13:35", "13:45"]


@pytest.mark.parametrize(("moment", "grown"), [("13:01", (15, 10, 5)), ("13:10", (5, 20, 5))])
def test_the_minutes_go_to_what_is_on(make_chat, chair, moment, grown):
    chat = keep_time(make_chat(questions=1), now=at(moment))

    chat = extend_hour(chat, minutes=10, by=chair, now=at(moment))

    assert (chat.welcome_minutes, chat.questions.get().minutes, chat.wrap_up_minutes) == grown


def test_a_wrap_up_can_be_extended_and_has_begun_when_it_had(make_chat, chair):
    chat = keep_time(make_chat(questions=1), now=at("13:55"))

    chat = extend_hour(chat, minutes=10, by=chair, now=at("13:58"))

    assert (chat.wrap_up_due_at, chat.ends_at) == (at("13:55"), at("14:10"))


@pytest.mark.parametrize("minutes", [0, -5, 241, float("nan"), float("inf")])
def test_an_hour_is_not_extended_by_nothing_or_by_days(make_chat, chair, minutes):
    chat = make_chat()

    with pytest.raises(ValueError, match=str(minutes)):
        extend_hour(chat, minutes=minutes, by=chair, now=at("13:10"))


def test_an_hour_ends_once(make_chat, chair, organiser):
    chat = make_chat()

    end_hour(chat, by=chair, now=at("13:40"))
    chat = end_hour(chat, by=organiser, now=at("13:41"))

    assert (chat.state, chat.closed_at) == ("closed", at("13:40"))
    assert logged(chat) == [(1, "chat.closed")]


def test_an_hour_that_has_not_begun_cannot_be_ended(make_chat, chair):
    chat = make_chat(state="lobby")

    with pytest.raises(ChatNotLive):
        end_hour(chat, by=chair, now=at("12:50"))


def test_an_hour_of_one_minute_runs_by_the_same_rules(make_chat, chair):
    chat = make_chat(state="planned", ends_at=at("13:01"))
    sheet = RunSheet([Asked("Who?", 0.5)], welcome_minutes=0.25, wrap_up_minutes=0.25)
    edit_run_sheet(chat, sheet, by=chair, now=at("12:00"))

    for clock in ["13:00", "13:00:15", "13:00:44", "13:00:45", "13:01"]:
        keep_time(chat, now=at(clock))

    assert kinds(chat)[1:] == [
        "chat.opened",
        "chat.started",
        "question.released",
        "chat.wrapped_up",
        "chat.closed",
    ]


def promote(post, *, by, now):
    promote_question(post, by=by, now=now)


def mark(post, *, by, now):
    moderation.mark(post, "promise", by=by, now=now)


WITH_POST = {
    "promote": promote, "set aside": moderation.set_aside, "restore": moderation.restore,
    "spotlight": moderation.spotlight, "end spotlight": moderation.end_spotlight, "mark": mark,
    "unmark": moderation.unmark, "claim": welcome.claim_post, "free": welcome.free_post,
    "settle": welcome.settle_post, "wait again": welcome.put_back,
}
actions = st.lists(
    st.tuples(
        st.integers(0, 900),  # seconds that pass first
        st.one_of(
            st.just(("keep_time",)),
            st.tuples(st.just("release"), st.integers(0, 4)),
            st.tuples(st.just("extend"), st.integers(1, 20)),
            st.just(("end",)),
            st.tuples(st.just("edit"), st.integers(0, 5), st.integers(0, 15)),
            st.just(("hold",)),
            st.just(("resume",)),
            st.just(("stretch",)),
            st.tuples(st.just("skip"), st.integers(1, 4)),
            st.tuples(st.just("put back"), st.integers(1, 4)),
            st.tuples(st.just("add"), st.integers(1, 3)),
            st.tuples(st.just("take off"), st.integers(1, 4)),
            st.tuples(st.just("undo"), st.integers(1, 24)),
            st.just(("check in",)),
            st.tuples(st.just("plan"), st.booleans()),
            st.tuples(st.sampled_from(sorted(WITH_POST)), st.integers(0, 1)),
        ),
    ),
    max_size=16,
)


@pytest.mark.django_db(transaction=True)
@settings(deadline=None, max_examples=examples(60))
@given(sequence=actions, autopilot=st.booleans())
def test_whatever_is_pressed_state_run_sheet_and_log_agree(sequence, autopilot):
    chair, _ = User.objects.get_or_create(email="charlie@example.org", name="Charlie")
    chat = _fresh_chat(autopilot, chair)
    now = at("12:40")

    for seconds, (action, *with_what) in sequence:
        now += timedelta(seconds=seconds)
        _do(chat, action, with_what, chair, now)

    chat.refresh_from_db()
    _agree(chat)
    _agree_of_posts(chat)


def _fresh_chat(autopilot, chair):
    Community.objects.all().delete()
    community = Community.objects.create(tag="lgovsm", name="Local government")
    chat = Chat.objects.create(
        community=community,
        day=at("13:00").date(),
        starts_at=at("13:00"),
        ends_at=at("14:00"),
        autopilot=autopilot,
        chair=chair,
    )
    for number in range(2):
        words, by = f"Who grits road {number}?", f"p{number}"
        post = incoming_post(words, by=by, when="12:00", number=number)
        receive_post(community, post, now=at("12:00"), into=chat)
    chat.refresh_from_db()
    sheet = RunSheet([Asked("Who?"), Asked("Where?"), Asked("Why?")])
    return edit_run_sheet(chat, sheet, by=None, now=at("12:00"))


def _do(chat, action, with_what, by, now):
    chat = Chat.objects.get(pk=chat.pk)
    try:
        match action:
            case "keep_time":
                keep_time(chat, now=now)
            case "release":
                release_next(chat, after=with_what[0], by=by, now=now)
            case "extend":
                extend_hour(chat, minutes=with_what[0], by=by, now=now)
            case "end":
                end_hour(chat, by=by, now=now)
            case "edit":
                number, minutes = with_what
                asked = [Asked(f"Question {place}?", minutes) for place in range(number)]
                edit_run_sheet(chat, RunSheet(asked), by=by, now=now)
            case "plan":
                plan = Plan(chat.starts_at, 60, "Snow", by, autopilot=with_what[0])
                plan = replace(plan, minutes=chat.length / timedelta(minutes=1))
                change_plan(chat, plan, by=by, now=now)
            case _ if action in WITH_POST:
                WITH_POST[action](chat.posts.order_by("pk")[with_what[0]], by=by, now=now)
            case _:
                _steer(chat, action, with_what, by, now)
    except (ChatNotLive, NothingLeft, ChatIsOver, QuestionsMissing, *REFUSED):
        pass  # said in plain words at the desk


def _steer(chat, action, with_what, by, now):
    number = with_what[0] if with_what else 0
    question = chat.questions.filter(number=number).first()
    match action:
        case "hold":
            hold_hour(chat, by=by, now=now)
        case "resume":
            resume_hour(chat, by=by, now=now)
        case "stretch":
            stretch_rest(chat, by=by, now=now)
        case "add":
            add_question(chat, f"More {number}?", by=by, now=now)
        case "undo":
            undo(chat, number, by=by, now=now)
        case "check in":
            check_in(chat, by=by, now=now)
        case "skip" if question:
            skip_question(question, by=by, now=now)
        case "put back" if question:
            restore_question(question, by=by, now=now)
        case "take off" if question:
            take_off(question, by=by, now=now)


def _agree(chat):
    events = list(chat.events.order_by("seq"))
    assert [one.seq for one in events] == list(range(1, chat.last_seq + 1))
    assert [one.at for one in events] == sorted(one.at for one in events)
    assert _moments(events) == {moment: getattr(chat, moment) for moment in EVENT_OF}
    questions = list(chat.questions.all())
    released = [one for one in events if one.kind == "question.released"]
    told = {one.data["question"]: one.at for one in released}
    back = {one.data["was"] for one in events if one.kind == "question.taken_back"}
    assert len(told) == len(released)
    assert {pk: when for pk, when in told.items() if pk not in back} == {
        one.pk: one.released_at for one in questions if one.is_released
    }
    assert [one.number for one in questions] == list(range(1, len(questions) + 1))
    assert all(one.minutes >= 0 for one in questions)
    coming = [one.due_at for one in questions if one.is_to_come]
    assert coming == sorted(coming)
    assert _replayed(events, questions) == {
        "ends_at": chat.ends_at,
        "on_hold_since": chat.on_hold_since,
        "skipped": {one.pk: one.skipped_at for one in questions if one.skipped_at},
    }


def _moments(events):
    """When the log says that each thing happened, unless it was taken back."""
    moments = dict.fromkeys(EVENT_OF)
    for moment, (kind, opposite) in EVENT_OF.items():
        for event in events:
            if event.kind in (kind, opposite):
                assert event.kind != kind or moments[moment] is None
                moments[moment] = event.at if event.kind == kind else None
    return moments


def _agree_of_posts(chat):
    """What the log says of each post is what it is, and what the welcome desk knows of it."""
    for post in chat.posts.all():
        last = {}
        for event in chat.events.filter(data__post=post.pk).order_by("seq"):
            last[event.kind.partition(".")[0], SIDE_OF.get(event.kind)] = event.kind
        assert (last.get(("post", "shown")) == "post.set_aside") == bool(post.set_aside_at)
        assert (last.get(("post", "lit")) == "post.spotlit") == bool(post.spotlit_at)
        claim = Claim.objects.filter(post=post).first()
        is_settled = claim is not None and claim.settled_at is not None
        assert (last.get(("welcome", None)) == "welcome.settled") == is_settled


def _replayed(events, questions):
    """What the log alone says of an hour that was planned until 14:00."""
    ends_at, on_hold_since, was_on_hold, skipped = at("14:00"), None, False, {}
    for event in events:
        match event.kind:
            case "chat.extended":
                ends_at += timedelta(minutes=event.data["minutes"])
            case "chat.reopened":
                ends_at += timedelta(minutes=event.data["minutes"])
                since = event.data.get("on_hold_since")
                assert (since is not None) == was_on_hold
                on_hold_since = datetime.fromisoformat(since) if since else None
            case "chat.shortened":
                ends_at -= timedelta(minutes=event.data["minutes"])
            case "chat.held":
                on_hold_since = event.at
            case "chat.resumed":
                on_hold_since = None
            case "chat.closed":
                was_on_hold, on_hold_since = on_hold_since is not None, None
            case "question.skipped":
                skipped[event.data["question"]] = event.at
            case "question.restored" | "question.released" | "question.taken_off":
                skipped.pop(event.data["question"], None)
    kept = {one.pk for one in questions}  # editing the run sheet may drop what was skipped
    skipped = {pk: when for pk, when in skipped.items() if pk in kept}
    return {"ends_at": ends_at, "on_hold_since": on_hold_since, "skipped": skipped}


def test_an_hour_is_filed_again_as_a_whole_a_while_after_it_has_closed(make_chat, post_in):
    chat = make_chat(questions=1)
    release_next(chat, after=0, by=None, now=at("13:05"))
    post = post_in(chat, "We grit", when="13:10").post
    chat.posts.update(question=None)

    end_hour(chat, by=None, now=at("13:40"))
    task = DBTaskResult.objects.get(task_path__endswith="file_closed_hour")
    file_closed_hour.call(*task.args_kwargs["args"])

    assert task.run_after == at("13:45")
    assert chat.posts.get().question == chat.questions.get()
    assert chat.events.last().data == {"post": post.pk}
