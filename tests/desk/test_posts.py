"""The tools on a post: in the dialog, on its own page without JavaScript, at two desks at once."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goodtalk.chats.keeping_order.barring import hold_account
from goodtalk.chats.keeping_order.moderation import set_aside
from goodtalk.chats.models import Bar, Post
from tests.chats.pages import Page, read
from tests.hour import at, logged

IN_DIALOG = {"HX-Request": "true", "HX-Target": "post-tools"}


@pytest.fixture
def desk(client, make_chat, chair):
    """A live hour with two questions; the client sits at its desk."""
    chat = make_chat(questions=2)
    client.force_login(chair)
    return chat


@pytest.fixture
def second_desk(organiser):
    """The same desk, in another browser."""
    client = Client()
    client.force_login(organiser)
    return client


def press(client, post, action, headers=None, **fields):
    """Press a button of a post's tools; the page that comes is read."""
    address = f"{post.chat.desk_url()}posts/{post.pk}/{action}"
    response = client.post(address, fields, headers=headers or {}, follow=True)
    assert response.status_code == 200
    return Page(response.content.decode())


def kinds(chat):
    return [kind for _, kind in logged(chat)]


@pytest.mark.parametrize("headers", [None, IN_DIALOG])
def test_everything_can_be_done_with_a_post_and_taken_back(client, desk, post_in, headers):
    post = post_in(desk, "A1 gritters").post

    for action, fields in [
        ("spotlight", {}), ("end-spotlight", {}), ("mark", {"kind": "promise"}), ("unmark", {}),
        ("refile", {"question": "2"}), ("set-aside", {"reason": " Off  the subject "}),
        ("restore", {}), ("hold-account", {"reason": "Rude"}),
    ]:
        press(client, post, action, headers=headers, next="post", **fields)

    assert kinds(desk)[1:] == [
        "post.spotlit", "post.unspotlit", "post.marked", "post.marked", "post.refiled",
        "post.set_aside", "post.restored",
    ]
    assert [(bar.kind, bar.reason) for bar in Bar.objects.all()] == [("held", "Rude")]


def test_a_posts_own_page_has_every_tool_without_javascript(client, desk, post_in):
    post = post_in(desk, "A1 gritters").post

    page = read(client, post.get_absolute_url())

    actions = {each.rpartition("/")[2] for each in page.values("action", "form")}
    assert {"spotlight", "set-aside", "refile", "mark", "hold-account", "block"} <= actions
    assert page.values("data-key", "button") == ["s", "a", "r", "i", "e", "q", "p", "h"]
    assert page.dangers() == []


def test_the_dialog_asks_for_the_tools_alone(client, desk, post_in):
    post = post_in(desk, "A1 gritters", hold=True).post
    address = f"{desk.desk_url()}posts/{post.pk}/tools/"

    page = read(client, address, **IN_DIALOG)
    without = client.get(address)

    assert ("html" in [tag for tag, _ in page.tags], "Let it in" in page.text) == (False, True)
    assert without.url == f"{post.get_absolute_url()}#tools"


@pytest.mark.parametrize("who", ["newcomer", "stranger"])
def test_others_are_offered_no_tool(client, make_chat, post_in, newcomer, who):
    chat = make_chat()
    post = post_in(chat, "Hello").post
    if who == "newcomer":
        client.force_login(newcomer)

    page, room = read(client, post.get_absolute_url()), read(client, chat.get_absolute_url())
    tools = client.get(f"{chat.desk_url()}posts/{post.pk}/tools/")

    assert [each for each in page.values("action") if "/desk/" in each] == []
    assert "post-tools" not in [tag for tag, _ in room.tags]
    assert tools.status_code == {"newcomer": 404, "stranger": 302}[who]


def test_an_account_is_blocked_with_what_it_said_and_let_off_again(client, desk, post_in):
    post = post_in(desk, "Buy my boots").post
    press(client, post, "block", reason="Adverts", and_set_aside="1")
    blocked = (post_in(desk, "Buy my hats").outcome, Post.objects.get().is_visible)

    page = press(client, post, "lift", bar=Bar.objects.get().pk, next="post")

    assert blocked == ("refused", False)
    assert (post_in(desk, "Hello").outcome, Post.objects.first().is_visible) == ("stored", True)
    assert "is blocked" not in page.text


