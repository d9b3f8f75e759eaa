"""The only way in for a post: once each, in its place, whatever comes first."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from goodtalk.chats.arriving.incoming import Author
from goodtalk.chats.arriving.receive import receive_post, receive_posts
from goodtalk.chats.keeping_order.moderation import withdraw
from goodtalk.chats.models import Account, Attendance, Chat, Person, Post, Question
from goodtalk.communities.models import Community
from tests.conftest import incoming_post
from tests.examples import examples
from tests.hour import at, logged

NOW = at("15:00")


def uri(number):
    return f"https://social.example/posts/{number}"


def reply_to(parent, text="Indeed.", **fields):
    return incoming_post(text, in_reply_to=uri(parent), **fields)


def release(chat, number, clock):
    chat.questions.filter(number=number).update(released_at=at(clock))


def filed(post):
    """Where a post stands and how that was found."""
    post.refresh_from_db()
    parent = post.parent.uri if post.parent else None
    question = post.question.number if post.question else None
    return parent, question, post.filed_by, post.is_certain


def test_a_post_becomes_one_row_and_one_event(make_chat):
    chat = make_chat()
    incoming = incoming_post("Hello from Hull", tags=("lgovsm",), language="en")

    receipt = receive_post(chat.community, incoming, now=NOW)

    post = Post.objects.get()
    assert (receipt.outcome, receipt.post, receipt.seq) == ("stored", post, 1)
    assert (post.chat, post.text, post.html) == (chat, "Hello from Hull", "<p>Hello from Hull</p>")
    assert (post.published_at, post.received_at) == (at("13:10"), NOW)
    assert (post.account.handle, post.account.person.name) == ("@jo@social.example", "Jo")
    assert logged(chat) == [(1, "post.received")]


def test_a_post_that_comes_again_changes_nothing(make_chat):
    chat = make_chat()
    first = receive_post(chat.community, incoming_post("Hello"), now=NOW)

    again = receive_post(chat.community, incoming_post("Other words"), now=NOW)

    assert (again.outcome, again.post) == ("duplicate", first.post)
    assert Post.objects.get().text == "Hello"
    assert logged(chat) == [(1, "post.received")]


def test_a_post_that_is_twice_in_one_delivery_is_stored_once(make_chat):
    chat = make_chat()

    receipts = receive_posts(chat.community, [incoming_post("Hello")] * 2, now=NOW)

    assert [one.outcome for one in receipts] == ["stored", "duplicate"]
    assert logged(chat) == [(1, "post.received")]


def test_one_address_on_two_networks_is_two_posts(make_chat):
    chat = make_chat()
    posts = [incoming_post("Hello", network=network) for network in ("fediverse", "twitter")]

    receipts = receive_posts(chat.community, posts, now=NOW)

    assert [one.outcome for one in receipts] == ["stored", "stored"]


def test_what_was_taken_back_stays_gone_when_it_comes_again(make_chat):
    chat = make_chat()
    first = receive_post(chat.community, incoming_post("My secret"), now=NOW)
    withdraw(first.post, now=NOW)

    again = receive_post(chat.community, incoming_post("My secret"), now=NOW)

    assert (again.outcome, Post.objects.get().text) == ("duplicate", "")
    assert logged(chat) == [(1, "post.received"), (2, "post.withdrawn")]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"visibility": "private"}, "It is not public."),
        ({"visibility": "direct"}, "It is not public."),
        ({"visibility": ""}, "It is not public."),
        ({"text": " \n "}, "It has no text."),
        ({"text": "x" * 20_001}, "It is longer than 20,000 characters."),
        ({"html": "x" * 80_001}, "It is longer than 20,000 characters."),
        ({"text": "a\0b"}, "It holds a character that no text has (NUL, or half of a pair)."),
        ({"html": "a\0b"}, "It holds a character that no text has (NUL, or half of a pair)."),
        ({"text": "\ud83d"}, "It holds a character that no text has (NUL, or half of a pair)."),
        ({"tags": ("a\0",)}, "It holds a character that no text has (NUL, or half of a pair)."),
        (
            {"author": Author(uri="https://x.example/a", name="Jo\0")},
            "It holds a character that no text has (NUL, or half of a pair).",
        ),
        ({"uri": ""}, "It has no usable address."),
        ({"uri": "https://x.example/" + "x" * 500}, "It has no usable address."),
        ({"author": Author(uri="")}, "It has no usable address."),
        ({"published": NOW + timedelta(minutes=6)}, "It comes from the future."),
    ],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence(make_chat, fields, reason):
    chat = make_chat()
    bad = replace(incoming_post("Hello"), **fields)

    receipts = receive_posts(chat.community, [bad, incoming_post("Good", number=2)], now=NOW)

    assert [(one.outcome, one.reason) for one in receipts] == [("refused", reason), ("stored", "")]
    assert [post.text for post in Post.objects.all()] == ["Good"]


def test_a_clock_that_is_a_little_fast_is_borne(make_chat):
    chat = make_chat()
    post = incoming_post("Hello", when="13:14")

    receipt = receive_post(chat.community, post, now=at("13:10"))

    assert receipt.outcome == "stored"


def test_a_held_post_is_not_in_the_room_and_its_author_is_not_counted(make_chat, post_in):
    chat = make_chat()

    post = post_in(chat, "Hello", hold=True).post

    assert (post.held_at, chat.posts.visible().count()) == (at("13:10"), 0)
    assert (logged(chat), chat.attendances.count()) == ([(1, "post.held")], 0)


def test_an_answer_is_filed_by_its_label(make_chat, post_in):
    chat = make_chat(questions=2)
    release(chat, 1, "13:05")

    post = post_in(chat, "A2: gritters").post

    assert filed(post) == (None, 2, "label", True)
    assert post.kind == "answer"


def test_a_label_of_a_question_that_nobody_asked_files_by_time(make_chat, post_in):
    chat = make_chat(questions=1)
    release(chat, 1, "13:05")

    assert filed(post_in(chat, "A7: gritters").post) == (None, 1, "time", False)


def test_what_the_author_chose_counts_as_a_label(make_chat, post_in):
    chat = make_chat(questions=2)
    release(chat, 1, "13:05")

    assert filed(post_in(chat, "Gritters", question=2).post) == (None, 2, "label", True)


def test_a_reply_is_filed_with_what_it_answers(make_chat, post_in):
    chat = make_chat(questions=2)
    release(chat, 1, "13:05")
    parent = post_in(chat, "A2: gritters").post

    reply = post_in(chat, "Indeed.", in_reply_to=parent.uri).post

    assert filed(reply) == (parent.uri, 2, "reply", True)
    assert reply.kind == "talk"


def test_a_reply_with_a_label_of_its_own_is_filed_by_that(make_chat, post_in):
    chat = make_chat(questions=2)
    parent = post_in(chat, "A2: gritters").post

    reply = post_in(chat, "A1 too: us", in_reply_to=parent.uri).post

    assert filed(reply) == (parent.uri, 1, "label", True)


@pytest.mark.parametrize(
    ("clock", "question"),
    [("13:04", None), ("13:05", 1), ("13:14", 1), ("13:15", 2), ("13:55", None), ("14:30", None)],
)
def test_other_posts_are_filed_by_the_question_open_at_their_time(
    make_chat, post_in, clock, question
):
    chat = make_chat(questions=2, state="closed", wrapped_up_at=at("13:55"))
    release(chat, 1, "13:05")
    release(chat, 2, "13:15")

    assert filed(post_in(chat, "Gritters", when=clock).post) == (None, question, "time", False)


def test_a_reply_that_comes_before_its_parent_is_linked_and_filed_when_it_arrives(make_chat):
    chat = make_chat(questions=2)
    release(chat, 1, "13:05")
    early = receive_post(
        chat.community, reply_to(1, when="13:12", number=2), now=at("13:12")
    ).post
    before = filed(early)

    receive_post(chat.community, incoming_post("A2: gritters", number=1), now=at("13:13"))

    assert before == (None, 1, "time", False)
    assert filed(early) == (uri(1), 2, "reply", True)
    assert logged(chat) == [(1, "post.received"), (2, "post.received"), (3, "post.refiled")]


def test_a_whole_thread_that_came_backwards_stands_in_order(make_chat):
    chat = make_chat(questions=2)
    thread = [
        incoming_post("A2: gritters", number=1, when="13:10"),
        reply_to(1, number=2, when="13:11"),
        reply_to(2, number=3, when="13:12"),
        reply_to(3, number=4, when="13:13"),
    ]

    for post in reversed(thread):
        receive_post(chat.community, post, now=NOW)

    assert [filed(post) for post in Post.objects.order_by("published_at")] == [
        (None, 2, "label", True),
        (uri(1), 2, "reply", True),
        (uri(2), 2, "reply", True),
        (uri(3), 2, "reply", True),
    ]


def test_a_reply_whose_clock_is_slow_stands_after_what_it_answers(make_chat, post_in):
    chat = make_chat()
    parent = post_in(chat, "Gritters", when="13:10").post

    reply = post_in(chat, "Indeed.", when="13:08", in_reply_to=parent.uri).post

    assert (reply.parent, reply.published_at > parent.published_at) == (parent, True)


def test_posts_that_answer_each_other_do_not_stand_under_each_other(make_chat):
    chat = make_chat()
    posts = [reply_to(2, number=1, when="13:10"), reply_to(1, number=2, when="13:10")]

    for post in posts:
        receive_post(chat.community, post, now=NOW)
    receive_post(chat.community, reply_to(3, number=3), now=NOW)

    assert list(Post.objects.order_by("uri").values_list("uri", "parent__uri")) == [
        (uri(1), None),
        (uri(2), uri(1)),
        (uri(3), None),
    ]


def test_a_late_reply_into_a_closed_hour_belongs_to_it(make_chat):
    chat = make_chat(state="closed", questions=1)
    receive_post(chat.community, incoming_post("A1 us"), now=NOW)
    late = reply_to(1, number=2, published=at("13:00") + timedelta(days=3))

    post = receive_post(chat.community, late, now=late.published).post

    assert (post.chat, *filed(post)) == (chat, uri(1), 1, "reply", True)
    assert logged(chat) == [(1, "post.received"), (2, "post.received")]


def test_a_reply_after_more_than_a_week_is_talk_between_times(make_chat):
    chat = make_chat(state="closed")
    receive_post(chat.community, incoming_post("Us"), now=NOW)
    late = reply_to(1, number=2, published=at("14:01") + timedelta(days=7))

    receipt = receive_post(chat.community, late, now=late.published)

    assert (receipt.post.chat, receipt.seq) == (None, None)


def test_a_late_reply_that_came_before_its_parent_moves_into_the_hour_with_its_thread(make_chat):
    chat = make_chat(state="closed", questions=1)
    later = at("13:00") + timedelta(days=2)
    for number in (3, 2):
        post = reply_to(number - 1, number=number, published=later + timedelta(minutes=number))
        receive_post(chat.community, post, now=post.published)
    between = Post.objects.filter(chat=None).count()

    receive_post(chat.community, incoming_post("A1 us"), now=later + timedelta(hours=1))

    assert between == 2
    assert [(post.chat, *filed(post)) for post in Post.objects.all()] == [
        (chat, None, 1, "label", True),
        (chat, uri(1), 1, "reply", True),
        (chat, uri(2), 1, "reply", True),
    ]
    assert [kind for _, kind in logged(chat)] == ["post.received"] * 3


def test_a_post_between_times_is_kept_and_told_to_no_hour(make_chat):
    chat = make_chat()
    post = incoming_post("Anyone here on a Monday?", published=at("09:00") - timedelta(days=4))

    receipt = receive_post(chat.community, post, now=NOW)

    assert (receipt.outcome, receipt.post.chat, receipt.seq) == ("stored", None, None)
    assert logged(chat) == []


def test_a_reply_to_somebody_on_another_network_finds_it(make_chat):
    chat = make_chat()
    parent = receive_post(chat.community, incoming_post("Us", network="web"), now=NOW).post

    reply = receive_post(chat.community, reply_to(1, number=2, when="13:11"), now=NOW).post

    assert filed(reply)[0] == parent.uri


def bridged(number=2, **fields):
    """Jo's post as Bridgy Fed carries it to Bluesky."""
    author = Author(
        uri="did:plc:jo", handle="@jo.social.example.ap.brid.gy", name="Jo"
    )
    usual = {"network": "bluesky", "author": author, "when": "13:11", "number": number}
    return incoming_post("We ask  the gritters", **usual | fields)


