"""The run sheet's page: what is edited, moved, undone, made the template; two editors at once."""

import pytest

from goodtalk.chats.keeping_order.moderation import withdraw
from goodtalk.chats.models import Chat
from goodtalk.chats.outgoing import chat_as_data
from goodtalk.chats.steering.conductor import keep_time, release_next
from goodtalk.chats.steering.undoing import undo
from goodtalk.communities.models import Community, Membership
from goodtalk.desk.keeping import last_save, undo_last_save
from goodtalk.desk.kept_sheets import kept_of
from tests.chats.pages import Page
from tests.hour import at, logged

SECRET = "Ask Olive about the snow plough"
BOTH = "The run sheet has changed since you opened it"


@pytest.fixture
def chat(client, make_chat, chair):
    """A planned hour with three questions; the chair is signed in."""
    chat = make_chat(questions=3, state="planned")
    client.force_login(chair)
    return chat


def address(chat):
    return f"{chat.desk_url()}sheet/"


def fields(chat, **changes):
    """What a browser sends that has opened the page and changed some fields."""
    kept = kept_of(Chat.objects.get(pk=chat.pk))
    sent = {
        "seen": kept.mark, "welcome": "", "welcome_minutes": "5", "wrap_up": "",
        "wrap_up_minutes": "5", "reading_list": "",
    }
    for number, row in enumerate(kept.rows, 1):
        sent |= {
            f"text_{number}": row.text, f"minutes_{number}": "10", f"notes_{number}": row.notes,
            f"key_{number}": str(row.key),
        }
    return sent | changes


def swapped(sent, one, two):
    """The same with two rows in each other's place, as the browser sends it after a drag."""
    changed = dict(sent)
    for name in ("text", "minutes", "notes", "key"):
        changed[f"{name}_{one}"] = sent.get(f"{name}_{two}", "")
        changed[f"{name}_{two}"] = sent.get(f"{name}_{one}", "")
    return changed


def send(client, chat, sent):
    response = client.post(address(chat), sent, follow=True)
    assert response.status_code == 200
    return Page(response.content.decode())


def texts(chat):
    return list(chat.questions.values_list("text", flat=True))


def test_notes_and_reading_list_are_kept(client, chat):
    lines = "Grit, and when https://example.org/grit\n\nhttps://example.org/snow"

    send(client, chat, fields(chat, notes_2=SECRET, reading_list=lines))

    chat.refresh_from_db()
    assert list(chat.questions.values_list("notes", flat=True)) == ["", SECRET, ""]
    assert chat.reading_list == [
        {"title": "Grit, and when", "url": "https://example.org/grit"},
        {"title": "https://example.org/snow", "url": "https://example.org/snow"},
    ]


@pytest.mark.parametrize("line", ["Grit", "Grit javascript:alert(1)", "https://example.org/a Grit"])
def test_a_line_without_an_address_at_its_end_is_sent_back(client, chat, line):
    page = send(client, chat, fields(chat, reading_list=line, text_1="Typed with care"))

    assert "No address ends this line" in page.text
    assert "Typed with care" in page.text
    assert Chat.objects.get().reading_list == []


@pytest.mark.parametrize("state", ["planned", "lobby", "live", "closed"])
def test_what_the_chair_notes_is_nowhere_but_at_the_desk(client, make_chat, chair, state):
    chat = make_chat(questions=1, state=state)
    chat.questions.update(notes=SECRET, released_at=at("13:05"))
    client.force_login(chair)
    room = chat.get_absolute_url()
    anybodys = ["", "?read=question", "?read=time", "?read=print", "aside", "events?after=0"]

    at_desk = SECRET in client.get(chat.desk_url()).content.decode()
    pages = [client.get(f"{room}{one}").content.decode() for one in anybodys]

    assert at_desk
    assert [SECRET in page for page in [*pages, str(chat_as_data(chat))]] == [False] * 7


def test_the_reading_list_stands_beside_the_room_and_leads_nowhere_by_itself(client, chat):
    title = "<b>Grit</b>"
    Chat.objects.update(reading_list=[{"title": title, "url": "https://example.org/grit"}])

    page = Page(client.get(chat.get_absolute_url()).content.decode())

    link = {"href": "https://example.org/grit", "rel": "noopener nofollow"}
    assert ("a", link) in page.tags
    assert title in page.text


