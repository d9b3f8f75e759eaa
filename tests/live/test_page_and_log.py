"""For each kind of event: the page before it, and what the log says of it, are the page after."""

import json
import re

import pytest
from django.utils import timezone

from goodtalk.chats.frames import frames_of
from goodtalk.chats.keeping_order import moderation
from goodtalk.chats.log import KINDS
from goodtalk.chats.models import Account
from goodtalk.chats.steering import conductor, steering
from goodtalk.chats.steering.planning import Plan, change_plan
from goodtalk.chats.steering.promoting import promote_question
from goodtalk.chats.steering.run_sheet import Asked, RunSheet, edit_run_sheet
from goodtalk.chats.steering.undoing import undo
from goodtalk.chats.thanking import thank
from goodtalk.desk import welcome
from goodtalk.record.recaps.publishing import publish_recap, take_recap_back
from tests.hour import at

STRIP = {"top": "top_html", "now": "now_html", "run-sheet": "run_sheet_html"}
NOW = at("13:20")


def edit_plan(chat, chair, post_in):
    plan = Plan(chat.starts_at, 60, "Ice on the roads", chair=chair)
    change_plan(chat, plan, by=chair, now=NOW)


def edit_sheet(chat, chair, post_in):
    sheet = RunSheet([Asked("Is it slippery?"), Asked("Who grits?")], welcome="Mind your step")
    edit_run_sheet(chat, sheet, by=chair, now=NOW)


def open_lobby(chat, chair, post_in):
    conductor.keep_time(chat, now=at("12:50"))


def start(chat, chair, post_in):
    conductor.keep_time(chat, now=at("13:00"))


def extend(chat, chair, post_in):
    conductor.extend_hour(chat, minutes=10, by=chair, now=NOW)


def release(chat, chair, post_in):
    conductor.release_next(chat, after=1, by=chair, now=NOW)


def check_in(chat, chair, post_in):
    conductor.check_in(chat, by=chair, now=NOW)


def leave_alone(chat, chair, post_in):
    chat.autopilot = False
    chat.save(update_fields=["autopilot"])
    conductor.keep_time(chat, now=at("13:17"))


def wrap_up_early(chat, chair, post_in):
    conductor.release_next(chat, after=2, by=chair, now=at("13:14"))


def release_early(chat, chair, post_in):
    conductor.release_next(chat, after=1, by=chair, now=at("13:12"))


def take_release_back(chat, chair, post_in):
    undo(chat, chat.events.last().seq, by=chair, now=at("13:12"))


def hold_hour(chat, chair, post_in):
    conductor.hold_hour(chat, by=chair, now=at("13:12"))


def resume_hour(chat, chair, post_in):
    conductor.resume_hour(chat, by=chair, now=NOW)


def stretch(chat, chair, post_in):
    steering.stretch_rest(chat, by=chair, now=NOW)


def skip(chat, chair, post_in):
    steering.skip_question(chat.questions.last(), by=chair, now=NOW)


def put_back(chat, chair, post_in):
    steering.restore_question(chat.questions.last(), by=chair, now=NOW)


def add(chat, chair, post_in):
    steering.add_question(chat, "And footways?", by=chair, now=NOW)


def promote(chat, chair, post_in):
    promote_question(chat.posts.last(), by=chair, now=NOW)


def take_off(chat, chair, post_in):
    steering.take_off(chat.questions.last(), by=chair, now=NOW)


def take_back(chat, chair, post_in):
    undo(chat, chat.events.last().seq, by=chair, now=NOW)


def wrap_up(chat, chair, post_in):
    conductor.release_next(chat, after=2, by=chair, now=NOW)


def end(chat, chair, post_in):
    conductor.end_hour(chat, by=chair, now=NOW)


def publish(chat, chair, post_in):
    publish_recap(chat, "We grit.", after=0, by=chair, now=NOW)


def edit_recap(chat, chair, post_in):
    first = chat.recap_texts.get()
    publish_recap(chat, "We grit the hills.", after=first.pk, by=chair, now=NOW)