def test_a_bridges_copy_is_folded_into_its_original(make_chat):
    chat = make_chat()
    receive_post(chat.community, incoming_post("We ask the gritters"), now=NOW)

    copy = receive_post(chat.community, bridged(), now=NOW).post

    assert copy.same_as.uri == uri(1)
    assert list(chat.posts.visible().values_list("uri", flat=True)) == [uri(1)]
    assert logged(chat) == [(1, "post.received")]
    assert chat.attendances.count() == 1


def test_a_copy_that_its_bridge_names_is_folded_whatever_its_words(make_chat):
    chat = make_chat()
    receive_post(chat.community, incoming_post("We ask the gritters"), now=NOW)

    copy = receive_post(
        chat.community, incoming_post("We ask…", number=2, copy_of=(uri(1),)), now=NOW
    ).post

    assert copy.same_as.uri == uri(1)


def test_two_people_who_say_the_same_are_two_posts(make_chat):
    chat = make_chat()
    receive_post(chat.community, incoming_post("Hello", by="ann"), now=NOW)

    receive_post(chat.community, replace(bridged(), text="Hello"), now=NOW)

    assert chat.posts.visible().count() == 2


def test_a_reply_to_a_copy_stands_under_the_original(make_chat):
    chat = make_chat()
    receive_post(chat.community, incoming_post("We ask the gritters"), now=NOW)
    receive_post(chat.community, bridged(), now=NOW)

    reply = receive_post(chat.community, reply_to(2, number=3, when="13:12"), now=NOW).post

    assert filed(reply)[0] == uri(1)


