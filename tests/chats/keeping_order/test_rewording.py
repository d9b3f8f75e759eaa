"""What an author changes elsewhere changes here, and nothing keeps what they said before."""

import json
from datetime import timedelta

import pytest

from goodtalk.chats.arriving.incoming import Author, Enclosed, Picture, Poll
from goodtalk.chats.arriving.receive import receive_post
from goodtalk.chats.frames import frames_of
from goodtalk.chats.keeping_order.barring import block_account, hold_account
from goodtalk.chats.keeping_order.moderation import let_in, mark, refile, set_aside, withdraw
from goodtalk.chats.keeping_order.rewording import NotTaken, NotTheirs, reword
from goodtalk.chats.models import Post
from goodtalk.chats.models.desk_lines import write_line
from goodtalk.chats.steering.conductor import end_hour, release_next
from goodtalk.chats.steering.promoting import FORGOTTEN, promote_question
from goodtalk.chats.steering.run_sheet import Asked, RunSheet, edit_run_sheet
from tests.conftest import incoming_post
from tests.hour import at, logged

NOW = at("13:30")
CAT = Enclosed(warning="Cats", pictures=(Picture("https://social.example/cat.png", "A cat"),))


def edited(post, text, **fields):
    return incoming_post(text, uri=post.uri, published=post.published_at, **fields)


def kinds(chat, after=0):
    return [kind for _, kind in logged(chat, after)]


def test_an_edit_puts_new_words_in_the_place_of_the_old(make_chat, post_in):
    chat = make_chat()
    post = post_in(chat, "My old secret https://old.example.org #old", tags=("old",)).post

    reword(post, edited(post, "New https://new.example.org", tags=("new",), enclosed=CAT), now=NOW)

    post = Post.objects.get()
    assert (post.text, post.tags, post.links) == (
        "New https://new.example.org", ["new"], ["https://new.example.org"]
    )  # fmt: skip
    assert post.came_with == CAT
    assert "secret" not in str(list(Post.objects.values()))
    assert kinds(chat) == ["post.received", "post.edited"]


def test_the_same_words_again_change_nothing(make_chat, post_in):
    chat = make_chat()
    post = post_in(chat, "Hello", enclosed=CAT).post

    reword(post, edited(post, "Hello", enclosed=CAT), now=NOW)

    assert kinds(chat) == ["post.received"]


def test_only_its_author_can_change_a_post(make_chat, post_in):
    post = post_in(make_chat(), "Hello").post

    with pytest.raises(NotTheirs):
        reword(post, edited(post, "Buy boots", by="mallory"), now=NOW)
    with pytest.raises(NotTheirs):
        reword(post, edited(post, "Buy boots", network="bluesky"), now=NOW)
    with pytest.raises(NotTheirs):
        reword(post, incoming_post("Buy boots", uri="https://social.example/other"), now=NOW)

    assert Post.objects.get().text == "Hello"


def test_what_would_be_refused_is_not_taken(make_chat, post_in):
    post = post_in(make_chat(), "Hello").post

    with pytest.raises(NotTaken, match="It has no text"):
        reword(post, edited(post, ""), now=NOW)

    assert Post.objects.get().text == "Hello"


def test_what_its_author_makes_private_goes(make_chat, post_in):
    chat = make_chat()
    post = post_in(chat, "Hello").post

    reword(post, edited(post, "Hello", visibility="followers"), now=NOW)

    assert (Post.objects.get().text, kinds(chat)[-1]) == ("", "post.withdrawn")


def test_what_was_taken_back_stays_empty(make_chat, post_in):
    chat = make_chat()
    post = withdraw(post_in(chat, "Hello").post, now=at("13:20"))

    reword(post, edited(post, "Hello again"), now=NOW)

    assert Post.objects.get().text == ""
    assert kinds(chat) == ["post.received", "post.withdrawn"]


def test_an_edited_label_moves_the_post_and_what_was_filed_by_replying_to_it(make_chat, post_in):
    chat = make_chat(questions=2)
    post = post_in(chat, "A1 us").post
    post_in(chat, "Indeed", in_reply_to=post.uri, when="13:11")

    reword(post, edited(post, "A2 us"), now=NOW)

    assert list(Post.objects.values_list("question__number", flat=True)) == [2, 2]
    assert kinds(chat, 2) == ["post.edited", "post.refiled", "post.refiled"]


def test_what_a_person_decided_stays(make_chat, post_in, chair):
    chat = make_chat(questions=2)
    post = post_in(chat, "A1 us").post
    refile(post, chat.questions.get(number=2), by=chair, now=at("13:20"))
    mark(post, Post.Kind.IDEA, by=chair, now=at("13:20"))

    reword(post, edited(post, "A1 we?"), now=NOW)

    post = Post.objects.get()
    assert (post.question.number, post.filed_by, post.kind) == (2, "chair", "idea")


