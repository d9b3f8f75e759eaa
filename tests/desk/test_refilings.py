"""A post filed elsewhere, with what answers it: one line at the desk, with its undo in sight."""

import csv
import io

import pytest

from goodtalk.chats.keeping_order.moderation import refile, set_aside
from goodtalk.chats.log import append_event
from goodtalk.chats.models import Chat, DeskLine, Post
from goodtalk.chats.steering.undoing import CannotUndo, undo
from goodtalk.desk.doings import latest_doings
from tests.chats.pages import read
from tests.hour import at, logged

WHOLE_LOG = "/lgovsm/desk-log/"


@pytest.fixture
def hour(make_chat):
    """An hour that is over, with three questions."""
    return make_chat(questions=3, state="closed")


@pytest.fixture
def answered(hour, post_in):
    """Has a post of Q1 there that as many answer: answered(6)."""

    def make(replies):
        post = post_in(hour, "A1 gritters").post
        for number in range(replies):
            post_in(hour, "Indeed", by=f"p{number}", in_reply_to=post.uri, when="13:11")
        return post

    return make


def file_at(post, number, by, clock="14:20"):
    """File a post under the question with this number, or under none."""
    return refile(post, post.chat.questions.filter(number=number).first(), by=by, now=at(clock))


def offered(chat):
    """The latest of what was done, and whether its undo is offered."""
    return [(one.sentence, one.can_be_undone) for one in latest_doings(chat)]


def places(chat):
    return list(chat.posts.order_by("pk").values_list("question__number", "filed_by"))


@pytest.mark.parametrize(
    ("replies", "told"), [(0, ""), (1, ", and 1 reply with it"), (7, ", and 7 replies with it")]
)
def test_a_post_filed_elsewhere_is_one_line_with_its_undo_however_many_replies_follow(
    hour, answered, chair, replies, told
):
    file_at(answered(replies), 3, chair)

    assert offered(hour) == [(f"Filed a post elsewhere{told}: from Q1 to Q3", True)]
    assert [kind for _, kind in logged(hour, 1 + replies)] == ["post.refiled"] * (1 + replies)


def test_the_hours_log_has_the_one_line_with_its_undo(client, hour, answered, chair):
    file_at(answered(6), 3, chair)
    client.force_login(chair)

    page = read(client, f"{hour.desk_url()}log/")

    assert page.text.count("Filed a post elsewhere") == 1
    assert [one for one in page.values("action") if "/undo/" in one] == [
        f"{hour.desk_url()}undo/{hour.events.exclude(by=None).first().seq}"
    ]


def test_the_log_of_the_desks_and_its_table_have_the_one_line(
    client, hour, answered, chair, organiser
):
    post = answered(6)
    file_at(post, 3, chair)
    client.force_login(organiser)

    page = read(client, WHOLE_LOG)
    table = client.get(f"{WHOLE_LOG}export.csv").getvalue().decode()

    what = "Filed a post elsewhere, and 6 replies with it: from Q1 to Q3"
    assert (page.text.count("Filed a post elsewhere"), page.text.count(what)) == (1, 1)
    rows = [(row["what"], row["reason"], row["post"]) for row in csv.DictReader(io.StringIO(table))]
    assert rows == [(what, "", post.get_absolute_url())]


def test_undo_brings_the_replies_back_too_and_is_one_line_itself(hour, answered, chair):
    post = answered(2)
    before = places(hour)
    file_at(post, 3, chair)
    filed = places(hour)

    undo(hour, hour.events.exclude(by=None).first().seq, by=chair, now=at("14:21"))

    assert filed == [(3, "chair"), (3, "reply"), (3, "reply")]
    assert places(hour) == before == [(1, "label"), (1, "reply"), (1, "reply")]
    assert offered(hour) == [
        ("Filed a post elsewhere, and 2 replies with it: from Q3 to Q1", True),
        ("Filed a post elsewhere, and 2 replies with it: from Q1 to Q3", False),
    ]


def test_replies_that_nobody_sees_are_not_counted(hour, answered, chair):
    post = answered(2)
    set_aside(Post.objects.last(), by=chair, now=at("14:19"))

    file_at(post, 3, chair)

    assert offered(hour)[0] == ("Filed a post elsewhere, and 1 reply with it: from Q1 to Q3", True)


