"""What Goodtalk exports comes home whole: hours, questions, posts and people, on another server."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest

from goodtalk.chats.arriving.incoming import Author, Enclosed, Picture, Poll
from goodtalk.chats.arriving.receive import receive_post
from goodtalk.chats.arriving.speakers import guest_author, web_author
from goodtalk.chats.keeping_order.moderation import refile
from goodtalk.chats.models import Account, Chat, Person, Post, Question
from goodtalk.chats.steering.conductor import release_question
from goodtalk.chats.steering.correcting import correct_hour
from goodtalk.chats.thanking import thank
from goodtalk.communities.models import Community, User
from goodtalk.doors.archives.entries import WrongFile
from goodtalk.doors.archives.files import json_values
from goodtalk.doors.archives.storing.importing import import_archive
from goodtalk.doors.web.saying import Said, say
from goodtalk.record.as_csv import write_csv
from goodtalk.record.as_json import write_json
from goodtalk.record.as_questions import write_questions
from goodtalk.record.series import Series
from tests.conftest import incoming_post
from tests.hour import at

LATER = datetime(2026, 12, 1, 12, tzinfo=UTC)
WRITE = {"json": write_json, "csv": write_csv, "questions": write_questions}
CAME_WITH = Enclosed(
    warning="Rats, dead",
    is_sensitive=True,
    pictures=(Picture("https://files.example/1.png", "A rat, by a bin", "image", 640, 480),),
    poll=Poll((("Yes", 3), ("No", 1)), takes_several=True, ends=at("14:30"), voters=4),
    quote="https://social.example/posts/1",
    emoji=((":rat:", "https://files.example/rat.png"),),
)


@pytest.fixture
def exported():
    """What `goodtalk export` writes of #lgovsm."""

    def export(kind):
        out = io.StringIO(newline="")
        WRITE[kind](Series(Community.objects.get(tag="lgovsm")), out)
        return out.getvalue()

    return export


@pytest.fixture
def elsewhere(make_community):
    """A fresh installation, with a community that meets at the same time."""

    def begin():
        Community.objects.all().delete()
        Person.objects.all().delete()
        User.objects.all().delete()
        return Community.objects.create(
            tag="lgovsm", name="Local government", rule="FREQ=WEEKLY;BYDAY=FR",
            at=at("13:00").time(), zone="Europe/London", minutes=60, since=date(2012, 1, 6),
        )  # fmt: skip

    return begin


@pytest.fixture
def bring(make_file):
    """Imports what was exported."""

    def bring(text, into, *, now=LATER, **options):
        return import_archive(make_file(text, "export"), into, now=now, **options)

    return bring


@pytest.fixture
def hour(make_chat, post_in, make_user, chair, newcomer):
    """An hour that was held here, in which all was said that there is; and talk between times."""
    chat = make_chat(questions=2)
    for number, clock in ((1, "13:05"), (2, "13:15")):
        release_question(chat.questions.get(number=number), by=chair, now=at(clock))
    post_in(chat, "A1 The highways team, see https://hull.gov.uk #lgovsm", when="13:06")
    first = Post.objects.get()
    post_in(chat, "@jo ours too", by="ann", when="13:07", in_reply_to=first.uri)
    post_in(chat, "=SUM(1) of all #lgovsm", by="bo", when="13:08", language="cy")
    post_in(chat, "'-tis a dash, and\nanother line #lgovsm", by="bo", when="13:09")
    post_in(chat, "NA", by="cy", when="13:10")
    post_in(chat, "Look #lgovsm", by="cy", when="13:11", enclosed=CAME_WITH)
    post_in(chat, "RT @jo: A1 The highways team #lgovsm", by="di", when="13:12", is_share=True)
    said = say(chat, web_author(newcomer), Said("Here from the page", question=2), now=at("13:16"))
    say(chat, guest_author("secret", "Gus"), Said("A guest says it"), now=at("13:17"))
    post_in(chat, "Filed by hand #lgovsm", by="ed", when="13:18")
    refile(Post.objects.get(text__startswith="Filed"), chat.questions.get(number=1), by=chair,
           now=at("13:19"))  # fmt: skip
    thank(said.post, Account.objects.get(name="Jo").person, wanted=True, now=at("13:20"))
    post_in(chat, "Late, and without the tag", by="ann", when="13:21", in_reply_to=first.uri,
            published=datetime(2026, 11, 29, 9, tzinfo=UTC))  # fmt: skip
    between = incoming_post("Anybody in? #lgovsm", by="ed", number=99,
                            published=datetime(2026, 11, 30, 9, tzinfo=UTC))  # fmt: skip
    receive_post(chat.community, between, now=LATER)
    Chat.objects.update(closed_at=at("14:00"))
    return chat