def test_what_was_set_aside_stays_so_and_in_no_frame(make_chat, post_in, chair):
    chat = make_chat()
    post = set_aside(post_in(chat, "Boots").post, by=chair, now=at("13:20"))

    reword(post, edited(post, "Nicer boots"), now=NOW)

    assert not Post.objects.get().is_visible
    assert b"boots" not in b"".join(frame.data.lower() for frame in frames_of(chat.pk, 0))


def test_a_bridges_copy_loses_the_old_words_too(make_chat, post_in):
    chat = make_chat()
    post = post_in(chat, "My old secret").post
    post_in(
        chat, "My old secret", network="bluesky", uri="at://copy/1",
        author=Author("did:plc:1", "@jo.social.example.ap.brid.gy"), copy_of=(post.uri,),
    )  # fmt: skip

    reword(post, edited(post, "New words"), now=NOW)

    assert list(Post.objects.values_list("text", "same_as")) == [
        ("New words", None), ("New words", post.pk)
    ]  # fmt: skip


def test_talk_between_times_changes_without_a_log(make_chat, post_in):
    chat = make_chat()
    post = post_in(chat, "At night", when="01:00", into=False).post

    reword(post, edited(post, "In the morning"), now=NOW)

    assert (Post.objects.get().text, kinds(chat)) == ("In the morning", [])


def test_listeners_get_the_new_words_also_with_the_old_events(make_chat, post_in):
    chat = make_chat(questions=1)
    post = post_in(chat, "A1 secret").post

    reword(post, edited(post, "A1 open", enclosed=CAT), now=NOW)

    told = [json.loads(frame.data) for frame in frames_of(chat.pk, 0)]
    assert [event["text"] for event in told] == ["Warning: Cats"] * 2
    assert [event["counts"] for event in told] == [{"1": 1}] * 2
    assert all("secret" not in event["html"] and "A1 open" in event["html"] for event in told)


def test_an_edit_takes_as_many_queries_in_a_large_hour(
    make_chat, post_in, django_assert_max_num_queries
):
    chat = make_chat(questions=3)
    for number in range(20):
        post = post_in(chat, f"A1 us {number}").post

    with django_assert_max_num_queries(17):
        reword(post, edited(post, "A1 we"), now=NOW + timedelta(seconds=1))


FLOOD = " ".join(f"https://{number}.example.org" for number in range(6))


def waiting(chat):
    return list(chat.posts.values_list("text", "held_because"))


def test_an_edit_that_adds_a_flood_of_links_has_the_post_wait_and_can_be_let_in(
    make_chat, post_in, chair
):
    chat = make_chat()
    post = post_in(chat, "Hello").post

    reword(post, edited(post, FLOOD), now=NOW)
    frames = [json.loads(frame.data) for frame in frames_of(chat.pk, 1)]
    held = waiting(chat)
    let_in(post, by=chair, now=NOW)

    assert held == [(FLOOD, "It has 6 links.")]
    assert [(each["kind"], each.get("gone")) for each in frames] == [
        ("post.edited", True), ("post.held", True)
    ]  # fmt: skip
    assert Post.objects.get().is_visible
    assert kinds(chat, 3) == ["post.received"]


def test_whose_only_post_waits_again_is_not_counted_as_present(make_chat, post_in):
    chat = make_chat()
    post = post_in(chat, "Hello").post

    reword(post, edited(post, FLOOD), now=NOW)

    assert chat.attendances.count() == 0


def test_an_edit_that_leads_to_a_site_known_for_spam_waits(make_chat, post_in, settings):
    settings.BAD_DOMAINS = {"boots.example.org"}
    chat = make_chat()
    post = post_in(chat, "Hello").post

    reword(post, edited(post, "See https://www.boots.example.org"), now=NOW)

    assert waiting(chat)[0][1] == "It leads to a site known for spam."


def test_what_was_let_in_once_stays_in_when_its_author_mends_a_word(make_chat, post_in, chair):
    chat = make_chat()
    post = let_in(post_in(chat, FLOOD).post, by=chair, now=at("13:20"))

    reword(post, edited(post, f"Mended: {FLOOD}"), now=NOW)

    assert Post.objects.get().is_visible


def test_an_edit_by_an_account_that_is_held_waits_but_votes_that_come_in_do_not(
    make_chat, post_in, chair
):
    chat = make_chat()
    poll = Enclosed(poll=Poll((("Yes", 1), ("No", 0))))
    post = post_in(chat, "Grit?", enclosed=poll).post
    hold_account(post, by=chair, now=at("13:20"))

    voted = Enclosed(poll=Poll((("Yes", 5), ("No", 2))))
    reword(post, edited(post, "Grit?", enclosed=voted), now=NOW)
    after_votes = waiting(chat)
    reword(post, edited(post, "Boots?", enclosed=voted), now=NOW)

    assert after_votes == [("Grit?", "")]
    assert waiting(chat) == [("Boots?", "This account is held.")]