def test_nobody_is_named_for_what_the_host_or_a_command_did(client, desk, post_in):
    post = post_in(desk, "Buy my boots").post
    set_aside(post, by=None, now=at("13:20"))
    Bar.objects.create(community=desk.community, kind=Bar.Kind.HELD, account=post.account)

    page, room = read(client, post.get_absolute_url()), read(client, desk.desk_url())

    assert "Set aside: only the desk and its author see this." in page.text
    assert "is held for a look Lift it" in page.text
    assert ("Set aside Put it back" in room.text, "Set aside by" in room.text) == (True, False)


def test_a_whole_domain_is_blocked(client, desk, post_in):
    press(client, post_in(desk, "Buy my boots").post, "block", whom="domain")

    assert [bar.domain for bar in Bar.objects.all()] == ["social.example"]
    assert post_in(desk, "Hello", by="ann").outcome == "refused"


def test_a_bar_is_lifted_at_a_post_of_whom_it_is_about(client, desk, post_in, chair):
    bar = hold_account(post_in(desk, "Hello").post, by=chair, now=at("13:10"))
    other = post_in(desk, "Hello", by="ann").post

    response = client.post(f"{desk.desk_url()}posts/{other.pk}/lift", {"bar": bar.pk})

    assert (response.status_code, Bar.objects.standing().count()) == (404, 1)


def test_two_desks_never_contradict_each_other(client, second_desk, desk, post_in):
    post = post_in(desk, "Gritters").post
    tags = read(client, post.get_absolute_url()).tags
    seen = next(attrs["value"] for _, attrs in tags if attrs.get("name") == "seen")

    press(client, post, "refile", question="1", seen=seen, next="post")
    stale = press(second_desk, post, "refile", question="2", seen=seen, next="post")
    press(second_desk, post, "spotlight", next="post")
    press(client, post, "spotlight", next="post")
    press(client, post, "set-aside", reason="Twice", next="post")
    press(second_desk, post, "set-aside", reason="Rude", next="post")

    states = [read(one, post.get_absolute_url()).text for one in (client, second_desk)]
    assert "Somebody else has just changed that." in stale.text
    assert kinds(desk) == ["post.received", "post.refiled", "post.spotlit", "post.set_aside"]
    assert ["Q1, by the chair" in text and "Twice" in text for text in states] == [True, True]


@pytest.mark.parametrize(
    ("action", "fields"),
    [("mark", {"kind": "talk"}), ("mark", {}), ("lift", {"bar": "x"}), ("lift", {"bar": "1"})],
)
def test_what_makes_no_sense_is_404(client, desk, post_in, action, fields):
    post = post_in(desk, "Hello").post

    response = client.post(f"{desk.desk_url()}posts/{post.pk}/{action}", fields)

    assert response.status_code == 404


@pytest.mark.parametrize("replies", [1, 3])
def test_a_posts_page_takes_as_many_queries_with_every_tool(client, desk, post_in, replies):
    post = post_in(desk, "A1 gritters").post
    for number in range(replies):
        post_in(desk, "Indeed", by=f"p{number}", in_reply_to=post.uri, when="13:11")

    with CaptureQueriesContext(connection) as queries:
        page = read(client, post.get_absolute_url())

    assert (len(page.posts), len(queries)) == (1 + replies, 11)


def test_what_was_done_at_the_desk_is_undone_there(client, desk, post_in):
    post = post_in(desk, "Gritters").post
    press(client, post, "set-aside")

    client.post(f"{desk.desk_url()}undo/{desk.events.last().seq}")

    assert Post.objects.get().is_visible is True


@pytest.mark.parametrize(
    ("words", "kind"), [("Who grits the footways?", "question"), ("We grit", "introduction")]
)
def test_not_marked_has_a_post_be_what_the_rules_say(client, desk, post_in, words, kind):
    post = post_in(desk, words).post
    press(client, post, "mark", kind="promise")

    press(client, post, "unmark")

    post.refresh_from_db()
    assert (post.kind, post.is_kind_decided) == (kind, False)
    assert ("Ask it next" in read(client, desk.desk_url()).text) is (kind == "question")
