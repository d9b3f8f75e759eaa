"""The chair's desk: what can be done there, by whom, with JavaScript and without."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goodtalk.chats.models import Chat, Post
from goodtalk.communities.models import Membership
from tests.chats.pages import Page, read
from tests.hour import at, logged

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client, make_chat, chair):
    """The desk of a live hour with two questions, at which the chair sits."""
    chat = make_chat(questions=2, autopilot=False)
    client.force_login(chair)
    return chat


def press(client, chat, action, htmx=False, **fields):
    """Press a button of the desk; the page that comes is read."""
    headers = HTMX if htmx else {}
    response = client.post(f"{chat.desk_url()}{action}", fields, headers=headers, follow=True)
    assert response.status_code == 200
    return Page(response.content.decode())


def kinds(chat):
    return [kind for _, kind in logged(chat)]


@pytest.mark.parametrize(
    "action",
    [
        "", "sheet/", "plan/", "end/", "log/", "release", "extend", "hold", "resume", "stretch",
        "add", "questions/1/skip", "undo/1", "posts/1/set-aside",
    ],
)
@pytest.mark.parametrize("who", ["newcomer", "member"])
def test_for_others_there_is_no_desk(client, make_chat, make_user, newcomer, action, who):
    chat = make_chat(questions=1)
    member = make_user("mel")
    Membership.objects.create(community=chat.community, user=member)
    client.force_login({"newcomer": newcomer, "member": member}[who])
    address = f"{chat.desk_url()}{action}"
    is_button = action and not action.endswith("/")

    statuses = [client.post(address).status_code]
    statuses += [] if is_button else [client.get(address).status_code]

    assert set(statuses) == {404}
    assert logged(chat) == []


def test_a_stranger_is_asked_to_sign_in(client, make_chat):
    chat = make_chat()

    response = client.get(chat.desk_url())

    assert response.status_code == 302
    assert response.url == f"/sign-in/login/code/?next={chat.desk_url()}"


@pytest.mark.parametrize("posts", [1, 3])
def test_the_desk_takes_as_many_queries_however_many_posts(client, desk, post_in, posts):
    for number in range(posts):
        post_in(desk, "Hello", by=f"p{number}")
        post_in(desk, "Hello", by=f"p{number}", hold=True)

    with CaptureQueriesContext(connection) as queries:
        page = read(client, desk.desk_url())

    assert (len(page.posts), len(queries)) == (2 * posts, 18)


@pytest.mark.parametrize("htmx", [False, True])
def test_the_chair_releases_question_after_question_and_the_wrap_up(client, desk, htmx):
    for after in (0, 1, 2):
        page = press(client, desk, "release", htmx=htmx, after=after)
        assert "form" in [tag for tag, _ in page.tags]

    last = press(client, desk, "release", htmx=htmx, after=2)

    assert kinds(desk) == ["question.released", "question.released", "chat.wrapped_up"]
    assert "Everything on the run sheet is out." in last.text


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 9])
def test_a_button_that_makes_no_sense_releases_at_most_the_first(client, desk, after):
    press(client, desk, "release", after=after)

    assert kinds(desk) == ["question.released"]


def test_the_desk_offers_the_first_question_that_is_not_out(client, desk):
    desk.questions.filter(number=2).update(released_at=at("13:05"))

    page = read(client, desk.desk_url())
    after = [attrs["value"] for _, attrs in page.tags if attrs.get("name") == "after"]
    press(client, desk, "release", after=after[0])

    assert [one.is_released for one in desk.questions.all()] == [True, True]


@pytest.mark.parametrize(
    ("minutes", "end"), [("5", "14:05"), ("0", "14:00"), ("999", "14:00"), ("x", "14:00")]
)
def test_the_chair_extends_the_hour_by_bearable_minutes(client, desk, minutes, end):
    page = press(client, desk, "extend", minutes=minutes)

    assert Chat.objects.get().ends_at == at(end)
    assert ("Between 1 and 240 minutes, please." in page.text) is (end == "14:00")


def test_the_hour_is_ended_after_a_question(client, desk):
    asked = read(client, f"{desk.desk_url()}end/")
    still = Chat.objects.get().state
    press(client, desk, "end/")

    assert "End the hour now?" in asked.text
    assert (still, Chat.objects.get().state) == ("live", "closed")


@pytest.mark.parametrize("htmx", [False, True])
def test_what_cannot_be_done_is_said_in_plain_words(client, make_chat, chair, htmx):
    chat = make_chat(state="lobby", questions=1)
    client.force_login(chair)

    page = press(client, chat, "release", htmx=htmx, after=0)

    assert "That can be done while the hour is on." in page.text


def test_a_post_is_set_aside_put_back_let_in_and_refiled(client, desk, post_in):
    post = post_in(desk, "Hello", hold=True).post
    states = []

    for action, fields in [
        ("let-in", {}), ("set-aside", {}), ("restore", {}), ("refile", {"question": "2"}),
        ("refile", {"question": ""}),
    ]:
        press(client, desk, f"posts/{post.pk}/{action}", **fields)
        post = Post.objects.select_related("question").get()
        states.append((post.is_visible, str(post.question)))

    assert states == [
        (True, "None"), (False, "None"), (True, "None"), (True, "Q2"), (True, "None")
    ]


@pytest.mark.parametrize(
    ("action", "fields"), [("explode", {}), ("refile", {"question": "99"}), ("", {})]
)
def test_what_the_desk_does_not_know_is_404(client, desk, post_in, action, fields):
    post = post_in(desk, "Hello").post

    response = client.post(f"{desk.desk_url()}posts/{post.pk}/{action}", fields)

    assert response.status_code == 404


def test_a_post_of_another_hour_is_not_at_this_desk(client, desk, make_chat, post_in):
    elsewhere = post_in(make_chat(part=2), "Hello").post

    response = client.post(f"{desk.desk_url()}posts/{elsewhere.pk}/set-aside")

    assert (response.status_code, Post.objects.get().set_aside_at) == (404, None)


def sheet_fields(chat, **changes):
    fields = {"welcome": "Hello", "welcome_minutes": "5", "wrap_up": "", "wrap_up_minutes": "5"}
    for question in chat.questions.all():
        fields |= {f"text_{question.number}": question.text, f"minutes_{question.number}": "10"}
    return fields | changes


def test_the_run_sheet_is_kept_and_rows_without_words_are_left_out(client, desk):
    changes = {"text_1": "", "text_3": "Why?", "minutes_3": "12.5", "text_4": " "}

    press(client, desk, "sheet/", **sheet_fields(desk, **changes))

    assert list(desk.questions.values_list("text", "minutes")) == [
        ("What about 2?", 10), ("Why?", 12.5)
    ]


def test_a_question_that_is_out_cannot_be_emptied_into_the_next_ones_place(client, desk):
    desk.questions.filter(number=1).update(released_at=at("13:05"))

    page = press(client, desk, "sheet/", **sheet_fields(desk, text_1=" "))

    assert "A question that has been released can be reworded, not taken away." in page.text
    assert [one.text for one in desk.questions.all()] == ["What about 1?", "What about 2?"]


@pytest.mark.parametrize(
    "changes",
    [
        {"welcome_minutes": "nan"},
        {"minutes_1": "-1"},
        {"minutes_1": "1441"},
        {"text_1": "x" * 501},
        {"welcome": "x" * 1001},
    ],
)
def test_what_is_wrong_on_the_run_sheet_is_shown_with_what_was_typed(client, desk, changes):
    typed = sheet_fields(desk, text_2="Typed with care") | changes

    page = press(client, desk, "sheet/", **typed)

    assert "Typed with care" in page.text
    assert desk.questions.get(number=2).text == "What about 2?"


def plan_fields(**changes):
    usual = {"theme": "Snow", "starts": "2026-11-27T15:00", "minutes": "30", "autopilot": "on"}
    return usual | changes


def test_the_plan_is_on_the_communitys_clock_and_the_chair_stays(client, make_chat, chair):
    chat = make_chat(state="planned", day=at("13:00").date())
    client.force_login(chair)

    press(client, chat, "plan/", **plan_fields(chair=str(chair.pk)))

    chat = Chat.objects.get()
    assert (chat.theme, chat.starts_at, chat.minutes) == ("Snow", at("15:00"), 30)
    assert (chat.chair, chat.autopilot) == (chair, True)


def test_a_change_of_the_plan_is_told_with_what_changed_and_undone_by_its_button(
    client, make_chat, chair
):
    chat = make_chat(state="planned", day=at("13:00").date())
    client.force_login(chair)

    desk = press(client, chat, "plan/", **plan_fields(chair=str(chair.pk)))
    plan = read(client, f"{chat.desk_url()}plan/")
    offered = [
        [action for action in page.values("action", "form") if "/undo/" in action]
        for page in (desk, plan)
    ]
    after = Page(client.post(offered[1][0], follow=True).content.decode())
    late = Page(client.post(offered[1][0], follow=True).content.decode())

    assert "Changed the plan: theme, times Charlie" in desk.text
    assert offered[0] == offered[1] == [f"{chat.desk_url()}undo/1"]
    assert Chat.objects.get().theme == chat.theme
    assert after.text.count("Changed the plan: theme, times") == 2
    assert "The plan has changed since" not in late.text
    assert logged(chat) == [(1, "chat.edited"), (2, "chat.edited")]


def test_the_plan_form_keeps_a_chair_who_is_no_member(client, make_chat, chair):
    chat = make_chat(state="planned")
    client.force_login(chair)

    page = read(client, f"{chat.desk_url()}plan/")

    chosen = [attrs["value"] for tag, attrs in page.tags if tag == "option" and "selected" in attrs]
    assert chosen == [str(chair.pk)]


@pytest.mark.parametrize(
    "changes", [{"theme": " "}, {"starts": "1066-10-14T09:00"}, {"starts": "x"}, {"minutes": "0"}]
)
def test_a_plan_that_makes_no_sense_is_not_kept(client, make_chat, chair, changes):
    chat = make_chat(state="planned")
    client.force_login(chair)

    press(client, chat, "plan/", **plan_fields(**changes))

    assert (Chat.objects.get().theme, Chat.objects.get().starts_at) == (chat.theme, at("13:00"))


@pytest.mark.parametrize("page", ["sheet/", "plan/"])
def test_an_hour_that_is_over_is_part_of_the_record(client, make_chat, chair, page):
    chat = make_chat(state="closed", questions=1)
    client.force_login(chair)
    fields = sheet_fields(chat) if page == "sheet/" else plan_fields(chair=str(chair.pk))

    shown = press(client, chat, page, **fields)

    assert "The hour is over" in shown.text
    assert Chat.objects.get().theme == chat.theme


def test_the_desk_says_how_long_the_hour_still_has(client, desk, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: at("13:48"))

    assert "12 min left" in read(client, desk.desk_url()).text


def test_an_hour_in_the_gap_of_summer_time_is_planned_later_and_that_is_said(
    client, make_chat, make_community, chair
):
    community = make_community(zone="America/New_York")
    chat = make_chat(state="planned", community=community)
    client.force_login(chair)

    def times(starts):
        return plan_fields(starts=starts, chair=str(chair.pk))

    gap = press(client, chat, "plan/", **times("2027-03-14T02:30"))
    usual = press(client, chat, "plan/", **times("2027-03-14T03:30"))

    words = "The clocks go forward then: there is no 02:30. It is 03:30."
    assert (words in gap.text, words in usual.text) == (True, False)


@pytest.mark.parametrize(
    "action", ["", "sheet/", "plan/", "log/", "end/", "backstage/"]
)
def test_every_page_of_the_desk_tells_that_somebody_is_there(
    client, desk, monkeypatch, action
):
    monkeypatch.setattr(timezone, "now", lambda: at("13:10"))

    client.get(f"{desk.desk_url()}{action}")

    chat = Chat.objects.get()
    assert (chat.desk_seen_at, chat.checked_in_at) == (at("13:10"), at("13:10"))


def test_an_open_desk_that_asks_again_writes_only_every_other_time(client, desk, monkeypatch):
    counts = []
    for clock in ("13:10", "13:10:15", "13:10:30", "13:10:45"):
        monkeypatch.setattr(timezone, "now", lambda clock=clock: at(clock))
        with CaptureQueriesContext(connection) as queries:
            client.get(desk.desk_url(), headers=HTMX)
        counts.append(sum(one["sql"].startswith("UPDATE") for one in queries))

    assert counts == [2, 0, 1, 0]  # the first is told in the log too