def test_that_it_is_learned_where_a_post_was_to_be_shown_is_no_edit(make_chat, post_in, chair):
    chat = make_chat()
    post = post_in(chat, "Grit?").post
    hold_account(post, by=chair, now=at("13:20"))

    reword(post, edited(post, "Grit?", enclosed=Enclosed(is_unlisted=True)), now=NOW)

    assert (waiting(chat), Post.objects.get().is_unlisted) == ([("Grit?", "")], True)


def test_an_edit_by_an_account_that_is_blocked_is_not_taken(make_chat, post_in, chair):
    chat = make_chat()
    post = post_in(chat, "Hello").post
    block_account(post, by=chair, now=at("13:20"))

    with pytest.raises(NotTaken, match="are not taken in"):
        reword(post, edited(post, "Boots"), now=NOW)

    assert Post.objects.get().text == "Hello"


def test_an_edit_between_times_that_would_have_to_wait_is_not_taken(make_community, post_in):
    community = make_community()
    post = receive_post(community, incoming_post("Hello", when="09:00"), now=at("09:00")).post

    with pytest.raises(NotTaken, match="It has 6 links"):
        reword(post, edited(post, FLOOD), now=NOW)

    assert Post.objects.get().text == "Hello"


@pytest.fixture
def promoted(make_chat, post_in, chair):
    """A participant's post, whose question is on the run sheet."""
    post = post_in(make_chat(), "Q: shall we, SECRET, grit the hills? #lgovsm").post
    promote_question(post, by=chair, now=at("13:10"))
    return post


def asked_by(chat):
    return [(one.text, one.skipped_at is not None) for one in chat.questions.all()]


@pytest.mark.parametrize("is_out", [False, True])
def test_the_question_that_a_post_asks_on_the_run_sheet_follows_an_edit(promoted, chair, is_out):
    chat = promoted.chat
    if is_out:
        release_next(chat, after=0, by=chair, now=at("13:11"))

    reword(promoted, edited(promoted, "Q: shall we grit the hills? #lgovsm"), now=NOW)

    assert asked_by(chat) == [("shall we grit the hills?", False)]
    assert kinds(chat)[-2:] == ["post.edited", "run_sheet.edited"]


@pytest.mark.parametrize(
    ("desks", "then"),
    [
        ("Who should grit?", "Who should grit?"),
        ("Should Secret grit?", "shall we grit the hills?"),
    ],
)
def test_what_the_desk_made_of_it_stays_unless_it_says_what_the_author_took_out(
    promoted, chair, desks, then
):
    chat = promoted.chat
    edit_run_sheet(chat, RunSheet([Asked(desks)]), by=chair, now=at("13:11"))

    reword(promoted, edited(promoted, "Q: shall we grit the hills? #lgovsm"), now=NOW)

    assert asked_by(chat) == [(then, False)]


@pytest.mark.parametrize(("is_out", "left"), [(False, []), (True, [(FORGOTTEN, False)])])
def test_a_post_that_asks_nothing_any_more_has_no_question_on_the_run_sheet(
    promoted, chair, is_out, left
):
    chat = promoted.chat
    if is_out:
        release_next(chat, after=0, by=chair, now=at("13:11"))

    reword(promoted, edited(promoted, "#lgovsm"), now=NOW)

    assert asked_by(chat) == left


@pytest.mark.parametrize(("is_out", "left"), [(False, True), (True, False)])
def test_what_an_edit_says_stands_in_no_question_until_it_was_looked_at(
    promoted, chair, is_out, left
):
    chat = promoted.chat
    if is_out:
        release_next(chat, after=0, by=chair, now=at("13:11"))
    said = f"Q: shall we? {FLOOD}"

    reword(promoted, edited(promoted, said), now=NOW)
    waits = asked_by(chat)
    let_in(Post.objects.get(), by=chair, now=at("13:31"))

    asked = said.removeprefix("Q: ")
    assert waits == [(FORGOTTEN if is_out else asked, left)]
    assert asked_by(chat) == [(asked, False)]


def test_the_sheets_that_the_desks_log_keeps_follow_too(promoted, chair):
    chat = promoted.chat
    row = ["shall we, SECRET, grit the hills?", 10.0, "", 1, promoted.pk, None]
    write_line(
        chat.community, "run_sheet.edited", by=chair, at=at("13:12"), chat=chat,
        before={"sheet": {"rows": [row]}},
    )  # fmt: skip

    reword(promoted, edited(promoted, "Q: shall we grit the hills?"), now=NOW)

    assert chat.desk_lines.get().before["sheet"]["rows"][0][0] == "shall we grit the hills?"


def test_what_waits_for_a_look_stands_in_no_question_of_an_hour_that_is_over(promoted, chair):
    chat = end_hour(promoted.chat, by=chair, now=at("13:20"))

    reword(promoted, edited(promoted, f"Q: shall we? {FLOOD}"), now=NOW)

    assert asked_by(chat) == [(FORGOTTEN, False)]