def test_notes_go_with_their_question_to_another_place(client, chat):
    sent = swapped(fields(chat, notes_1=SECRET), 1, 3)

    send(client, chat, sent)

    assert list(chat.questions.values_list("text", "notes")) == [
        ("What about 3?", ""), ("What about 2?", ""), ("What about 1?", SECRET)
    ]


def test_a_question_that_is_moved_and_reworded_at_once_is_still_the_same(client, chat):
    moved = chat.questions.get(number=1)
    sent = swapped(fields(chat, text_1="Reworded?"), 1, 2) | {"text_4": "New?"}
    sent = swapped(swapped(sent, 4, 3), 3, 1)

    send(client, chat, sent | {"key_1": ""})

    assert texts(chat)[0] == "New?"
    assert chat.questions.get(text="Reworded?").pk == moved.pk


def test_without_javascript_an_arrow_moves_what_was_typed_and_keeps_nothing(client, chat):
    sent = fields(chat, text_2="Reworded?", move="2:up")

    page = send(client, chat, sent)

    assert "Not kept yet" in page.text
    assert texts(chat) == [f"What about {number}?" for number in (1, 2, 3)]
    form = client.post(address(chat), sent).context["form"]
    assert [form[f"text_{number}"].value() for number in (1, 2, 3)] == [
        "Reworded?", "What about 1?", "What about 3?"
    ]


@pytest.mark.parametrize("move", ["1:up", "2:up", "99:down", "x", "1:down", "-1:up"])
def test_an_arrow_moves_nothing_past_the_ends_or_past_what_is_out(client, chat, move):
    chat.questions.filter(number=1).update(released_at=at("13:05"))

    form = client.post(address(chat), fields(chat, move=move)).context["form"]

    assert [form[f"text_{number}"].value() for number in (1, 2, 3)] == texts(chat)


def test_a_question_that_is_out_can_be_reworded_but_stays_where_it_is(client, chat):
    sent = fields(chat)
    chat.questions.filter(number=1).update(released_at=at("13:05"))

    moved = send(client, chat, swapped(sent, 1, 2))
    after_moving = texts(chat)
    send(client, chat, sent | {"text_1": "Better words?"})

    assert "A question that has been released stays where it is." in moved.text
    assert after_moving == [f"What about {number}?" for number in (1, 2, 3)]
    assert texts(chat)[0] == "Better words?"


def test_who_saves_later_is_offered_both_versions_and_loses_neither(client, chat, organiser):
    mine = fields(chat, text_1="Mine?")
    theirs = fields(chat, text_1="Theirs?", notes_2="Their note")
    client.force_login(organiser)
    send(client, chat, theirs)

    page = send(client, chat, mine)

    assert texts(chat)[0] == "Theirs?"
    assert [words in page.text for words in (BOTH, "Mine?", "Theirs?", "Their note", "Olive")] == (
        [True] * 5
    )


def test_mine_can_be_kept_after_both_were_seen(client, chat):
    mine, theirs = fields(chat, text_1="Mine?"), fields(chat, text_1="Theirs?")
    send(client, chat, theirs)
    offered = client.post(address(chat), mine).context["form"]["seen"].value()

    send(client, chat, mine | {"seen": offered})

    assert texts(chat)[0] == "Mine?"


def test_the_button_pressed_twice_is_one_save(client, chat):
    sent = fields(chat, text_1="Once?")

    pages = [send(client, chat, sent) for _ in range(2)]

    assert [BOTH in page.text for page in pages] == [False, False]
    assert logged(chat) == [(1, "run_sheet.edited")]


def test_the_last_save_is_undone_whole_and_named_in_the_log(client, chat, chair):
    chat.questions.filter(number=1).update(notes=SECRET)
    sent = fields(chat, text_1="", welcome="Hello", reading_list="https://example.org/grit")
    before = kept_of(chat)
    send(client, chat, sent)

    page = send(client, chat, {"do": "undo", "seq": "1"})

    chat.refresh_from_db()
    assert "The run sheet is what it was before." in page.text
    assert kept_of(chat) == before
    assert logged(chat) == [(1, "run_sheet.edited"), (2, "run_sheet.edited")]
    assert [event.by for event in chat.events.all()] == [chair, chair]


def test_an_undo_pressed_twice_is_one_and_an_undo_can_be_undone(client, chat):
    send(client, chat, fields(chat, text_1="Once?"))

    for seq in ("1", "1", "2"):
        send(client, chat, {"do": "undo", "seq": seq})

    assert texts(chat)[0] == "Once?"
    assert len(logged(chat)) == 3


