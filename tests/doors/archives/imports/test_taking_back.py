"""An import taken back leaves everything as if it had never been, and nothing else is touched."""

import json
from datetime import UTC, datetime

from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.chats.arriving.receive import receive_post
from goodtalk.chats.arriving.speakers import web_account
from goodtalk.chats.keeping_order.moderation import set_aside, withdraw
from goodtalk.chats.models import Account, Attendance, Chat, ChatEvent, Person, Post, Question
from goodtalk.chats.thanking import thank
from goodtalk.doors.archives.taking_back import take_back_posts
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


def test_a_chat_in_which_somebody_did_something_stays(bring_home, undo, olive, archive):
    job = bring_home(archive)
    set_aside(Post.objects.get(text__startswith="A1"), by=olive, now=NOW)

    undo(job)

    assert (Chat.objects.count(), Post.objects.count()) == (1, 0)


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


def test_nothing_is_left_of_what_another_server_exported(bring_home, undo):
    post = {
        "network": "web", "uri": "https://old.example/said/1", "published": "2014-03-14T13:05:00Z",
        "author": {"name": "Jo", "handle": "", "uri": "user:3"}, "text": "Hello #lgovsm",
        "kind": "talk", "filed_by": "time", "question": 1,
    }  # fmt: skip
    question = {"number": 1, "text": "Who?", "planned": "2014-03-14T13:05:00Z", "released": None}
    hours = [
        {
            "date": f"2014-03-{day}", "theme": "Bins", "state": "closed", "rebuilt": False,
            "starts": f"2014-03-{day}T13:00:00Z", "ends": f"2014-03-{day}T14:00:00Z",
            "questions": [question], "posts": posts,
        }
        for day, posts in ((14, [post]), (21, []))
    ]  # fmt: skip
    record = {"community": {"tag": "lgovsm"}, "chats": hours, "between": []}
    before = counts()
    job = bring_home(json.dumps(record).encode(), name="export.json")
    assert (Post.objects.count(), Chat.objects.count()) == (1, 2)

    undo(job)

    assert counts() == before
