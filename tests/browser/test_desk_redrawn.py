"""A desk is redrawn under its chair's hands, with events and without; it says what was not done."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from goodtalk.chats.keeping_order.barring import hold_account
from goodtalk.chats.models import Chat, Post
from goodtalk.chats.steering.conductor import extend_hour, release_next
from goodtalk.communities.models import Membership, User
from goodtalk.desk.claims import FREES_AFTER, Claim
from goodtalk.desk.notes import write_note
from goodtalk.desk.welcome import claim_post
from tests.browser import scenes
from tests.running import wait_for

QUICK = "setInterval(() => postMessage('beat'), 200)"  # in place of every fifteen seconds
NOBODYS = {  # of an hour that begins, and in which somebody says something
    "chat.planned", "run_sheet.edited", "chat.opened", "chat.started", "chat.checked_in",
    "post.received",
}


@pytest.fixture
def hour(server):
    server.tell(scenes.make_community)
    return server.tell(scenes.plan_hour, -1, 30)


def beat_quickly(page):
    """The desk asks again at once."""
    page.route("**/beat.js", lambda route: route.fulfill(
        body=QUICK, content_type="text/javascript"
    ))


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


def hold_whoever_spoke():
    """Somebody at another desk has what the latest post's author says wait for a look."""
    moira = User.objects.get(email="moira@example.org")
    hold_account(Post.objects.latest("pk"), by=moira, now=timezone.now())


def share_out_unevenly():
    """Minutes as a spreading leaves them."""
    Chat.objects.latest("starts_at").questions.update(minutes=13 + 1 / 3)


def note_by(email, text):
    """Somebody tells the others backstage."""
    by = User.objects.get(email=email)
    write_note(Chat.objects.latest("starts_at"), text, by=by, now=timezone.now(), key=text)


def remove_moira():
    """An organiser has taken her from the desk."""
    Membership.objects.filter(user__email="moira@example.org").delete()


def test_what_only_the_clock_changes_is_seen_without_any_event(server, visit, hour):
    server.tell(scenes.say, "I am new here", "ann")
    server.tell(claim_then_lapse, False)
    cherry = visit("cherry")
    beat_quickly(cherry.page)
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

    expect(page.locator(".told")).to_contain_text("has just changed")
    expect(page.locator(".doings")).not_to_contain_text("by 7 min")
    extend_it.click()  # what is pressed now is about what stands here
    expect(page.locator(".doings")).to_contain_text("Extended the hour by 7 min")


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


def test_an_undo_leaves_the_chair_where_they_are_in_the_page(server, visit, hour):
    for number in range(9):
        server.tell(scenes.say, f"Said {number}")
    page = visit("cherry").go(f"{hour}desk/")
    server.tell(extend)
    undo = page.get_by_role("button", name="Undo: Extended the hour by 5 min")
    undo.focus()
    at = page.evaluate("scrollY")

    undo.click()

    expect(page.locator(".doings")).to_contain_text("Took 5 min of extension back")
    expect(page.locator("#doings")).to_be_focused()
    assert (at > 0, page.evaluate("scrollY")) == (True, at)


def test_an_undo_without_a_connection_is_said_not_to_be_done(server, visit, hour):
    cherry = visit("cherry")
    cherry.go(f"{hour}desk/")
    server.tell(extend)
    for where in ("desk/", "desk/log/"):
        page = cherry.go(f"{hour}{where}")
        cherry.context.set_offline(True)

        page.get_by_role("button", name="Undo: Extended the hour by 5 min").click()

        expect(page.locator(".told")).to_contain_text("Not sent: you are offline.")
        cherry.context.set_offline(False)


def test_the_log_undoes_where_it_stands_also_what_another_has_undone(server, visit, hour):
    cherry, moira = visit("cherry"), visit("moira")
    cherry.go(f"{hour}desk/")
    server.tell(extend)
    hers, theirs = (who.go(f"{hour}desk/log/") for who in (cherry, moira))
    undo = "Undo: Extended the hour by 5 min"

    hers.get_by_role("button", name=undo).click()

    expect(hers.locator(".doings")).to_contain_text("Took 5 min of extension back")
    expect(hers.get_by_role("button", name=undo)).to_have_count(0)
    expect(hers.locator("#log-lines")).to_be_focused()
    theirs.get_by_role("button", name=undo).click()
    expect(theirs.get_by_role("button", name=undo)).to_have_count(0)
    assert hers.url == theirs.url == f"{cherry.address}{hour}desk/log/"


