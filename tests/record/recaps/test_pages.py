import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodtalk.chats.models import Chat
from goodtalk.communities.models import Membership
from goodtalk.record.models import LONGEST, RecapText
from goodtalk.record.recaps.publishing import keep_text, publish_recap
from tests.hour import at

pytestmark = pytest.mark.django_db

RECAP = "/lgovsm/2026-11-27/recap/"
WRITE = f"{RECAP}write/"
TAKE_BACK = f"{RECAP}take-back"


@pytest.fixture
def chat(make_chat):
    return make_chat(state="closed", questions=1)


@pytest.fixture
def desk(client, chat, chair):
    """The chair's browser."""
    client.force_login(chair)
    return client


def words(answer):
    """The page's text, for reading."""
    html = re.sub(r"<(script|style|head).*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def texts():
    return [(one.text, one.published_at is not None) for one in RecapText.objects.all()]


@pytest.mark.parametrize(
    ("state", "said"),
    [("closed", "Nobody has written a recap of this hour yet."), ("live", "after the hour")],
)
def test_where_there_is_no_recap_the_page_says_so(client, make_chat, state, said):
    make_chat(state=state)

    answer = client.get(RECAP)

    assert (answer.status_code, said in words(answer), WRITE in answer.content.decode()) == (
        404, True, False,
    )


def test_everybody_reads_what_was_published_with_its_quotes(client, chat, chair, post_in):
    post = post_in(chat, "We grit the <hills> first", by="nia").post
    publish_recap(
        chat, f"It was icy.\n\n[[quote {post.pk}]]", after=0, by=chair, now=at("14:20")
    )

    answer = client.get(RECAP)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert '<p dir="auto">It was icy.</p>' in page
    assert "We grit the &lt;hills&gt; first" in page
    assert f'href="/lgovsm/2026-11-27/{post.pk}/"' in page
    assert "Recap by Charlie" in words(answer)


def test_what_is_only_kept_is_not_read_by_everybody(client, chat, chair):
    keep_text(chat, "Secret so far.", after=0, by=chair, now=at("14:20"))

    answer = client.get(RECAP)

    assert (answer.status_code, "Secret" in answer.content.decode()) == (404, False)


def test_the_chair_begins_with_a_draft_and_publishes_it(desk, chat, post_in):
    post_in(chat, "A1: grit", by="nia")
    page = desk.get(WRITE).context
    text = page["form"]["text"].value()

    answer = desk.post(WRITE, {"text": text, "after": 0, "publish": 1})

    assert "[[people]] took part" in text
    assert (answer.status_code, answer["location"]) == (302, RECAP)
    assert texts() == [(text.strip(), True)]
    assert "1 person took part and wrote 1 post" in words(desk.get(RECAP))


def test_a_look_keeps_nothing_and_loses_nothing(desk, chat):
    answer = desk.post(WRITE, {"text": "It was *icy*.", "after": 0, "look": 1})

    page = answer.content.decode()
    assert '<p dir="auto">It was <em>icy</em>.</p>' in page
    assert ">\nIt was *icy*.</textarea>" in page
    assert texts() == []


def test_what_is_kept_for_later_is_there_when_the_chair_comes_back(desk, chat):
    desk.post(WRITE, {"text": "Half of it", "after": 0, "keep": 1})

    page = desk.get(WRITE)

    assert texts() == [("Half of it", False)]
    assert page.context["form"]["text"].value() == "Half of it"
    assert "Kept, and not published yet." in words(page)


def test_an_earlier_text_and_a_new_draft_can_be_taken_up(desk, chat, chair):
    first = keep_text(chat, "First", after=0, by=chair, now=at("14:20"))
    keep_text(chat, "Second", after=first.pk, by=chair, now=at("14:21"))

    begun = [
        desk.get(WRITE, {"text": asked}).context["form"]["text"].value()
        for asked in ("", str(first.pk), "draft", "999", "x")
    ]

    assert begun == ["Second", "First", "Nobody took part this time.\n", "Second", "Second"]


def test_of_two_who_write_at_once_the_second_is_told_and_keeps_their_words(
    desk, chat, organiser
):
    keep_text(chat, "Olive's", after=0, by=organiser, now=at("14:20"))

    answer = desk.post(WRITE, {"text": "Charlie's", "after": 0, "publish": 1})
    told, form = words(answer), answer.context["form"]
    again = desk.post(
        WRITE, {"text": form["text"].value(), "after": form["after"].value(), "publish": 1}
    )

    assert "Somebody else kept another text meanwhile" in told
    assert again.status_code == 302
    assert texts() == [("Olive's", False), ("Charlie's", True)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write something first."),
        (" \n ", "Write something first."),
        ("[[photo 3]]", "Not known here: [[photo 3]]."),
        ("[[quote 999999]]", "No posts of this hour: 999999."),
        ("[[quote 999999999999999999]]", "No posts of this hour: 999999999999999999."),
        ("x" * (LONGEST + 1), f"at most {LONGEST} characters"),
    ],
)
def test_what_cannot_be_is_said_in_plain_words_and_nothing_is_kept(desk, chat, text, said):
    answer = desk.post(WRITE, {"text": text, "after": 0, "publish": 1})

    assert (answer.status_code, said in words(answer), texts()) == (200, True, [])


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30])
def test_a_form_that_was_meddled_with_keeps_nothing(desk, chat, after):
    answer = desk.post(WRITE, {"text": "Words", "after": after, "keep": 1})

    assert (answer.status_code, texts()) == (200, [])