def take_recap(chat, chair, post_in):
    take_recap_back(chat, by=chair, now=NOW)


def answer(chat, chair, post_in):
    post_in(chat, "A1: grit, #lgovsm", by="nia", in_reply_to="https://social.example/posts/1")


def hold(chat, chair, post_in):
    post_in(chat, "Somebody new", by="ada", hold=True)


def set_aside(chat, chair, post_in):
    moderation.set_aside(chat.posts.first(), by=chair, now=NOW)


def restore(chat, chair, post_in):
    moderation.restore(chat.posts.exclude(set_aside_at=None).get(), by=chair, now=NOW)


def let_in(chat, chair, post_in):
    moderation.let_in(chat.posts.exclude(held_at=None).get(), by=chair, now=NOW)


def withdraw(chat, chair, post_in):
    moderation.withdraw(chat.posts.first(), now=NOW)


def refile(chat, chair, post_in):
    moderation.refile(chat.posts.first(), chat.questions.first(), by=chair, now=NOW)


def spotlight(chat, chair, post_in):
    moderation.spotlight(chat.posts.first(), by=chair, now=NOW)


def end_spotlight(chat, chair, post_in):
    moderation.end_spotlight(chat.posts.first(), by=chair, now=NOW)


def mark(chat, chair, post_in):
    moderation.mark(chat.posts.first(), "idea", by=chair, now=NOW)


def cut_short(chat, chair, post_in):
    post_in(chat, "We grit the…", by="nia", uri="https://social.example/cut")


def complete(chat, chair, post_in):
    post_in(chat, "We grit the hills first", by="nia", uri="https://social.example/cut")


def give_thanks(chat, chair, post_in):
    somebody_else = Account.objects.get(handle="@lars@social.example").person
    thank(chat.posts.first(), somebody_else, wanted=True, now=NOW)


def claim(chat, chair, post_in):
    welcome.claim_post(chat.posts.first(), by=chair, now=NOW)


def free(chat, chair, post_in):
    welcome.free_post(chat.posts.first(), by=chair, now=NOW)


def settle(chat, chair, post_in):
    welcome.settle_post(chat.posts.first(), by=chair, now=NOW)


def reopen(chat, chair, post_in):
    welcome.put_back(chat.posts.first(), by=chair, now=NOW)


# kind: the hour's state, what was done before, what is done
STORIES = {
    "chat.edited": ("live", [], edit_plan),
    "chat.opened": ("planned", [], open_lobby),
    "chat.started": ("lobby", [], start),
    "chat.extended": ("live", [], extend),
    "chat.checked_in": ("live", [], check_in),
    "chat.left_alone": ("live", [], leave_alone),
    "chat.went_on": ("live", [release, wrap_up_early], take_back),
    "chat.reopened": ("live", [end], take_back),
    "question.taken_back": ("live", [release_early], take_release_back),
    "chat.held": ("live", [], hold_hour),
    "chat.resumed": ("live", [hold_hour], resume_hour),
    "chat.shortened": ("live", [extend], take_back),
    "run_sheet.stretched": ("live", [], stretch),
    "run_sheet.restored": ("live", [stretch], take_back),
    "question.skipped": ("live", [], skip),
    "question.restored": ("live", [skip], put_back),
    "question.added": ("live", [], add),
    "question.promoted": ("live", [], promote),
    "question.taken_off": ("live", [], take_off),
    "chat.wrapped_up": ("live", [release], wrap_up),
    "chat.closed": ("live", [], end),
    "recap.published": ("live", [end], publish),
    "recap.edited": ("live", [end, publish], edit_recap),
    "recap.withdrawn": ("live", [end, publish], take_recap),
    "run_sheet.edited": ("live", [], edit_sheet),
    "question.released": ("live", [], release),
    "post.received": ("live", [], answer),
    "post.held": ("live", [], hold),
    "post.set_aside": ("live", [], set_aside),
    "post.restored": ("live", [set_aside], restore),
    "post.withdrawn": ("live", [], withdraw),
    "post.thanked": ("live", [], give_thanks),
    "post.edited": ("live", [cut_short], complete),
    "post.refiled": ("live", [release], refile),
    "welcome.claimed": ("live", [], claim),
    "welcome.freed": ("live", [claim], free),
    "welcome.settled": ("live", [], settle),
    "welcome.reopened": ("live", [settle], reopen),
    "post.spotlit": ("live", [], spotlight),
    "post.unspotlit": ("live", [spotlight], end_spotlight),
    "post.marked": ("live", [], mark),
}