def test_what_was_done_with_a_reply_can_be_undone_after_it_has_followed_its_post(
    hour, answered, chair
):
    post = answered(1)
    reply = Post.objects.last()
    file_at(reply, 2, chair)
    undo(hour, hour.events.last().seq, by=chair, now=at("14:21"))
    undoing = hour.events.last().seq
    file_at(post, 3, chair)

    is_offered = [one.can_be_undone for one in latest_doings(hour) if one.event.seq == undoing]
    undo(hour, undoing, by=chair, now=at("14:22"))

    assert is_offered == [True]
    assert places(hour) == [(3, "chair"), (2, "chair")]


def test_a_reply_that_followed_has_no_undo_of_its_own(hour, answered, chair):
    file_at(answered(1), 3, chair)

    with pytest.raises(CannotUndo):
        undo(hour, hour.events.last().seq, by=chair, now=at("14:21"))


def test_lines_from_before_replies_were_marked_read_as_they_did(hour, answered, chair):
    post = answered(2)
    file_at(post, 3, chair)
    hour.events.filter(kind="post.refiled").delete()
    for one in hour.posts.order_by("pk"):
        hour.refresh_from_db()
        event = append_event(hour, "post.refiled", {"post": one.pk}, at=at("14:20"), by=chair)
        if one == post:
            DeskLine.objects.create(
                community=hour.community, chat=hour, kind=event.kind, by=chair, at=event.at,
                event=event, post=post, reason="Q3", before={"question": None},
            )  # fmt: skip

    assert offered(hour) == [
        ("Filed a post elsewhere", False), ("Filed a post elsewhere", False),
        ("Filed a post elsewhere: from no question to Q3", True),
    ]  # fmt: skip


def test_a_post_that_only_has_its_place_made_sure_is_said_to_have_that(hour, answered, chair):
    file_at(answered(1), 1, chair)

    assert offered(hour) == [("Filed a post elsewhere: Q1", True)]


def test_from_where_is_told_also_of_a_question_that_is_gone(
    client, hour, answered, chair, organiser
):
    file_at(answered(1), 0, chair)
    hour.questions.get(number=1).delete()
    client.force_login(organiser)

    told = "Filed a post elsewhere, and 1 reply with it: from a question to no question"
    assert offered(hour) == [(told, True)]
    assert told in read(client, WHOLE_LOG).text


@pytest.mark.parametrize("page", ["", "log/"])
def test_what_was_done_leads_to_its_post_and_nowhere_once_that_is_gone(
    client, hour, post_in, chair, page
):
    post, other = post_in(hour, "A1 gritters").post, post_in(hour, "A1 salt", by="ann").post
    file_at(post, 3, chair)
    file_at(other, 3, chair)
    skip = append_event(Chat.objects.get(), "question.skipped", {}, at=at("14:21"), by=chair)
    other.delete()
    client.force_login(chair)

    html = client.get(f"{hour.desk_url()}{page}").content.decode()

    lines = [each.partition("</li>")[0] for each in html.split('<li id="doing-')[1:]]
    link = f'<a href="{post.get_absolute_url()}">the post</a>'
    assert [line.partition('"')[0] for line in lines] == [
        str(skip.seq), str(skip.seq - 1), str(skip.seq - 2)
    ]  # fmt: skip
    assert [(link in line, "<a " in line) for line in lines] == [
        (False, False), (False, False), (True, True)
    ]  # fmt: skip


@pytest.mark.parametrize("posts", [1, 3])
def test_the_logs_take_as_many_queries_for_three_such_lines_as_for_one(
    client, hour, post_in, organiser, posts, django_assert_num_queries
):
    for number in range(posts):
        post = post_in(hour, "A1 gritters", by=f"p{number}").post
        post_in(hour, "Indeed", in_reply_to=post.uri, when="13:11")
        file_at(post, 3, organiser)
    client.force_login(organiser)

    with django_assert_num_queries(8):
        page = read(client, f"{hour.desk_url()}log/")
    with django_assert_num_queries(12):
        whole = read(client, WHOLE_LOG)

    assert [one.text.count(": from Q1 to Q3") for one in (page, whole)] == [posts, posts]
