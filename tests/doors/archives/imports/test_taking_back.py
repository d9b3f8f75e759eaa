"""An import taken back leaves everything as if it had never been, and nothing else is touched."""

import json
from datetime import UTC, datetime

import pytest

from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.receive import receive_post
from goodtalk.chats.arriving.speakers import web_account
from goodtalk.chats.keeping_order.barring import block_account
from goodtalk.chats.keeping_order.moderation import refile, set_aside, spotlight, withdraw
from goodtalk.chats.log import append_event
from goodtalk.chats.models import (
    Account,
    Attendance,
    Bar,
    Chat,
    ChatEvent,
    DeskLine,
    Person,
    Post,
    Question,
)
from goodtalk.chats.steering.correcting import correct_hour, undo_correction
from goodtalk.chats.thanking import thank
from goodtalk.desk.notes import write_note
from goodtalk.doors.archives.imports.taking_back import hours_that_would_stay, take_back_posts
from goodtalk.doors.archives.jobs import ask_back
from goodtalk.record.recaps.publishing import keep_text, publish_recap
from tests.doors.archives.imports.conftest import HOUR
from tests.doors.archives.imports.moments import LATER, NOW
from tests.hour import logged

FIRST = "444000000000000001"


def counts():
    kinds = (Post, Chat, Question, Account, Person, Attendance, ChatEvent)
    return {kind.__name__: kind.objects.count() for kind in kinds}


def texts():
    return sorted(Post.objects.values_list("text", flat=True))


def said(number, text="Said live #lgovsm", *, network="fediverse", **fields):
    usual = {
        "author": Author(f"https://social.example/{number}", "@cat@social.example", "Cat"),
        "published": datetime(2014, 3, 14, 13, 40, tzinfo=UTC),
    }
    return IncomingPost(
        network=network, uri=f"https://social.example/posts/{number}", text=text, **usual | fields
    )


def test_nothing_is_left_of_an_import(bring_home, undo, archive):
    before = counts()
    job = bring_home(archive)

    undo(job)

    assert counts() == before


def test_taking_back_again_after_an_interruption_changes_nothing_more(bring_home, undo, archive):
    job = bring_home(archive)
    undo(job)
    before = counts()

    take_back_posts(job, now=NOW)

    assert counts() == before


def test_importing_again_after_taking_back_stores_everything_again(bring_home, undo, archive):
    undo(bring_home(archive))

    job = bring_home(archive, mark="2")

    assert job.result["stored"] == 6
    assert Chat.objects.get().questions.count() == 2


def test_what_another_file_brought_stays_and_its_hour_is_read_by_what_is_left(
    bring_in, make_tags, bring_home, undo, archive
):
    bring_in(make_tags(*HOUR[:3], name="part.csv"))
    before, questions = counts() | {"ChatEvent": 0}, list(Question.objects.values("number", "text"))
    theme = Chat.objects.get().theme
    job = bring_home(archive)
    chat = Chat.objects.get()
    seq = chat.last_seq

    undo(job)

    assert counts() | {"ChatEvent": 0} == before
    assert list(Question.objects.values("number", "text")) == questions
    assert logged(chat, after=seq) == [
        (seq + 1, "post.withdrawn"),
        (seq + 2, "post.withdrawn"),
        (seq + 3, "run_sheet.edited"),
    ]
    assert Chat.objects.get().theme == theme


def test_a_reply_of_somebody_else_stays_without_what_it_replied_to(
    community, bring_home, undo, archive
):
    job = bring_home(archive)
    reply = receive_post(
        community, said(1, in_reply_to=Post.objects.earliest("published_at").uri), now=LATER
    ).post
    first = Post.objects.get(text__startswith="Welcome")
    answer = receive_post(community, said(2, in_reply_to=first.uri), now=LATER).post
    assert Post.objects.get(pk=answer.pk).parent == first

    undo(job)

    assert [post.parent for post in Post.objects.order_by("pk")] == [None, None]
    assert set(Post.objects.all()) == {reply, answer}
    assert Chat.objects.get().posts.count() == 2


def test_the_reply_finds_what_it_replied_to_when_that_is_imported_again(
    community, bring_home, undo, archive
):
    job = bring_home(archive)
    first = Post.objects.get(text__startswith="Welcome")
    answer = receive_post(community, said(2, in_reply_to=first.uri), now=LATER).post
    undo(job)

    bring_home(archive, mark="2")

    assert Post.objects.get(pk=answer.pk).parent.text == first.text


def test_a_copy_over_a_bridge_stands_for_itself_once_its_original_has_gone(
    community, bring_home, undo, archive
):
    job = bring_home(archive)
    first = Post.objects.get(text__startswith="Welcome")
    copy = receive_post(community, said(1), now=LATER).post
    Post.objects.filter(pk=copy.pk).update(same_as=first)
    chat = Chat.objects.get()
    seq = chat.last_seq

    undo(job)

    copy.refresh_from_db()
    assert (copy.is_visible, copy.chat) == (True, chat)
    assert ("post.received", {"post": copy.pk}) in [
        (event.kind, event.data) for event in chat.events.filter(seq__gt=seq)
    ]