def rows(text):
    """Cells by uri; the people of the web page are known by their server elsewhere."""
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    for row in found:
        row["author_uri"] = row["author_uri"].removeprefix("http://localhost/#")
    return found


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_series_goes_on_elsewhere_as_it_was(hour, exported, elsewhere, bring, kind):
    before, text = rows(exported("csv")), exported(kind)
    community = elsewhere()

    report = bring(text, community)

    assert (report.read, report.stored, report.invalid) == (12, 12, 0)
    assert (report.chats, report.people, report.questions) == (1, 8, 2)
    assert rows(exported("csv")) == before


def test_importing_what_was_exported_here_stores_nothing(hour, exported, bring):
    before = exported("json")

    for kind in ("json", "csv"):
        report = bring(before if kind == "json" else exported(kind), hour.community)
        assert (report.read, report.stored, report.duplicate) == (12, 0, 12)

    assert exported("json") == before


def test_a_second_import_elsewhere_stores_nothing_and_changes_nothing(
    hour, exported, elsewhere, bring
):
    text = exported("json")
    community = elsewhere()
    bring(text, community)
    before = exported("json")

    report = bring(text, community)

    assert (report.stored, report.duplicate) == (0, 12)
    assert exported("json") == before


def test_the_hour_itself_comes_with_the_json(hour, exported, elsewhere, bring):
    times = {"starts_at": at("12:50"), "closed_at": at("14:00")}
    Chat.objects.update(welcome="Hello!", wrap_up="Bye!", **times)
    text = exported("json")
    before = json.loads(text)["chats"][0]
    community = elsewhere()

    bring(text, community)

    after = json.loads(exported("json"))["chats"][0]
    assert before.pop("chair") == "Charlie"
    assert after.pop("chair") is None
    assert {**after, "posts": len(after["posts"])} == {**before, "posts": len(before["posts"])}


def test_an_hour_to_come_comes_with_its_run_sheet(make_chat, exported, elsewhere, bring):
    make_chat(questions=2, state="planned")
    text = exported("json")

    report = bring(text, elsewhere(), now=at("09:00"))

    chat = Chat.objects.get()
    assert (report.read, report.chats, report.questions) == (0, 1, 2)
    assert (chat.state, chat.starts_at, chat.theme) == (
        "planned", at("13:00"), "Getting councillors to use social media"
    )  # fmt: skip
    assert [(one.text, one.due_at, one.released_at) for one in chat.questions.all()] == [
        ("What about 1?", at("13:05"), None), ("What about 2?", at("13:15"), None)
    ]  # fmt: skip


def test_tables_of_posts_and_of_questions_complete_one_another(hour, exported, elsewhere, bring):
    Question.objects.filter(number=2).update(released_at=None, skipped_at=at("13:14"))
    posts, questions = exported("csv"), exported("questions")
    community = elsewhere()

    bring(posts, community)
    unknown = [one.text for one in Question.objects.all()]
    report = bring(questions, community)

    assert unknown == [f"Question {n} (its words are not in the archive)" for n in (1, 2)]
    assert (report.chats, report.questions) == (1, 2)
    found = Question.objects.values_list("text", "due_at", "released_at", "skipped_at")
    assert list(found) == [
        ("What about 1?", at("13:05"), at("13:05"), None),
        ("What about 2?", at("13:15"), None, at("13:14")),
    ]
    assert rows(exported("csv")) == rows(posts)


def test_who_wrote_on_the_page_there_is_nobody_who_signs_in_here(
    hour, exported, elsewhere, bring, make_user
):
    text = exported("json")
    number = Account.objects.get(name="Nia").person.user_id
    community = elsewhere()
    somebody = make_user("somebody", pk=number)

    bring(text, community)

    nia = Post.objects.get(text__startswith="Here from the page").account
    assert (nia.uri, nia.person.user) == (f"http://localhost/#user:{number}", None)
    assert not Account.objects.filter(person__user=somebody).exists()


def test_what_was_worded_by_hand_is_not_overruled_by_a_later_archive(
    bring_in, make_tags, exported, elsewhere, bring, chair, community
):
    tweets = (
        {"text": "Q1: Who decides? #lgovsm", "from_user_id_str": "1"},
        {"text": "A1 The team #lgovsm", "from_user": "ann", "from_user_id_str": "2"},
        {"text": "Q2: Who tells? #lgovsm", "from_user_id_str": "1"},
    )
    bring_in(make_tags(*tweets))
    correct_hour(Chat.objects.get(), "Gritting", {2: "Who tells residents?"}, by=chair, now=LATER)
    text = exported("json")
    there = elsewhere()

    bring(text, there)
    report = import_archive(
        make_tags(*tweets, {"text": "A2 We do #lgovsm", "from_user": "bob"}), there, now=LATER
    )

    chat = Chat.objects.get()
    assert (report.stored, report.duplicate) == (1, 3)
    assert (chat.theme, chat.is_rebuilt) == ("Gritting", True)
    assert [one.text for one in chat.questions.all()] == ["Who decides?", "Who tells residents?"]
    assert Post.objects.get(text__startswith="A2").question == chat.questions.get(number=2)