def test_what_was_taken_back_does_not_come_again_over_a_bridge(make_chat):
    chat = make_chat()
    original = receive_post(chat.community, incoming_post("My secret"), now=NOW).post
    first = incoming_post("My secret", number=2, copy_of=(uri(1),))
    receive_post(chat.community, first, now=NOW)

    withdraw(original, now=NOW)
    receive_post(
        chat.community, incoming_post("My secret", number=3, copy_of=(uri(1),)), now=NOW
    )

    assert list(Post.objects.values_list("text", "html")) == [("", "")] * 3


def test_a_copy_is_not_folded_into_another_communitys_post(make_chat, make_community):
    chat, other = make_chat(), make_community("otherchat")
    receive_post(other, incoming_post("Hello"), now=NOW)

    receive_post(
        chat.community, incoming_post("Hello", number=2, copy_of=(uri(1),)), now=NOW
    )

    assert chat.posts.visible().count() == 1


def test_a_share_is_kept_and_counts_nobody_as_present(make_chat, post_in):
    chat = make_chat()

    post = post_in(chat, "RT @ann: gritters", is_share=True).post

    assert (post.is_share, chat.attendances.count()) == (True, 0)


@pytest.mark.parametrize("posts", [1, 30])
def test_taking_many_posts_takes_as_many_queries_as_taking_one(make_chat, posts):
    chat = make_chat(questions=3)
    one = [incoming_post("Hello", number=0, by="zoe")]
    many = [
        reply_to(0, f"A{1 + number % 3} us", number=number, by=f"p{number}", network="twitter")
        for number in range(1, posts + 1)
    ]
    receive_posts(chat.community, one, now=NOW)

    with CaptureQueriesContext(connection) as queries:
        receive_posts(chat.community, many, now=NOW)

    assert len([one for one in queries if "pg_notify" not in one["sql"]]) == 22


