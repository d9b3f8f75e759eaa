import json
import re
from pathlib import Path

from goodtalk.chats.frames import frames_of
from goodtalk.chats.keeping_order import moderation
from goodtalk.chats.log import KINDS
from goodtalk.chats.models import Account
from goodtalk.chats.steering import conductor, steering
from goodtalk.chats.steering.planning import Plan, change_plan, plan_chat
from goodtalk.chats.steering.promoting import promote_question
from goodtalk.chats.steering.run_sheet import Asked, RunSheet
from goodtalk.chats.steering.undoing import undo
from goodtalk.chats.thanking import thank
from goodtalk.desk import welcome
from goodtalk.record.recaps.publishing import publish_recap, take_recap_back
from tests.hour import at

PAGE = (Path(__file__).parents[2] / "docs/events.md").read_text(encoding="utf-8")


def rows(heading):
    """The table under a heading, without its head: the cells of each row."""
    section = re.split(rf"^#+ {heading}$", PAGE, flags=re.MULTILINE)[1].split("\n#")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")][2:]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


def fields(*shapes):
    """The fields of an event that brings these, as the page has them."""
    return frozenset(row[0] for shape in ("every event", *shapes) for row in rows(shape))


def test_every_kind_of_event_is_documented_with_its_meaning():
    assert {kind: meaning for kind, meaning, _ in rows("Kinds")} == KINDS


def test_every_field_that_an_event_brings_is_documented_for_its_kind(
    make_community, chair, post_in
):
    chat = hold_an_hour(make_community(), chair, post_in)
    frames = frames_of(chat.pk, 0)

    brought = {(frame.kind, frozenset(json.loads(frame.data))) for frame in frames}

    documented = {
        (kind, fields(*re.findall("hour|question|post|spotlight|thanks|gone", shape)))
        for kind, _, shapes in rows("Kinds")
        for shape in re.split(", or ", shapes)
    }
    assert {kind for kind, _ in brought} == set(KINDS)
    assert brought <= documented
    shapes = {"hour", "post", "thanks", "gone"}
    assert {found for _, found in brought} >= {fields(shape) for shape in shapes}


def hold_an_hour(community, chair, post_in):
    """An hour in which everything happens."""
    plan = Plan(at("13:00"), 60, "Snow", chair=chair, autopilot=False)
    sheet = RunSheet([Asked("What about ice?")])
    chat = plan_chat(community, plan, sheet=sheet, by=chair, now=at("12:00"))
    change_plan(chat, plan, by=chair, now=at("12:10"))
    conductor.keep_time(chat, now=at("13:00"))
    conductor.release_next(chat, after=0, by=chair, now=at("13:05"))
    receipts = [post_in(chat, f"A1: answer {number}", by=f"p{number}") for number in range(4)]
    first, second, third, fourth = (receipt.post for receipt in receipts)
    for words in ("We grit the…", "We grit the hills first"):
        post_in(chat, words, by="nia", uri="https://social.example/cut")
    held = post_in(chat, "A guest", by="guest", hold=True).post
    post_in(chat, "Another guest", by="guest2", hold=True)
    thank(first, Account.objects.get(handle="@p1@social.example").person, wanted=True,
          now=at("13:11"))
    moderation.let_in(held, by=chair, now=at("13:12"))
    moderation.set_aside(second, by=chair, now=at("13:12"))
    moderation.set_aside(third, by=chair, now=at("13:13"))
    moderation.restore(third, by=chair, now=at("13:14"))
    moderation.refile(first, None, by=chair, now=at("13:15"))
    moderation.withdraw(fourth, now=at("13:16"))
    moderation.spotlight(first, by=chair, now=at("13:16"))
    moderation.end_spotlight(first, by=chair, now=at("13:16"))
    moderation.mark(first, "idea", by=chair, now=at("13:16"))
    steer(chat, first, chair)
    for look_after in (
        welcome.claim_post, welcome.free_post, welcome.settle_post, welcome.put_back
    ):
        look_after(first, by=chair, now=at("13:19"))
    conductor.extend_hour(chat, minutes=5, by=chair, now=at("13:20"))
    undo(chat, chat.events.last().seq, by=chair, now=at("13:21"))
    press_too_early(chat, chair)
    conductor.end_hour(chat, by=chair, now=at("13:59"))
    recapped(chat, chair)
    return chat


def recapped(chat, chair):
    """The chair writes about it, puts that otherwise, and has second thoughts."""
    first = publish_recap(chat, "We grit.", after=0, by=chair, now=at("14:10"))
    publish_recap(chat, "We grit the hills.", after=first.pk, by=chair, now=at("14:11"))
    take_recap_back(chat, by=chair, now=at("14:12"))


def press_too_early(chat, chair):
    """The chair, who is back, asks more, wraps up, and ends the hour: and takes each back."""
    conductor.check_in(chat, by=chair, now=at("13:46"))
    more = steering.add_question(chat, "And bridges?", by=chair, now=at("13:46"))
    conductor.release_next(chat, after=more.number - 1, by=chair, now=at("13:46"))
    undo(chat, chat.events.last().seq, by=chair, now=at("13:46"))
    steering.take_off(chat.questions.get(text="And bridges?"), by=chair, now=at("13:46"))
    conductor.release_next(chat, after=99, by=chair, now=at("13:47"))
    undo(chat, chat.events.last().seq, by=chair, now=at("13:47"))
    conductor.end_hour(chat, by=chair, now=at("13:47"))
    undo(chat, chat.events.last().seq, by=chair, now=at("13:47"))
    conductor.keep_time(chat, now=at("13:58"))


def steer(chat, post, chair):
    """The chair moves what is to come about; a question that was promoted stays."""
    conductor.check_in(chat, by=chair, now=at("13:16"))
    conductor.hold_hour(chat, by=chair, now=at("13:16"))
    conductor.resume_hour(chat, by=chair, now=at("13:17"))
    promoted = promote_question(post, by=chair, now=at("13:18"))
    added = steering.add_question(chat, "And footways?", by=chair, now=at("13:18"))
    steering.take_off(added, by=chair, now=at("13:18"))
    steering.stretch_rest(chat, by=chair, now=at("13:19"))
    undo(chat, chat.events.last().seq, by=chair, now=at("13:19"))
    steering.skip_question(promoted, by=chair, now=at("13:19"))
    steering.restore_question(promoted, by=chair, now=at("13:19"))
    steering.skip_question(promoted, by=chair, now=at("13:19"))