@pytest.mark.parametrize("seq", ["1", "7", "", "x"])
def test_what_has_changed_since_a_save_is_not_undone_with_it(client, chat, seq):
    send(client, chat, fields(chat, text_1="Once?"))
    send(client, chat, fields(chat, text_2="And then?"))

    page = send(client, chat, {"do": "undo", "seq": seq})

    assert "The run sheet has changed since" in page.text
    assert texts(chat) == ["Once?", "And then?", "What about 3?"]


def test_an_undo_that_would_change_a_question_that_is_out_is_refused(client, chat):
    send(client, chat, swapped(fields(chat), 1, 2))
    chat.questions.filter(number=1).update(released_at=at("13:05"))

    page = send(client, chat, {"do": "undo", "seq": "1"})

    assert "A question has been released since" in page.text
    assert texts(chat)[0] == "What about 2?"


def test_too_long_for_a_network_is_a_warning_and_no_refusal(client, chat):
    page = send(client, chat, fields(chat, text_2="x" * 400))

    assert "Q2 is 112 characters too long for Bluesky." in page.text
    assert "Mastodon" not in page.text
    assert texts(chat)[1] == "x" * 400


def test_the_template_comes_into_the_form_and_is_not_kept_yet(client, chat):
    Community.objects.update(template_questions=[{"text": "Always?", "minutes": 7}])
    chat.questions.filter(number=1).update(released_at=at("13:05"))

    form = client.get(f"{address(chat)}?template").context["form"]

    assert [form[f"text_{number}"].value() for number in (1, 2)] == ["What about 1?", "Always?"]
    assert len(texts(chat)) == 3


def test_an_organiser_makes_this_sheet_the_template_and_puts_the_former_one_back(
    client, chat, organiser
):
    client.force_login(organiser)
    former = [{"text": "Always?", "minutes": 7}]
    Community.objects.update(template_questions=former)

    send(client, chat, {"do": "template"})
    made = Community.objects.get().template_questions
    send(client, chat, {"do": "former-template"})

    assert made == [{"text": f"What about {number}?", "minutes": 10} for number in (1, 2, 3)]
    assert Community.objects.get().template_questions == former
    assert [line.kind for line in chat.desk_lines.all()] == ["template.kept"] * 2


def test_a_template_that_was_changed_elsewhere_is_not_put_back(client, chat, organiser):
    client.force_login(organiser)
    send(client, chat, {"do": "template"})
    Community.objects.update(template_welcome="Changed in the settings")

    page = send(client, chat, {"do": "former-template"})

    assert "The template has changed since" in page.text
    assert Community.objects.get().template_welcome == "Changed in the settings"


@pytest.mark.parametrize("do", ["template", "former-template"])
def test_a_chair_does_not_decide_on_the_template(client, chat, do):
    page = send(client, chat, {"do": do})

    assert "Make this run sheet the template" not in page.text
    assert Community.objects.get().template_questions == []


def test_after_the_hour_the_sheet_stays(client, make_chat, chair):
    chat = make_chat(questions=1, state="closed")
    client.force_login(chair)

    page = send(client, chat, fields(chat, text_1="Later?"))

    assert "its run sheet is part of the record" in page.text
    assert (texts(chat), last_save(chat)) == (["What about 1?"], None)


@pytest.mark.parametrize("questions", [1, 3])
def test_the_page_takes_as_many_queries_however_long_the_sheet(
    client, make_chat, make_user, questions, django_assert_num_queries
):
    chat = make_chat(questions=questions, state="planned")
    moderator = make_user("mo")
    Membership.objects.create(
        community=chat.community, user=moderator, role=Membership.Role.MODERATOR
    )
    client.force_login(moderator)

    with django_assert_num_queries(11):
        page = Page(client.get(address(chat)).content.decode())

    assert len([name for name in page.values("name") if name.startswith("key_")]) == questions + 3


def test_a_save_is_undone_from_the_desks_list_and_not_offered_once_it_does_not_stand(
    client, chat
):
    send(client, chat, fields(chat, text_1="Once?"))

    offers = undo_buttons(client, chat)
    client.post(offers[0])

    assert texts(chat)[0] == "What about 1?"
    [redo] = undo_buttons(client, chat)  # the undoing is the latest save
    chat.questions.filter(number=2).update(minutes=7)
    assert undo_buttons(client, chat) == []
    assert "The run sheet has changed since" in press(client, redo).text


