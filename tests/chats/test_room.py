"""The hour's one page: lobby, room and transcript, as a stranger, a member and the chair see it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodtalk.chats.keeping_order.moderation import set_aside, withdraw
from goodtalk.chats.models import Account, Chat, Post
from goodtalk.chats.reading import reading
from goodtalk.chats.steering.conductor import keep_time
from goodtalk.communities.models import Community, Membership
from tests.chats.old_hours import make_old_hour
from tests.chats.pages import read
from tests.hour import at

WAYS = ["", *(f"?read={way}" for way in ("flow", "question", "thread", "time", "waiting", "q1"))]
RECORD = [*WAYS, *(f"?read={way}" for way in ("talk", "links", "people", "print"))]
RECORD += ["?read=q1&doubt=without", "?read=time&page=2", "?person={person}", "?link={link}"]
NOW = at("13:20")


@pytest.fixture
def talk(make_chat, post_in):
    """A live hour at its first question, with two threads."""
    chat = keep_time(make_chat(questions=2), now=at("13:05"))
    first = post_in(chat, "A1 gritters", when="13:06", by="ann").post
    post_in(chat, "Indeed", when="13:07", by="bob", in_reply_to=first.uri)
    post_in(chat, "A2 salt", when="13:08", by="cat")
    return chat


@pytest.mark.parametrize(
    ("way", "shown"),
    [
        ("flow", ["A2 salt", "A1 gritters", "Indeed"]),
        ("thread", ["A1 gritters", "Indeed", "A2 salt"]),
        ("time", ["A1 gritters", "Indeed", "A2 salt"]),
        ("question", ["A1 gritters", "Indeed", "A2 salt"]),
        ("q1", ["A1 gritters", "Indeed"]),
        ("q2", ["A2 salt"]),
        ("waiting", ["A2 salt"]),
        ("nonsense", ["A2 salt", "A1 gritters", "Indeed"]),
        ("q99", ["A2 salt", "A1 gritters", "Indeed"]),
    ],
)
def test_the_hour_can_be_read_in_several_ways(client, talk, way, shown):
    page = read(client, f"{talk.get_absolute_url()}?read={way}")

    assert [Post.objects.get(pk=pk).text for pk in page.posts] == shown


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", ["stranger", "newcomer", "chair"])
def test_a_page_takes_as_many_queries_for_three_posts_as_for_one(
    client, make_chat, post_in, request, way, who
):
    chat = keep_time(make_chat(questions=2), now=at("13:05"))
    if who != "stranger":
        client.force_login(request.getfixturevalue(who))
    counts = []

    for number in range(3):
        post_in(chat, "A1 us", by=f"p{number}", when=f"13:1{number}")
        if number in (0, 2):
            with CaptureQueriesContext(connection) as queries:
                page = read(client, f"{chat.get_absolute_url()}{way}")
            counts.append((len(page.posts), len(queries)))

    assert [posts for posts, _ in counts] == [1, 3]
    assert counts[0][1] == counts[1][1] <= 22


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 5000, "٣"])
def test_a_page_number_that_makes_no_sense_is_no_error(client, talk, number):
    page = read(client, f"{talk.get_absolute_url()}?read=flow&page={number}")

    assert len(page.posts) == 3


@pytest.mark.parametrize("state", ["planned", "lobby", "live", "closed"])
def test_one_address_is_lobby_room_and_transcript(client, make_chat, post_in, state):
    chat = make_chat(state=state, questions=1)
    post_in(chat, "Hello")

    page = read(client, chat.get_absolute_url())

    assert page.values("data-state") == [state]
    assert len(page.posts) == 1


def test_an_hour_that_is_over_is_read_by_question_unless_asked_otherwise(client, make_chat):
    chat = make_chat(state="closed")

    assert read(client, chat.get_absolute_url()).values("data-read") == ["question"]
    assert read(client, f"{chat.get_absolute_url()}?read=flow").values("data-read") == ["flow"]


def test_the_page_says_from_where_in_the_log_it_goes_on(client, talk):
    page = read(client, talk.get_absolute_url())

    assert page.values("data-seq") == [str(Chat.objects.get().last_seq)]


@pytest.mark.parametrize(
    ("may_post", "who", "may"),
    [
        ("signed_in", "stranger", False),
        ("signed_in", "newcomer", True),
        ("members", "newcomer", False),
        ("members", "organiser", True),
        ("members", "chair", True),
        ("guests", "stranger", True),
        ("guests", "newcomer", True),
    ],
)
def test_the_form_is_for_those_who_may_post(client, make_chat, request, may_post, who, may):
    chat = make_chat()
    Community.objects.update(may_post=may_post)
    if who != "stranger":
        client.force_login(request.getfixturevalue(who))

    page = read(client, chat.get_absolute_url())

    assert ("text" in page.values("name", "textarea")) is may
    assert ("name" in page.values("name", "input")) is (who == "stranger" and may)


def test_whoever_has_to_join_first_is_offered_that(client, make_chat, newcomer):
    chat = make_chat()
    Community.objects.update(may_post="members")
    client.force_login(newcomer)

    outside = read(client, chat.get_absolute_url())
    Membership.objects.create(community=chat.community, user=newcomer)
    inside = read(client, chat.get_absolute_url())

    assert "/lgovsm/join" in outside.values("action")
    assert "/lgovsm/join" not in inside.values("action")


@pytest.mark.parametrize(("who", "sees"), [("chair", True), ("newcomer", False)])
def test_the_way_to_the_desk_is_shown_to_the_chair(client, make_chat, request, who, sees):
    chat = make_chat()
    client.force_login(request.getfixturevalue(who))

    page = read(client, chat.get_absolute_url())

    assert (chat.desk_url() in page.values("href")) is sees


def test_first_time_here_is_said_only_in_somebodys_first_hour(client, make_chat, post_in):
    first = make_chat(state="closed")
    second = make_chat(part=2, starts_at=at("16:00"), ends_at=at("17:00"))
    post_in(first, "Hello", by="jo")
    post_in(second, "Again", by="jo")
    post_in(second, "Hello", by="ann")

    counts = [
        read(client, f"{chat.get_absolute_url()}?read=flow").text.count("First time here")
        for chat in (first, second)
    ]

    assert counts == [1, 1]


def test_without_javascript_a_reply_is_asked_for_by_the_address(client, talk, newcomer, post_in):
    post = Post.objects.get(text="A2 salt")
    held = post_in(talk, "Secret", by="gus", hold=True).post
    client.force_login(newcomer)
    url = talk.get_absolute_url()

    asked = read(client, f"{url}?reply={post.pk}").values("value", "input")
    hidden = read(client, f"{url}?reply={held.pk}").values("value", "input")
    nonsense = read(client, f"{url}?reply={'9' * 30}").values("value", "input")

    assert str(post.pk) in asked
    assert str(held.pk) not in hidden
    assert len(hidden) == len(nonsense)


def test_a_post_has_its_permanent_address_with_its_thread(client, talk):
    reply = Post.objects.get(text="Indeed")

    page = read(client, reply.get_absolute_url())

    assert page.posts == [reply.parent_id, reply.pk]


@pytest.mark.parametrize("gone", [set_aside, withdraw])
def test_a_post_that_is_gone_is_gone_at_its_address_too(client, talk, chair, gone):
    post = Post.objects.get(text="A2 salt")
    gone(post, now=NOW, **({"by": chair} if gone is set_aside else {}))

    page = read(client, post.get_absolute_url(), status=410)

    assert "salt" not in page.text


def test_the_chair_still_sees_what_was_set_aside_and_nobody_sees_what_was_withdrawn(
    client, talk, chair
):
    aside, gone = Post.objects.get(text="A2 salt"), Post.objects.get(text="A1 gritters")
    set_aside(aside, by=chair, now=NOW)
    withdraw(gone, now=NOW)
    client.force_login(chair)

    assert "A2 salt" in read(client, aside.get_absolute_url()).text
    assert "gritters" not in read(client, gone.get_absolute_url(), status=410).text


@pytest.mark.parametrize(
    "address",
    [
        "2026-11-27-2/",
        "2026-02-30/",
        "2026-11-27/999/",
        f"2026-11-27/{10**30}/",
        "2026-11-27/desk/x",
    ],
)
def test_an_address_that_names_nothing_is_404(client, talk, address):
    read(client, f"/lgovsm/{address}", status=404)


def test_the_margin_says_who_waits_who_is_new_and_what_was_linked(
    client, talk, post_in, friday_at
):
    friday_at("13:30")
    post_in(talk, "See https://example.org/grit", by="dan", when="13:09")

    page = read(client, f"{talk.get_absolute_url()}aside")

    assert "https://example.org/grit" in page.values("href", "a")
    assert "Ann , Bob , Cat , Dan" in page.text
    assert "“ A2 salt ”" in page.text  # the words stand in an element of their own


def test_the_margin_does_not_tell_whose_post_was_set_aside(client, talk, post_in, chair):
    spam = post_in(talk, "Boots https://example.com/boots", by="spammer").post

    before = read(client, f"{talk.get_absolute_url()}aside").text
    set_aside(spam, by=chair, now=NOW)
    after = read(client, f"{talk.get_absolute_url()}aside").text

    assert ("Spammer" in before, "Spammer" in after, "boots" in after) == (True, False, False)


@pytest.mark.parametrize("way", RECORD)
def test_a_page_of_the_record_takes_as_many_queries_for_three_posts_as_for_one(
    client, make_chat, post_in, way
):
    chat = make_chat(state="closed", questions=2, is_rebuilt=True)
    link, counts = "https://example.org/x", []

    for number in range(3):
        post = post_in(chat, f"A1 us {link}", when=f"13:1{number}").post
        if number in (0, 2):
            words = way.format(person=post.account.person_id, link=link)
            with CaptureQueriesContext(connection) as queries:
                read(client, f"{chat.get_absolute_url()}{words}")
            counts.append(len(queries))

    assert counts[0] == counts[1] <= 17


def test_a_page_of_six_thousand_posts_stays_below_half_a_megabyte(client, db):
    chat = make_old_hour(posts=6000, people=400)
    ways = ("question", "q1", "talk", "thread", "time", "flow", "people", "links")

    sizes = {
        way: len(client.get(f"{chat.get_absolute_url()}?read={way}").content) for way in ways
    }

    assert {way: size for way, size in sizes.items() if size > 500_000} == {}


def test_by_question_the_whole_of_a_long_lane_is_a_link_away(client, db):
    chat = make_old_hour(posts=400)
    second = chat.questions.get(number=2)

    page = read(client, chat.get_absolute_url())
    whole = read(client, f"{chat.get_absolute_url()}?read=q2")

    answers = chat.posts.filter(question=second).count()
    assert f"All {answers} answers to Q2" in page.text
    assert len(page.posts) <= 5 * reading.POSTS_A_LANE
    assert len(whole.posts) == answers


def test_a_link_to_a_minute_finds_the_page_that_it_stands_on(client, monkeypatch, db):
    monkeypatch.setattr(reading, "POSTS_A_PAGE", 20)
    chat = make_old_hour(posts=100)
    url = chat.get_absolute_url()

    answer = client.get(f"{url}?minute=13-32")

    address, _, anchor = answer.headers["Location"].partition("#")
    said = chat.posts.filter(published_at__gte=chat.starts_at + timedelta(minutes=32))
    first = said.order_by("published_at", "pk").first()
    assert (answer.status_code, address, anchor) == (
        302,
        f"{url}?read=time&page=4",
        f"post-{first.pk}",
    )
    assert anchor in read(client, address).values("id", "article")


def test_a_minute_that_makes_no_sense_leads_to_the_hour_by_time(client, make_chat):
    chat = make_chat(state="closed")

    answer = client.get(f"{chat.get_absolute_url()}?minute=soon")

    assert answer.headers["Location"] == f"{chat.get_absolute_url()}?read=time"


def test_the_name_beside_an_old_post_leads_to_all_that_its_author_said(client, db):
    chat = make_old_hour(posts=40)
    page = read(client, f"{chat.get_absolute_url()}?read=time")
    person = chat.posts.get(pk=page.posts[0]).account.person

    found = read(client, f"{chat.get_absolute_url()}?person={person.pk}")

    assert f"{chat.get_absolute_url()}?person={person.pk}" in page.values("href", "a")
    said = chat.posts.filter(account__person=person).order_by("published_at")
    assert found.posts == list(said.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("parent", "leads"),
    [
        ("https://twitter.com/i/status/9", True),
        ("http://old.example/9", True),
        ("at://did:plc:x/app.bsky.feed.post/9", False),
        ("javascript:alert(1)", False),
    ],
)
def test_a_missing_parent_is_said_to_be_missing_and_linked_to_where_it_was(
    client, make_chat, post_in, parent, leads
):
    chat = make_chat(state="closed", is_rebuilt=True)
    post_in(chat, "Quite", in_reply_to=parent)

    page = read(client, f"{chat.get_absolute_url()}?read=thread")

    assert "What this answers is not here." in page.text
    assert (parent in page.values("href", "a")) is leads
    assert page.dangers() == []


def test_what_is_missing_is_said_on_the_first_page_of_an_hour_from_an_archive(
    client, make_chat, post_in
):
    old = make_chat(state="closed", is_rebuilt=True)
    own = make_chat(state="closed", part=2)
    for chat in (old, own):
        post_in(chat, "And then…")

    said = [
        "1 post is cut short." in read(client, f"{chat.get_absolute_url()}{way}").text
        for chat, way in ((old, ""), (old, "?read=print"), (old, "?page=2"), (own, ""))
    ]

    assert said == [True, True, False, False]


def test_the_whole_hour_is_printed_on_one_page(client, db):
    chat = make_old_hour(posts=500)

    page = read(client, f"{chat.get_absolute_url()}?read=print")

    shown = [each for each in page.values("id", "li") if each.startswith("post-")]
    assert len(shown) == chat.posts.count() == 500
    assert page.text.count(f"Q1 {chat.questions.get(number=1).text}") == 1
    assert page.dangers() == []


def test_who_does_not_want_to_be_found_is_marked_in_print_too(client, make_chat, post_in):
    chat = make_chat(state="closed")
    hidden, other = (post_in(chat, "Hello", by=by).post for by in ("ann", "bob"))
    Account.objects.filter(pk=hidden.account_id).update(hides_from_search=True)

    page = client.get(f"{chat.get_absolute_url()}?read=print").content.decode()

    assert f'id="post-{hidden.pk}" data-nosnippet' in page
    assert f'id="post-{other.pk}">' in page


@pytest.mark.parametrize(("state", "plays"), [("live", 0), ("closed", 1)])
def test_an_hour_that_is_over_can_be_played(client, make_chat, post_in, state, plays):
    chat = make_chat(state=state, questions=1)
    chat.questions.update(released_at=at("13:05"))
    post_in(chat, "A1 so")

    page = read(client, f"{chat.get_absolute_url()}?read=time")

    bars = [attrs for tag, attrs in page.tags if tag == "play-hour"]
    assert [("hidden" in bar, bar["data-begins"]) for bar in bars] == [
        (True, at("13:00").isoformat())
    ] * plays


@pytest.mark.parametrize(
    "words", ["person=x", "person=0", f"person={'9' * 40}", "link=", "doubt=x", "read=q99"]
)
def test_words_that_make_no_sense_show_the_hour_as_usual(client, make_chat, post_in, words):
    chat = make_chat(state="closed", questions=1)
    post_in(chat, "Hello")

    page = read(client, f"{chat.get_absolute_url()}?{words}")

    assert page.values("data-read") == ["question"]


def test_the_minutes_that_links_lead_to_are_on_the_communitys_clock(
    client, make_community, make_chat, post_in
):
    chat = make_chat(community=make_community(zone="America/New_York"), state="closed")
    post_in(chat, "Said at eight in the morning there", when="13:11")
    post_in(chat, "And a little later", when="13:22")

    html = client.get(f"{chat.get_absolute_url()}?read=time").content.decode()

    minutes = html.partition('class="minutes"')[2].partition("</nav>")[0]
    assert re.findall(r">(\d\d:\d\d)<", minutes) == ["08:11", "08:22"]