def test_while_the_hour_is_on_it_can_be_kept_and_not_published(desk, make_chat):
    Chat.objects.all().delete()
    make_chat()

    refused = desk.post(WRITE, {"text": "Too early", "after": 0, "publish": 1})
    desk.post(WRITE, {"text": "Too early", "after": 0, "keep": 1})

    assert "can be published once the hour is over" in words(refused)
    assert texts() == [("Too early", False)]


def test_taken_back_nobody_reads_it_and_the_chair_still_has_it(desk, chat, chair):
    publish_recap(chat, "We grit.", after=0, by=chair, now=at("14:20"))

    answer = desk.post(TAKE_BACK)

    assert (answer.status_code, answer["location"]) == (302, WRITE)
    assert desk.get(RECAP).status_code == 404
    assert desk.get(WRITE).context["form"]["text"].value() == "We grit."


def test_a_link_alone_takes_nothing_back(desk, chat, chair):
    publish_recap(chat, "We grit.", after=0, by=chair, now=at("14:20"))

    assert (desk.get(TAKE_BACK).status_code, desk.get(RECAP).status_code) == (405, 200)


@pytest.mark.parametrize("role", [None, Membership.Role.MEMBER])
def test_nobody_but_those_at_the_desk_writes_it(client, chat, make_user, role):
    newcomer = make_user("nora")
    if role:
        Membership.objects.create(user=newcomer, community=chat.community, role=role)
    client.force_login(newcomer)

    statuses = [
        client.get(WRITE).status_code,
        client.post(WRITE, {"text": "Mine", "after": 0, "publish": 1}).status_code,
        client.post(TAKE_BACK).status_code,
    ]

    assert (statuses, texts()) == ([404, 404, 404], [])


def test_who_has_not_signed_in_is_asked_to(client, chat):
    assert [client.get(WRITE).status_code, client.post(TAKE_BACK).status_code] == [302, 302]


def test_an_hour_and_the_communitys_page_lead_to_the_recap(client, chat, chair):
    publish_recap(chat, "We grit.", after=0, by=chair, now=at("14:20"))

    for address in ("/lgovsm/", "/lgovsm/2026-11-27/"):
        assert f'href="{RECAP}"' in client.get(address).content.decode()


def test_the_desk_leads_to_writing_it_once_the_hour_is_over(desk, chat, chair):
    before = words(desk.get(chat.desk_url()))
    publish_recap(chat, "We grit.", after=0, by=chair, now=at("14:20"))

    after = desk.get(chat.desk_url()).content.decode()

    assert "Write the recap: a draft is ready" in before
    assert f'<a href="{WRITE}">Edit the recap</a>' in after
    assert "Published the recap" in after


def test_what_is_being_typed_is_looked_at_without_all_that_was_kept(
    desk, chat, chair
):
    keep_text(chat, "It was icy.", after=0, by=chair, now=at("14:20"))

    with CaptureQueriesContext(connection) as queries:
        typed = {"text": "It was *icy*.", "look": "1"}
        look = desk.post(WRITE, typed, headers={"HX-Request": "true"})

    assert "It was <em>icy</em>." in look.content.decode()
    assert [one["sql"] for one in queries if "record_recaptext" in one["sql"]] == []


@pytest.mark.parametrize("quotes", [1, 30])
def test_the_page_takes_four_queries_however_much_it_quotes(
    client, chat, chair, post_in, quotes, django_assert_num_queries
):
    posts = [post_in(chat, f"Number {number}", by=f"p{number}").post for number in range(quotes)]
    text = "\n\n".join(["[[people]]", *(f"[[quote {post.pk}]]" for post in posts)])
    publish_recap(chat, text, after=0, by=chair, now=at("14:20"))
    client.get(RECAP)

    with django_assert_num_queries(4):
        page = client.get(RECAP).content.decode()

    assert page.count("<blockquote>") == quotes


def test_what_it_looks_like_stands_beside_the_draft_from_the_start(desk, chat, post_in):
    chat.questions.update(released_at=at("13:05"))
    post_in(chat, "A1: grit at night", by="nia")

    page = desk.get(WRITE).content.decode()

    assert "grit at night" in page.partition('id="look"')[2]


@pytest.mark.parametrize(
    ("text", "shown"),
    [("It was *icy*.", "It was <em>icy</em>."), ("[[photo 3]]", "Not known here: [[photo 3]].")],
)
def test_while_the_chair_writes_only_the_look_is_drawn_again_and_nothing_is_kept(
    desk, chat, text, shown
):
    asked = {"text": text, "after": 0, "look": 1}

    answer = desk.post(WRITE, asked, headers={"hx-request": "true"})

    page = answer.content.decode()
    assert page.lstrip().startswith('<section class="look" id="look"')
    assert (shown in page, "<form" in page, texts()) == (True, False, [])


def test_a_text_that_names_posts_which_are_no_more_can_still_be_mended(desk, chat, chair, post_in):
    post = post_in(chat, "We grit", by="nia").post
    text = f"It was icy.\n\n[[quote {post.pk}]]"
    kept = publish_recap(chat, text, after=0, by=chair, now=at("14:20"))
    post.delete()

    answer = desk.post(WRITE, {"text": f"{text}\n\nVery.", "after": kept.pk, "publish": 1})

    assert answer.status_code == 302
    assert "Very." in words(desk.get(RECAP))