def test_an_undone_save_brings_back_who_asked_and_what_was_skipped(client, chat, chair, post_in):
    post = post_in(chat, "Who grits the hills?", by="nia").post
    chat.questions.filter(number=2).update(promoted_from=post, skipped_at=at("12:30"))
    send(client, chat, fields(chat, text_2="", key_2=""))

    undo_last_save(chat, chat.events.last().seq, by=chair, now=at("12:40"))

    question = chat.questions.get(number=2)
    assert (question.text, question.promoted_from) == ("What about 2?", post)
    assert (question.skipped_at, question.asked_by) == (at("12:30"), "Nia")
    assert texts(chat) == ["What about 1?", "What about 2?", "What about 3?"]


def test_the_words_of_a_post_that_was_taken_back_do_not_come_back_with_an_undo(
    client, chat, chair, post_in
):
    post = post_in(chat, "Who grits the hills?", by="nia").post
    chat.questions.filter(number=2).update(promoted_from=post, text="Who grits the hills?")
    send(client, chat, fields(chat, text_2="", key_2=""))
    seq = chat.events.last().seq
    withdraw(post, now=at("12:35"))

    undo_last_save(chat, seq, by=chair, now=at("12:40"))

    assert texts(chat) == ["What about 1?", "What about 3?"]
    assert "hills" not in str([line.before for line in chat.desk_lines.all()])


@pytest.fixture
def live(client, make_chat, chair, post_in):
    """A live hour at 13:12 whose second question a participant asked; the chair is signed in."""
    chat = keep_time(make_chat(questions=3), now=at("13:05"))
    post = post_in(chat, "Who grits the hills?", by="nia").post
    chat.questions.filter(number=2).update(promoted_from=post)
    client.force_login(chair)
    return chat


def release_and_take_back(chat, by):
    """Q2 goes out too early and comes back under another key."""
    release_next(chat, after=1, by=by, now=at("13:12"))
    undo(chat, chat.events.last().seq, by=by, now=at("13:12:10"))


def test_a_form_from_before_a_release_was_taken_back_still_means_the_same_question(
    client, live, chair
):
    sent = swapped(fields(live, text_2="Reworded?", notes_2=SECRET), 2, 3)
    release_and_take_back(live, chair)
    now = live.questions.get(number=2)

    page = send(client, live, sent)

    assert BOTH not in page.text
    assert [(one.text, one.notes, one.asked_by) for one in live.questions.all()] == [
        ("What about 1?", "", ""), ("What about 3?", "", ""), ("Reworded?", SECRET, "Nia")
    ]  # fmt: skip
    assert live.questions.get(number=3).pk == now.pk


def test_a_form_from_before_a_release_was_taken_back_rewords_it_when_it_is_out_again(
    client, live, chair
):
    sent = fields(live, text_2="Reworded?")
    release_and_take_back(live, chair)
    release_next(live, after=1, by=chair, now=at("13:14"))

    send(client, live, sent)

    assert texts(live) == ["What about 1?", "Reworded?", "What about 3?"]
    assert [one.asked_by for one in live.questions.all()] == ["", "Nia", ""]


def test_a_save_is_undone_after_a_release_was_taken_back_and_the_question_stays_itself(
    client, live, chair
):
    send(client, live, fields(live, text_2="Reworded?"))
    seq = live.events.last().seq
    release_and_take_back(live, chair)
    now = live.questions.get(number=2)

    undo_last_save(live, seq, by=chair, now=at("13:12:20"))

    assert texts(live) == [f"What about {number}?" for number in (1, 2, 3)]
    assert live.questions.get(number=2).pk == now.pk


def undo_buttons(client, chat):
    """Where the desk's list offers to take something back."""
    page = Page(client.get(chat.desk_url()).content.decode())
    return [action for action in page.values("action", "form") if "/undo/" in action]


def press(client, action):
    return Page(client.post(action, follow=True).content.decode())


def test_questions_that_run_beyond_the_wrap_up_are_kept_with_a_warning(client, chat):
    page = send(client, chat, fields(chat, minutes_1="500"))

    assert chat.questions.get(number=1).minutes == 500
    assert "The questions take 470 minutes more than there are before the wrap-up" in page.text