def test_a_link_is_kept_whole_and_only_if_a_browser_may_go_there(make_chat, post_in):
    chat = make_chat()

    found = post_in(chat, "See example.org/a and https://example.com").post
    given = post_in(chat, "See", links=("javascript:alert(1)", "https://example.org", "b.org")).post

    assert found.links == ["https://example.org/a", "https://example.com"]
    assert given.links == ["https://example.org", "https://b.org"]


THREAD = [
    incoming_post("A2: gritters", number=1, when="13:10", by="ann"),
    reply_to(1, number=2, when="13:08", by="bob"),  # a slow clock
    reply_to(2, number=3, when="13:12", by="cat"),
    reply_to(2, "A1 though", number=4, when="13:13", by="ann"),
    reply_to(4, number=5, when="13:14", by="dan"),
    incoming_post("Something else", number=6, when="13:20", by="dan"),
    reply_to(6, number=7, when="13:21", by="ann"),
    reply_to(3, number=8, published=at("13:00") + timedelta(days=2), by="eve"),
    reply_to(8, number=9, published=at("13:05") + timedelta(days=2), by="ann"),
    reply_to(99, number=10, when="13:30", by="bob"),  # its parent never comes
]
BATCHES = st.permutations(range(len(THREAD))).flatmap(
    lambda order: st.lists(st.integers(1, 4), min_size=len(order), max_size=len(order)).map(
        lambda sizes: (order, sizes)
    )
)