def test_every_kind_of_event_but_the_one_before_there_is_a_page_is_in_these_stories():
    assert set(STORIES) == set(KINDS) - {"chat.planned"}


@pytest.mark.parametrize("kind", STORIES)
def test_the_page_before_and_the_log_are_the_page_after(
    client, monkeypatch, make_chat, chair, post_in, kind
):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    state, before, act = STORIES[kind]
    chat = make_chat(questions=2, state=state)
    if state == "live":
        conductor.release_next(chat, after=0, by=chair, now=at("13:05"))
    post_in(chat, "Mind the ice", by="jo", when="13:01")
    post_in(chat, "A1: we grit at night", by="lars")
    for earlier in before:
        earlier(chat, chair, post_in)
    page, seq = read(client, chat)

    act(chat, chair, post_in)

    frames = frames_of(chat.pk, seq)
    after, after_seq = read(client, chat)
    assert (kind in [frame.kind for frame in frames], after_seq) == (True, frames[-1].seq)
    for frame in frames:
        follow(page, json.loads(frame.data))
    assert page == after


def test_a_held_post_that_is_let_in_appears_as_a_page_would_show_it(
    client, monkeypatch, make_chat, chair, post_in
):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    chat = make_chat()
    hold(chat, chair, post_in)
    page, seq = read(client, chat)

    let_in(chat, chair, post_in)

    for frame in frames_of(chat.pk, seq):
        follow(page, json.loads(frame.data))
    after, _ = read(client, chat)
    assert page == after
    assert len(after["posts"]) == 1


def read(client, chat):
    """What the hour's page shows by itself, and the place in the log that it names."""
    html = re.sub(r'<input type="hidden" name="csrf[^>]*>', "", _page(client, chat))
    found = {"posts": _articles(html)}
    for name in STRIP:
        begin = re.search(rf'<(div|section)[^>]* ?id="{name}"[^>]*>', html)
        found[name] = _inner(html, begin[1], begin.end())
    return found, int(re.search(r'data-seq="(\d+)"', html)[1])


def follow(page, event):
    """What a listener does with an event, on the page that it has."""
    figures = {f'data-answers="{n}"': count for n, count in event.get("counts", {}).items()}
    if "people" in event:
        figures["data-people"] = event["people"]
    for mark, figure in figures.items():
        for name in STRIP:
            page[name] = re.sub(rf"({mark}[^>]*>)\d*", rf"\g<1>{figure}", page[name])
    if event.get("gone"):
        page["posts"].pop(str(event["post"]), None)
    elif "thanks" in event:
        pk, shown = str(event["post"]), event["thanks"] or ""
        count = rf'(data-thanks="{pk}"[^>]*>)\d*'
        page["posts"][pk] = re.sub(count, rf"\g<1>{shown}", page["posts"][pk])
    elif "html" in event:
        page["posts"] |= _articles(event["html"])
    else:
        page |= {name: event[field] for name, field in STRIP.items()}


def _page(client, chat):
    return client.get(f"{chat.get_absolute_url()}?read=time").content.decode()


def _articles(html):
    articles = re.finditer(r'<article\b[^>]* id="post-(\d+)".*?</article>', html, re.DOTALL)
    return {article[1]: article[0] for article in articles}


def _inner(html, tag, start):
    """What is inside an element: up to the end tag that belongs to it."""
    depth = 1
    for found in re.finditer(rf"<(/?){tag}\b", html[start:]):
        depth += -1 if found[1] else 1
        if depth == 0:
            return html[start : start + found.start()]
    raise ValueError(tag)