def test_the_log_lifts_and_undoes_that_where_it_stands(server, visit, hour):
    server.tell(scenes.say, "Buy my watches")
    server.tell(hold_whoever_spoke)
    page = visit("cherry").go(f"{hour}desk/log/")

    page.get_by_role("button", name="Lift it: Jo").click()

    expect(page.get_by_role("button", name="Undo: Lifted it")).to_be_visible()
    expect(page.get_by_role("button", name="Lift it: Jo")).to_have_count(0)
    page.get_by_role("button", name="Undo: Lifted it").click()
    expect(page.get_by_role("button", name="Lift it: Jo")).to_be_visible()


@pytest.mark.parametrize("where", ["desk/", "desk/backstage/"])
def test_the_button_of_a_note_stays_in_hand_while_others_write_theirs(server, visit, hour, where):
    server.tell(note_by, "cherry@example.org", "Jo is upset")
    cherry = visit("cherry")
    cherry.page.clock.install()
    beat_quickly(cherry.page)
    page = cherry.go(f"{hour}{where}")
    take_back = page.get_by_role("button", name="Take it back")
    take_back.focus()

    server.tell(note_by, "moira@example.org", "I have seen it")
    page.clock.run_for(16_000)

    expect(page.locator("#backstage-notes")).to_contain_text("I have seen it")
    expect(take_back).to_be_focused()


def test_a_note_is_taken_back_and_put_back_without_looking_for_its_button(server, visit, hour):
    server.tell(note_by, "cherry@example.org", "Jo is upset")
    page = visit("cherry").go(f"{hour}desk/")

    page.get_by_role("button", name="Take it back").press("Enter")

    expect(page.locator("#backstage-notes")).to_contain_text("Taken back.")
    expect(page.get_by_role("button", name="Put it back")).to_be_focused()


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


def test_a_key_without_a_button_beside_the_post_opens_the_tools_at_it(server, visit, hour):
    server.tell(scenes.say, "Buy my watches", "mallory")
    page = visit("cherry").go(f"{hour}desk/")
    post = page.locator("#latest-log article.post")
    dialog = page.get_by_role("dialog")
    reason = dialog.get_by_label("Reason, for the desk’s log")

    post.focus()
    page.keyboard.press("x")
    expect(reason).to_be_focused()
    page.keyboard.type("spam, blah")

    expect(reason).to_have_value("spam, blah")
    page.keyboard.press("Escape")
    for key, name in (("r", "Refile"), ("e", "Experience"), ("h", "Hold this account")):
        expect(dialog).not_to_be_visible()
        post.focus()
        page.keyboard.press(key)
        expect(dialog.get_by_role("button", name=name)).to_be_focused()
        page.keyboard.press("Escape")
    acts = {kind for _, kind in server.tell(scenes.log_of_the_hour)} - NOBODYS
    assert acts == set()


def test_what_is_typed_before_the_tools_are_there_does_nothing(server, visit, hour):
    server.tell(scenes.say, "Buy my watches", "mallory")
    cherry = visit("cherry")
    page = cherry.go(f"{hour}desk/")
    waiting = []
    page.route("**/tools/", lambda route: waiting.append(route))
    page.locator("#latest-log article.post").focus()

    page.keyboard.type("xspam")
    wait_for(
        lambda: page.wait_for_timeout(10) or waiting, lambda: "The tools were not asked for."
    )
    waiting[0].continue_()

    expect(page.get_by_label("Reason, for the desk’s log")).to_be_focused()
    acts = {kind for _, kind in server.tell(scenes.log_of_the_hour)} - NOBODYS
    assert (len(waiting), acts) == (1, set())


def test_a_theme_that_is_changed_at_another_desk_heads_this_one_too(server, visit, hour):
    page = visit("cherry").go(f"{hour}desk/")
    theirs = visit("moira").go(f"{hour}desk/plan/")

    theirs.get_by_label("Theme").fill("Councils and the snow")
    theirs.get_by_role("button", name="Keep it").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Councils and the snow")


def test_minutes_with_a_fraction_can_be_read_on_a_phone(server, visit, hour):
    server.tell(share_out_unevenly)
    page = visit("cherry", phone=True).go(f"{hour}desk/sheet/")
    field = page.get_by_label("Minutes of Q1")

    cut_off = field.evaluate("field => field.scrollWidth - field.clientWidth")

    assert (field.input_value(), cut_off) == ("13.33", 0)