@pytest.mark.django_db(transaction=True)
@settings(deadline=None, max_examples=examples(40))
@given(delivery=BATCHES)
def test_posts_stand_in_the_same_places_in_whatever_order_they_come(delivery):
    order, sizes = delivery
    chat = _hour()
    now = at("15:00") + timedelta(days=2)

    waiting = [THREAD[place] for place in order]
    for size in sizes:
        receive_posts(chat.community, waiting[:size], now=now)
        waiting = waiting[size:]

    found = {int(post.uri.rpartition("/")[2]): filed(post) for post in Post.objects.all()}
    assert found == {
        1: (None, 2, "label", True),
        2: (uri(1), 2, "reply", True),
        3: (uri(2), 2, "reply", True),
        4: (uri(2), 1, "label", True),
        5: (uri(4), 1, "reply", True),
        6: (None, 1, "time", False),
        7: (uri(6), 1, "reply", False),
        8: (uri(3), 2, "reply", True),
        9: (uri(8), 2, "reply", True),
        10: (None, 1, "time", False),
    }
    assert Post.objects.filter(chat=chat).count() == len(THREAD)
    received = chat.events.filter(kind="post.received").values_list("data__post", flat=True)
    assert sorted(received) == sorted(Post.objects.values_list("pk", flat=True))
    assert Attendance.objects.count() == 5


def _hour():
    Community.objects.all().delete()
    Account.objects.all().delete()
    Person.objects.all().delete()
    community = Community.objects.create(tag="lgovsm", name="Local government")
    chat = Chat.objects.create(
        community=community,
        day=at("13:00").date(),
        starts_at=at("13:00"),
        ends_at=at("14:00"),
        started_at=at("13:00"),
        closed_at=at("14:00"),
    )
    for number, clock in ((1, "13:05"), (2, "13:40")):
        Question.objects.create(
            chat=chat, number=number, text="Who?", due_at=at(clock), released_at=at(clock)
        )
    return chat


@pytest.mark.parametrize("network", ["web", "fediverse", "bluesky", "twitter"])
def test_html_that_costs_too_much_to_read_is_refused_at_every_door(make_chat, post_in, network):
    refused = post_in(make_chat(), "Hello", network=network, html="<ol>" * 4_000)

    assert (refused.outcome, refused.reason) == (
        "refused", "Its HTML is nested more than 100 levels deep."
    )


def test_html_of_which_nothing_is_left_to_be_read_is_refused(make_chat, post_in):
    refused = post_in(make_chat(), "", html="<script>alert(1)</script><img src=x>")

    assert (refused.outcome, refused.reason) == ("refused", "It has no text.")


@pytest.mark.parametrize("text", ["a\0b", "\ud83d"])
def test_half_characters_from_other_servers_are_refused_and_break_nothing(make_chat, post_in, text):
    chat = make_chat()

    refused = [
        post_in(chat, text),
        post_in(chat, "Hello", html=text),
        post_in(chat, "Hello", author=Author(uri="u", name=text)),
        post_in(chat, "Hello", author=Author(uri="u", handle=text)),
        post_in(chat, "Hello", links=(text,)),
        post_in(chat, "Hello", language=text),
        post_in(chat, "Hello", in_reply_to=text),
        post_in(chat, "Hello", url=text),
    ]

    assert {one.outcome for one in refused} == {"refused"}
    assert Post.objects.count() == 0