def test_the_export_of_another_community_is_refused(hour, exported, elsewhere, bring):
    text = exported("json")
    Community.objects.all().delete()
    other = Community.objects.create(
        tag="nhssm", name="Health", rule="FREQ=WEEKLY;BYDAY=WE", at=at("20:00").time(),
        zone="Europe/London", minutes=60, since=date(2012, 1, 6),
    )  # fmt: skip

    with pytest.raises(WrongFile) as refused:
        bring(text, other)

    assert str(refused.value) == "This is the export of #lgovsm, and not of #nhssm."
    assert not Chat.objects.exists()


def test_an_hour_larger_than_memory_bears_is_read_bit_by_bit(
    hour, exported, elsewhere, bring, monkeypatch
):
    text = exported("json")
    community = elsewhere()
    monkeypatch.setattr(json_values, "MAX_VALUE_CHARACTERS", 2000)

    report = bring(text, community)

    assert (report.stored, report.questions) == (12, 2)


def test_thanks_given_there_and_here_are_counted_together(hour, exported, elsewhere, bring):
    text = exported("csv")
    bring(text, elsewhere())
    post = Post.objects.get(text__startswith="Here from the page")
    ann = Account.objects.get(name="Ann").person

    thank(post, ann, wanted=True, now=LATER)

    post.refresh_from_db()
    assert post.thanks_count == 2


def test_a_dry_run_foretells_the_same(hour, exported, elsewhere, bring):
    text = exported("json")
    community = elsewhere()

    foretold = bring(text, community, dry_run=True)

    assert not Chat.objects.exists()
    assert foretold.as_json() == bring(text, community).as_json()


def test_rows_that_are_no_posts_are_told_and_strangers_break_nothing(
    hour, exported, elsewhere, bring
):
    found = json.loads(exported("json"))
    posts = found["chats"][0]["posts"]
    posts[0] |= {"author": None}
    posts[1] |= {"published": "yesterday"}
    posts[2] |= {"enclosed": {"pictures": [7, {"url": 8}], "poll": "x", "emoji": {}}, "thanks": -1}
    posts[3] |= {"question": 10**30, "kind": ["x"], "links": "x", "filed_by": {}}
    posts[4] = ["no", "post"]
    found["chats"][0]["questions"].append({"number": "x", "planned": 3})
    times = {"starts": "2026-11-20T13:00:00Z", "ends": "2026-11-20T14:00:00Z"}
    found["chats"] += [
        {"date": "0000-99-99", **times, "posts": [{}, posts[5] | {"uri": "https://a.example/1"}]},
        {"date": "2026-11-20", "starts": "9999-12-31T00:00:00Z", "ends": 7, "posts": []},
        {"posts": 3}, 4,
    ]  # fmt: skip

    report = bring(json.dumps(found), elsewhere())

    assert (report.read, report.stored, report.invalid) == (14, 10, 4)
    assert {row.reason for row in report.bad_rows} == {
        "record 1: no author",
        "record 2: a date that cannot be read: “yesterday”",
        "record 5: no post, but a list or a single word",
        "record 12: no network",
    }


def test_what_was_said_under_an_earlier_tag_comes_too_and_a_strange_table_does_not(
    hour, exported, elsewhere, bring
):
    record, table = (exported(kind).replace(" #lgovsm", " #lgchat") for kind in ("json", "csv"))
    community = elsewhere()

    strange = bring(table, community)
    report = bring(record, community)

    assert (strange.stored, strange.outside, strange.chats) == (0, 12, 0)
    assert (report.stored, report.outside) == (12, 0)


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_an_hour_in_which_nothing_was_asked_comes_too(
    make_chat, post_in, exported, elsewhere, bring, kind
):
    post_in(make_chat(state="closed"), "Hello #lgovsm")
    text = exported(kind)

    report = bring(text, elsewhere())

    assert (report.stored, report.chats, report.questions) == (1, 1, 0)


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_who_does_not_want_to_be_found_by_searching_is_not_found_there_either(
    make_chat, post_in, exported, elsewhere, bring, kind
):
    shy = Author("https://social.example/users/shy", "@shy@social.example", is_indexable=False)
    chat = make_chat(state="closed")
    post_in(chat, "Hello #lgovsm", author=shy)
    post_in(chat, "Hello too #lgovsm")
    text = exported(kind)

    bring(text, elsewhere())

    assert [(one.handle, one.hides_from_search) for one in Account.objects.order_by("handle")] == [
        ("@jo@social.example", False), ("@shy@social.example", True)
    ]  # fmt: skip


def test_rows_of_questions_that_break_off_are_passed_over(hour, exported, elsewhere, bring):
    names = ["number", "planned", "released", "text", "theme", "skipped", "chat"]
    rows = list(csv.DictReader(io.StringIO(exported("questions"), newline="")))
    lines = [",".join(row[name] for name in names) for row in rows]
    table = "\n".join([",".join(names), lines[0], ",".join(lines[1].split(",")[:3])])

    report = bring(table, elsewhere())

    assert (report.chats, report.questions) == (1, 1)