def test_a_post_that_its_author_took_back_does_not_come_again(bring_home, undo, archive):
    job = bring_home(archive)
    withdraw(Post.objects.get(text__startswith="A1"), now=NOW)

    undo(job)
    assert (Chat.objects.count(), texts()) == (0, [""])
    again = bring_home(archive, mark="2")

    assert (again.result["stored"], again.result["skipped"]["duplicate"]) == (5, 1)
    assert not Post.objects.filter(text__startswith="A1").exists()


def test_a_chat_goes_also_when_somebody_had_touched_the_posts_that_go(
    bring_home, undo, olive, archive
):
    before = counts()
    job = bring_home(archive)
    set_aside(Post.objects.get(text__startswith="A1"), by=olive, now=NOW)
    spotlight(Post.objects.get(text__startswith="A2"), by=olive, now=NOW)
    refile(Post.objects.get(text__startswith="A2"), None, by=olive, now=NOW)

    undo(job)

    assert counts() == before


def test_whom_somebody_blocked_there_stays_blocked_and_the_log_says_so(
    bring_home, undo, olive, archive
):
    job = bring_home(archive)
    post = Post.objects.get(text__startswith="A1")
    bar = block_account(post, by=olive, now=NOW)

    undo(job)

    assert (Chat.objects.count(), list(Bar.objects.all())) == (0, [bar])
    (line,) = DeskLine.objects.all()
    assert (line.kind, line.account, line.chat) == ("account.blocked", post.account, None)


def write_recap(chat, olive):
    publish_recap(chat, "It was cold.", after=None, by=olive, now=NOW)


def keep_recap(chat, olive):
    keep_text(chat, "It was cold.", after=None, by=olive, now=NOW)


def write_backstage(chat, olive):
    write_note(chat, "Ask Bob again", by=olive, now=NOW, key="1")


def correct_theme(chat, olive):
    correct_hour(chat, "Gritting", {}, by=olive, now=NOW)


def correct_question(chat, olive):
    correct_hour(chat, chat.theme, {1: "Who grits?"}, by=olive, now=NOW)


MADE = [
    (write_recap, "the recap"),
    (keep_recap, "a recap that is not published"),
    (write_backstage, "a note backstage"),
    (correct_theme, "a corrected theme"),
    (correct_question, "corrected questions"),
]


@pytest.mark.parametrize(("make", "named"), MADE)
def test_a_chat_in_which_people_have_made_something_of_their_own_stays(
    bring_home, undo, olive, archive, make, named
):
    job = bring_home(archive)
    make(Chat.objects.get(), olive)
    told = [one.made for one in hours_that_would_stay(job)]

    undo(job)

    assert told == [[named]]
    assert (Chat.objects.count(), Post.objects.count()) == (1, 0)


@pytest.mark.parametrize(("make", "named"), MADE)
def test_it_goes_where_whoever_takes_the_import_back_chose_so_and_the_log_says_who(
    bring_home, work, olive, archive, make, named
):
    before = counts()
    job = bring_home(archive)
    make(Chat.objects.get(), olive)

    ask_back(job, now=job.imported_at, by=olive, with_hours=[Chat.objects.get().pk])
    work()

    assert counts() == before
    (line,) = DeskLine.objects.all()
    assert (line.kind, line.by, line.before) == ("hour.removed", olive, {"hour": "2014-03-14"})


def test_what_somebody_took_back_themselves_keeps_no_chat(bring_home, undo, olive, archive):
    job = bring_home(archive)
    chat = Chat.objects.get()
    write_backstage(chat, olive)
    chat.notes_backstage.get().take_back(now=NOW)
    correct_theme(chat, olive)
    undo_correction(chat, chat.events.latest("seq").seq, by=olive, now=NOW)

    undo(job)

    assert Chat.objects.count() == 0


def test_an_hour_in_which_others_spoke_stays_though_it_was_chosen(
    community, bring_home, work, olive, archive
):
    job = bring_home(archive)
    chat = Chat.objects.get()
    write_recap(chat, olive)
    receive_post(community, said(1), now=LATER, into=chat)

    told = list(hours_that_would_stay(job))
    ask_back(job, now=job.imported_at, by=olive, with_hours=[chat.pk])
    work()

    assert told == []
    assert (Chat.objects.get(), texts()) == (chat, ["Said live #lgovsm"])
    assert chat.recap_texts.count() == 1


def test_the_theme_said_in_a_post_that_goes_is_forgotten_though_another_post_was_touched(
    community, bring_home, undo, olive, archive
):
    job = bring_home(archive)
    chat = Chat.objects.get()
    post = receive_post(community, said(1), now=LATER, into=chat).post
    spotlight(post, by=olive, now=LATER)
    assert chat.theme == "Winter gritting"

    undo(job)

    assert Chat.objects.get().theme == ""


