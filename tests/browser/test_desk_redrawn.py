"""A desk is redrawn under its chair's hands, with events and without; it says what was not done."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from goodtalk.chats.models import Chat, Post
from goodtalk.chats.steering.conductor import extend_hour, release_next
from goodtalk.communities.models import Membership, User
from goodtalk.desk.claims import FREES_AFTER, Claim
from goodtalk.desk.welcome import claim_post
from tests.browser import scenes

QUICK = "setInterval(() => postMessage('beat'), 200)"  # in place of every fifteen seconds


@pytest.fixture
def hour(server):
    server.tell(scenes.make_community)
    return server.tell(scenes.plan_hour, -1, 30)


def claim_then_lapse(lapsed):
    """Moira takes the latest post on, or took it on too long ago; the clock makes no event."""
    now = timezone.now()
    if lapsed:
        Claim.objects.update(claimed_at=now - FREES_AFTER - timedelta(seconds=1))
    else:
        moira = User.objects.get(email="moira@example.org")
        claim_post(Post.objects.latest("pk"), by=moira, now=now)


def settle_latest():
    """Somebody settles the latest post, in a way that no desk hears of at once."""
    claim = Claim.objects.get(post=Post.objects.latest("pk"))
    claim.settled_at, claim.settled_by = timezone.now(), User.objects.get(name="Moira")
    claim.save()


def release_first():
    """Somebody at another desk releases the first question."""
    chat = Chat.objects.latest("starts_at")
    moira = User.objects.get(email="moira@example.org")
    release_next(chat, after=0, by=moira, now=timezone.now())


def extend():
    """Somebody at another desk gives the hour five minutes more."""
    moira = User.objects.get(email="moira@example.org")
    extend_hour(Chat.objects.latest("starts_at"), minutes=5, by=moira, now=timezone.now())


def remove_moira():
    """An organiser has taken her from the desk."""
    Membership.objects.filter(user__email="moira@example.org").delete()


def test_what_only_the_clock_changes_is_seen_without_any_event(server, visit, hour):
    server.tell(scenes.say, "I am new here", "ann")
    server.tell(claim_then_lapse, False)
    cherry = visit("cherry")
    cherry.page.route("**/beat.js", lambda route: route.fulfill(
        body=QUICK, content_type="text/javascript"
    ))
    page = cherry.go(f"{hour}desk/")
    expect(page.locator(".welcome-queue")).to_contain_text("Moira is looking after it")

    server.tell(claim_then_lapse, True)

    expect(page.get_by_role("button", name="I will answer Ann")).to_be_visible()


def test_a_question_half_written_keeps_its_place_while_the_rest_is_redrawn(server, visit, hour):
    page = visit("cherry").go(f"{hour}desk/")
    field = page.locator("#add-text")
    field.press_sequentially("What of the ?")
    field.press("ArrowLeft")
    page.get_by_label("Minutes more").fill("7")
    field.focus()

    server.tell(release_first)

    expect(page.get_by_role("button", name="Release Q2 now")).to_be_visible()
    page.keyboard.type("snow")
    expect(field).to_have_value("What of the snow?")
    expect(page.get_by_label("Minutes more")).to_have_value("7")
    page.get_by_role("button", name="Add it").click()
    expect(page.locator(".desk-sheet")).to_contain_text("What of the snow?")
    expect(field).to_have_value("")


def test_a_button_beside_a_field_being_written_in_does_nothing_when_it_is_stale(
    server, visit, hour
):
    page = visit("cherry").go(f"{hour}desk/")
    more, extend_it = (
        page.get_by_label("Minutes more"), page.get_by_role("button", name="Extend", exact=True)
    )
    more.fill("7")
    server.tell(extend)
    expect(page.locator(".doings")).to_contain_text("Extended the hour by 5 min")

    extend_it.click()

    expect(more).to_have_value("5")  # drawn again: what is pressed now is about what stands here
    expect(page.locator(".doings")).not_to_contain_text("by 7 min")
    extend_it.click()
    expect(page.locator(".doings li", has_text="Extended the hour by 5 min")).to_have_count(2)


def test_what_the_server_refuses_is_said_in_words_and_keeps_its_own(server, visit, hour):
    page = visit("cherry").go(f"{hour}desk/")
    page.locator("#add-text").fill("   ")

    page.get_by_role("button", name="Add it").click()

    expect(page.locator(".told")).to_contain_text("A question needs words: 500 characters at most.")
    expect(page.locator("#add-text")).to_have_value("   ")
    page.get_by_role("button", name="Hold", exact=True).click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    assert page.locator(".told").inner_text().strip() == ""


def test_an_answer_being_written_stays_when_somebody_else_has_settled_it(server, visit, hour):
    server.tell(scenes.say, "I am new here", "ann")
    page = visit("cherry").go(f"{hour}desk/")
    page.get_by_role("button", name="I will answer Ann").click()
    page.get_by_label("Your answer to Ann").fill("Welcome")

    server.tell(settle_latest)
    server.tell(scenes.say, "I too", "bob")

    expect(page.locator(".welcome-queue")).to_contain_text("Bob")
    expect(page.get_by_label("Your answer to Ann")).to_have_value("Welcome")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_label("Your answer to Ann")).to_have_count(0)
    assert "Welcome #lgovsm" in server.tell(scenes.said)


def test_a_focused_button_is_left_alone_and_an_open_list_stays_open(server, visit, hour):
    server.tell(scenes.say, "I am new here", "ann")
    page = visit("cherry").go(f"{hour}desk/")
    page.get_by_role("button", name="Greeted already: Ann").click()
    page.get_by_text("Settled without an answer").click()
    page.get_by_role("button", name="Spread the rest").focus()

    server.tell(scenes.say, "And more", "bob")

    expect(page.locator("#latest-log")).to_contain_text("And more")
    expect(page.get_by_role("button", name="Spread the rest")).to_be_focused()
    expect(page.get_by_role("button", name="Put the post of Ann back")).to_be_visible()


def test_what_was_pressed_without_a_connection_is_said_not_to_be_done(server, visit, hour):
    cherry = visit("cherry")
    page = cherry.go(f"{hour}desk/")
    told = page.locator(".told")
    cherry.context.set_offline(True)
    expect(told).to_contain_text("No connection: this desk may be out of date")

    page.get_by_role("button", name="Release Q1 now").click()

    expect(told).to_contain_text("Not sent: you are offline. It was not done.")
    server.tell(scenes.say, "Said meanwhile")
    cherry.context.set_offline(False)
    expect(told).not_to_contain_text("No connection")
    expect(page.locator("#latest-log")).to_contain_text("Said meanwhile")
    expect(page.get_by_role("button", name="Release Q1 now")).to_be_visible()


def test_whoever_was_removed_from_the_desk_is_told_so(server, visit, hour):
    server.tell(scenes.say, "Buy my watches")
    page = visit("moira").go(f"{hour}desk/")
    server.tell(remove_moira)

    page.get_by_role("button", name="Set aside").click()

    expect(page.locator(".told")).to_contain_text("You are not at this desk any more.")


def test_a_session_that_has_ended_leads_to_the_way_in_and_back_to_what_was_written(
    server, visit, hour
):
    cherry = visit("cherry")
    page = cherry.go(f"{hour}desk/")
    page.locator("#add-text").fill("What of the snow?")
    cookies = cherry.context.cookies()
    cherry.context.clear_cookies(name="sessionid")

    page.get_by_role("button", name="Hold", exact=True).click()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.locator("#desk")).to_have_count(0)
    assert page.locator("input[name=next]").first.get_attribute("value") == f"{hour}desk/"
    cherry.context.add_cookies(cookies)
    cherry.go(f"{hour}desk/")
    expect(page.locator("#add-text")).to_have_value("What of the snow?")


def test_a_question_is_asked_next_and_an_account_blocked_by_key(server, visit, hour):
    server.tell(scenes.say, "Does anybody grit the footways?")
    page = visit("cherry").go(f"{hour}desk/")
    post = page.locator("#latest-log article.post")

    post.focus()
    page.keyboard.press("n")
    expect(page.locator(".desk-sheet")).to_contain_text("Does anybody grit the footways?")
    post.focus()
    page.keyboard.press("d")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("x")

    expect(dialog.get_by_label("Reason, for the desk’s log")).to_be_focused()
    expect(dialog.get_by_role("button", name="Block this account")).to_be_visible()