def test_a_chat_that_was_held_here_stays_with_its_run_sheet(
    community, make_chat, bring_home, undo, archive
):
    chat = make_chat(
        questions=2,
        state="closed",
        community=community,
        day=datetime(2014, 3, 14, tzinfo=UTC).date(),
        starts_at=datetime(2014, 3, 14, 13, tzinfo=UTC),
        ends_at=datetime(2014, 3, 14, 14, tzinfo=UTC),
    )
    job = bring_home(archive)

    undo(job)

    assert (Chat.objects.get(), chat.questions.count()) == (chat, 2)
    assert [kind for _, kind in logged(chat)] == ["post.received"] * 5 + ["post.withdrawn"] * 5
    assert chat.attendances.count() == 0


def test_somebody_who_said_something_else_stays(community, bring_home, undo, archive):
    job = bring_home(archive)
    ann = Account.objects.get(handle__icontains="ann")
    author = Author(ann.uri, ann.handle, ann.name)
    receive_post(community, said(1, network="twitter", author=author), now=LATER)

    undo(job)

    assert list(Account.objects.all()) == [ann]
    assert list(Person.objects.all()) == [ann.person]


def test_thanks_for_a_post_that_goes_go_with_it_and_who_gave_them_stays(
    bring_home, undo, make_user, archive
):
    job = bring_home(archive)
    nia = web_account(make_user("nia")).person
    thank(Post.objects.get(text__startswith="A1"), nia, wanted=True, now=NOW)

    undo(job)

    assert (Post.objects.count(), list(Person.objects.all())) == (0, [nia])


def test_a_post_of_another_community_is_not_touched(
    bring_home, undo, archive, make_community, make_user
):
    job = bring_home(archive)
    sister = make_community("sister")
    receive_post(sister, said(1, "Ours #sister"), now=job.stamp)

    undo(job)

    assert texts() == ["Ours #sister"]


def exported(text="Hello #lgovsm", **fields):
    """What another server exported of an hour with one post, and of one with none."""
    post = {
        "network": "web", "uri": "https://old.example/said/1", "published": "2014-03-14T13:05:00Z",
        "author": {"name": "Jo", "handle": "", "uri": "user:3"}, "text": text,
        "kind": "talk", "filed_by": "time", "question": 1,
    }  # fmt: skip
    question = {"number": 1, "text": "Who?", "planned": "2014-03-14T13:05:00Z", "released": None}
    hours = [
        {
            "date": f"2014-03-{day}", "theme": "Bins", "state": "closed", "rebuilt": False,
            "starts": f"2014-03-{day}T13:00:00Z", "ends": f"2014-03-{day}T14:00:00Z",
            "questions": [question], "posts": posts, **fields,
        }
        for day, posts in ((14, [post]), (21, []))
    ]  # fmt: skip
    record = {"community": {"tag": "lgovsm"}, "chats": hours, "between": []}
    return json.dumps(record).encode()


def test_nothing_is_left_of_what_another_server_exported(bring_home, undo):
    before = counts()
    job = bring_home(exported(), name="export.json")
    assert (Post.objects.count(), Chat.objects.count()) == (1, 2)

    undo(job)

    assert counts() == before


def test_nothing_is_left_of_an_export_that_came_twice_when_both_are_taken_back(bring_home, undo):
    before = counts()
    first = bring_home(exported(), name="export.json")
    second = bring_home(exported(), name="again.json", mark="2", now=LATER)

    undo(first)
    assert (Post.objects.count(), Chat.objects.get().address) == (1, "2014-03-14")
    undo(second)

    assert counts() == before


def test_words_that_an_export_brought_are_nobodys_of_this_server(bring_home, undo):
    before = counts()
    record = exported("Q1: Who decides which roads are gritted? #lgovsm", rebuilt=True)
    job = bring_home(record, name="export.json")
    words = [line.before["corrected"]["words"]["1"][1] for line in DeskLine.objects.all()]
    assert words == ["Who?", "Who?"]

    undo(job)

    assert counts() == before


def test_an_hour_to_come_that_an_export_brought_stays_with_the_run_sheet_of_somebody_here(
    bring_home, undo, olive
):
    starts, ends = "2027-03-12T13:00:00Z", "2027-03-12T14:00:00Z"
    coming = {"date": "2027-03-12", "starts": starts, "ends": ends, "state": "planned"}
    record = json.loads(exported(**coming))
    record["chats"] = record["chats"][1:]
    job = bring_home(json.dumps(record).encode(), name="export.json")
    chat = Chat.objects.get()
    append_event(chat, "run_sheet.edited", {}, at=NOW, by=olive)

    told = [one.made for one in hours_that_would_stay(job)]
    undo(job)

    assert (told, list(Chat.objects.all())) == ([["a changed run sheet"]], [chat])
