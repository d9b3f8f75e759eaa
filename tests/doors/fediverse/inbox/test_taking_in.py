"""What people of other servers do, and what becomes of it here."""

import json
from datetime import timedelta

import pytest

from goodtalk.chats.keeping_order.barring import block_account
from goodtalk.chats.models import Account, Chat, DeskLine, Person, Post
from goodtalk.doors.fediverse.actors.known import keep_actor
from goodtalk.doors.fediverse.gathering.models import Sighting, Source
from goodtalk.doors.fediverse.hosts.deciding import Decision, decide
from goodtalk.doors.fediverse.inbox.accounts import account_of
from goodtalk.doors.fediverse.inbox.models import Edited, Gone, Liked, SeenActivity, Wanted
from goodtalk.doors.fediverse.inbox.notes import take_note
from goodtalk.doors.fediverse.inbox.seen import forget_old
from goodtalk.doors.fediverse.inbox.taking_in import take_in
from goodtalk.doors.fediverse.outbox.models import Delivery, Follower, OwnObject
from tests.doors.fediverse.inbox.conftest import OURS
from tests.hour import at, logged

TAG = [{"type": "Hashtag", "name": "#LGovSM"}]
MENTION = [{"type": "Mention", "href": OURS, "name": "@lgovsm@chat.example"}]
WEEK = timedelta(days=7)
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def test_a_post_with_the_tag_is_in_the_room(chat, peer, say):
    outcome = say("<p>We blog about <a href='https://council.example/x'>it</a></p>", tag=TAG)

    assert outcome == ("stored", "Said in #lgovsm.")
    post = Post.objects.get()
    assert (post.chat, post.text, post.tags, post.links) == (
        chat, "We blog about it", ["LGovSM"], ["https://council.example/x"]
    )
    assert (post.account.handle, post.account.name) == (f"@jo@{peer.host}", "Jo")
    assert logged(chat) == [(1, "post.received")]


def test_a_reply_to_our_question_answers_that_question(chat, say, asked):
    outcome = say("<p>By listening</p>", inReplyTo=asked(2))

    assert outcome == ("stored", "Said in #lgovsm.")
    post = Post.objects.get()
    assert (post.chat, post.question.number, post.is_certain, post.kind) == (
        chat, 2, True, "answer"
    )


def test_a_reply_to_our_question_long_after_the_hour_is_talk_between_times(chat, say, asked):
    uri, month = asked(1), timedelta(days=30)
    Chat.objects.update(starts_at=chat.starts_at - month, ends_at=chat.ends_at - month)

    outcome = say("<p>Late</p>", inReplyTo=uri)

    assert outcome == ("stored", "Said in #lgovsm.")
    assert Post.objects.get().chat is None


@pytest.mark.parametrize("kind", ["recap", "event", "announcement", "thanks"])
def test_a_reply_to_what_we_said_of_an_earlier_hour_is_talk_in_that_hour(
    chat, make_chat, say, kind
):
    days = {"starts_at": at("13:00") - WEEK, "ends_at": at("14:00") - WEEK}
    earlier = make_chat(questions=1, day="2026-11-20", closed_at=days["ends_at"], **days)
    earlier.questions.update(released_at=days["starts_at"])
    own = OwnObject.objects.create(
        community=chat.community, chat=earlier, kind=kind, about=kind,
        content={"type": "Note"}, published_at=at("12:00") - timedelta(days=3),
    )  # fmt: skip

    outcome = say("<p>Thanks for that</p>", inReplyTo=f"{OURS}/notes/{own.pk}")

    assert outcome == ("stored", "Said in #lgovsm.")
    post = Post.objects.get()
    assert (post.chat, post.question, post.kind) == (earlier, None, "talk")


@pytest.mark.parametrize(
    ("starts", "published"), [(-5 * WEEK, -4 * WEEK), (WEEK, -timedelta(hours=1))],
    ids=["long ago", "still to come"],
)  # fmt: skip
def test_a_reply_about_an_hour_long_ago_or_still_to_come_belongs_where_its_time_is(
    chat, make_chat, say, starts, published
):
    other = make_chat(
        day=(at("13:00") + starts).date(), starts_at=at("13:00") + starts,
        ends_at=at("14:00") + starts,
    )  # fmt: skip
    own = OwnObject.objects.create(
        community=chat.community, chat=other, kind="event", about="event",
        content={"type": "Event"}, published_at=at("13:00") + published,
    )  # fmt: skip

    say("<p>I will be there</p>", inReplyTo=f"{OURS}/notes/{own.pk}")

    assert Post.objects.get().chat == chat


def test_a_mention_is_enough(chat, say):
    assert say("<p>Hello</p>", tag=MENTION) == ("stored", "Said in #lgovsm.")


def test_a_reply_to_somebody_in_the_room_is_in_the_room(chat, post_in, say):
    parent = post_in(chat, "Who blogs?", when="13:08").post

    outcome = say("<p>I do</p>", inReplyTo=parent.uri)

    assert outcome == ("stored", "Said in #lgovsm.")
    assert Post.objects.get(text="I do").parent == parent


def test_what_has_nothing_to_do_with_us_is_left_alone(chat, say):
    assert say("<p>Good morning</p>") == ("ignored", "It is for no chat here.")
    assert Post.objects.count() == 0


@pytest.mark.parametrize("to", [["https://a.example/followers"], [OURS], [], None, 7, {"x": 1}])
def test_what_is_not_for_everybody_is_dropped_unseen(chat, say, to):
    outcome = say("<p>Secret</p>", tag=TAG, to=to, cc=[])

    assert outcome == ("refused", "It is not public.")
    assert Post.objects.count() == 0


@pytest.mark.parametrize(
    ("to", "cc"),
    [(PUBLIC, []), ("as:Public", None), (["Public"], []), ([OURS], [PUBLIC]), ([], "as:Public")],
)
def test_public_has_several_spellings(chat, say, to, cc):
    assert say("<p>Hello</p>", tag=TAG, to=to, cc=cc) == ("stored", "Said in #lgovsm.")


def test_the_same_activity_again_changes_nothing(chat, say):
    say("<p>Once</p>", tag=TAG)

    again = say("<p>Twice</p>", tag=TAG)

    assert again == ("ignored", "It was dealt with already.")
    assert [post.text for post in Post.objects.all()] == ["Once"]
    assert logged(chat) == [(1, "post.received")]


def test_nobody_speaks_in_somebody_elses_name(chat, peer, say, do):
    note = peer.note(5, tag=TAG, id="https://other.example/notes/1")

    assert say("<p>x</p>", tag=TAG, attributedTo="https://other.example/users/al") == (
        "refused", "It is by somebody else."
    )
    assert do(peer.activity("Create", note, 7)) == (
        "refused", "Its address is not of its author's server."
    )
    assert do(peer.activity("Create", note, 8, actor="https://other.example/users/al")) == (
        "refused", "It is by somebody else."
    )


def test_an_edit_changes_the_words_in_the_room(chat, peer, say, do):
    say("<p>We blogg</p>", tag=TAG)
    note = peer.note(1, content="<p>We blog</p>", tag=TAG)

    outcome = do(peer.activity("Update", note), when="13:12")

    assert outcome == ("changed", "It says something else now.")
    assert Post.objects.get().text == "We blog"
    assert logged(chat) == [(1, "post.received"), (2, "post.edited")]
    assert do(peer.activity("Update", note, 2)) == ("ignored", "It says what it said before.")


def test_an_edit_by_somebody_else_does_not_keep_the_authors_own_from_counting(
    chat, peer, say, do
):
    say("<p>We blogg</p>", tag=TAG)
    said = peer.note(1, content="<p>We blog</p>", tag=TAG)
    eve = keep_actor(peer.actor("eve"), now=at("12:00"))
    later = said | {"attributedTo": eve.uri, "updated": "2026-11-27T13:20:00Z"}

    theirs = take_in(
        peer.activity("Update", later, actor=eve.uri), actor=eve, now=at("13:20")
    )
    own = do(peer.activity("Update", said | {"updated": "2026-11-27T13:12:00Z"}, 2), when="13:21")

    assert (theirs.kind, theirs.reason) == ("refused", "It is by somebody else.")
    assert own == ("changed", "It says something else now.")
    assert Post.objects.get().text == "We blog"


def test_an_edit_that_hides_a_post_takes_it_back(chat, peer, say, do):
    say("<p>We blog</p>", tag=TAG)
    note = peer.note(1, content="<p>We blog</p>", tag=TAG, to=[], cc=[])

    outcome = do(peer.activity("Update", note))

    assert outcome == ("changed", "It is not public any more, and gone.")
    assert Post.objects.get().text == ""


@pytest.mark.parametrize("kind", ["Create", "Update"])
def test_of_what_is_private_and_was_never_here_nothing_at_all_is_kept(chat, peer, do, kind):
    note = peer.note(1, content="<p>Secret</p>", to=[OURS], cc=[], tag=MENTION)

    outcome = do(peer.activity(kind, note))

    assert outcome == ("refused", "It is not public.")
    kept = (Post, Wanted, Gone, Edited, SeenActivity)
    assert [model.objects.count() for model in kept] == [0, 0, 0, 0, 0]


def test_an_edit_that_adds_the_tag_brings_the_post(chat, peer, do):
    note = peer.note(1, content="<p>We blog</p>", tag=TAG)

    assert do(peer.activity("Update", note)) == ("stored", "Said in #lgovsm.")


def test_a_deletion_takes_the_words_out_of_the_room(chat, peer, say, do):
    say("<p>We blog</p>", tag=TAG)
    uri = peer.note(1)["id"]

    outcome = do(peer.activity("Delete", {"type": "Tombstone", "id": uri}))

    assert outcome == ("changed", "It is gone.")
    assert Post.objects.get().text == ""
    assert logged(chat) == [(1, "post.received"), (2, "post.withdrawn")]
    assert do(peer.activity("Delete", uri, 2)) == ("ignored", "It is gone already.")


def test_what_was_deleted_before_it_came_does_not_come_later(chat, peer, say, do):
    first = do(peer.activity("Delete", peer.note(1)["id"]))

    late = say("<p>We blog</p>", tag=TAG)

    assert first == ("ignored", "It has never been here; it will not come in.")
    assert late == ("ignored", "Its author took it back before it came.")
    assert Post.objects.count() == 0


def test_nobody_deletes_what_others_have_said(chat, peer, post_in, do):
    post = post_in(chat, "Mine").post

    assert do(peer.activity("Delete", post.uri)) == ("refused", "It is by somebody else.")
    assert Post.objects.get().text == "Mine"


def test_somebody_who_goes_is_forgotten(chat, peer, jo, say, do):
    say("<p>We blog</p>", tag=TAG)
    do(peer.activity("Follow", OURS))

    outcome = do(peer.activity("Delete", peer.actor_uri))

    assert outcome == ("changed", "They are gone, and all that they said.")
    assert [post.text for post in Post.objects.all()] == [""]
    assert (Account.objects.get().name, Follower.objects.count()) == ("", 0)
    assert say("<p>Late</p>", tag=TAG, number=2) == ("refused", "Their account is gone.")


def test_somebody_of_whom_we_know_that_they_are_gone_is_forgotten_all_the_same(
    chat, peer, jo, say, do
):
    say("<p>We blog</p>", tag=TAG)
    jo.gone_at = at("13:11")

    outcome = do(peer.activity("Delete", peer.actor_uri))

    assert outcome == ("changed", "They are gone, and all that they said.")


def test_a_name_that_changes_changes_here(chat, peer, say, do):
    say("<p>We blog</p>", tag=TAG)

    outcome = do(peer.activity("Update", peer.actor() | {"name": "Jo of Leeds"}))

    assert outcome == ("changed", "They are known as they are now.")
    assert Account.objects.get().name == "Jo of Leeds"


def test_a_like_is_thanks_until_it_is_undone(chat, peer, post_in, do):
    post = post_in(chat, "Try this", by="al").post
    like = peer.activity("Like", post.uri)

    assert do(like) == ("changed", "Thanks were given.")
    assert Post.objects.get().thanks_count == 1
    again = do(peer.activity("EmojiReact", post.uri, content="🎉"))
    assert again == ("ignored", "Nothing changes.")
    assert do(peer.activity("Undo", like)) == ("changed", "Thanks were taken back.")
    assert Post.objects.get().thanks_count == 0


def test_thanks_are_taken_back_by_the_address_of_the_like_alone(chat, peer, post_in, do):
    post = post_in(chat, "Try this", by="al").post
    like = peer.activity("Like", post.uri)
    do(like)

    outcome = do(peer.activity("Undo", like["id"]))

    assert outcome == ("changed", "Thanks were taken back.")
    assert (Post.objects.get().thanks_count, Liked.objects.count()) == (0, 0)
    assert do(peer.activity("Undo", like["id"], 2)) == ("ignored", "There is nothing to undo.")
    assert do(peer.activity("Like", post.uri, 2)) == ("changed", "Thanks were given.")


def test_nobody_takes_back_the_thanks_of_others(chat, peer, other_peer, post_in, do):
    post = post_in(chat, "Try this", by="al").post
    theirs = other_peer.activity("Like", post.uri)
    take_in(theirs, actor=other_peer.keep(now=at("12:00")), now=at("13:10"))

    assert do(peer.activity("Undo", theirs["id"])) == ("ignored", "There is nothing to undo.")
    assert Post.objects.get().thanks_count == 1


def test_not_every_reaction_is_thanks(chat, peer, post_in, say, do):
    post = post_in(chat, "Try this", by="al").post
    say("<p>Mine</p>", tag=TAG)
    own = Post.objects.get(text="Mine")

    assert do(peer.activity("EmojiReact", post.uri, content="👎")) == (
        "ignored", "It is a reaction, but no thanks."
    )
    assert do(peer.activity("Like", own.uri)) == ("ignored", "Nobody thanks themselves.")
    assert do(peer.activity("Like", "https://other.example/1", 2)) == (
        "ignored", "What it is about is not here."
    )


def test_a_follow_is_accepted_at_once(chat, peer, jo, do):
    follow = peer.activity("Follow", OURS)

    outcome = do(follow)

    assert outcome == ("stored", "They follow #lgovsm.")
    assert [one.actor for one in Follower.objects.all()] == [jo]
    delivery = Delivery.objects.get()
    accept = json.loads(delivery.activity)
    assert (delivery.inbox, accept["type"], accept["actor"]) == (peer.inbox, "Accept", OURS)
    assert accept["object"] == {
        "id": follow["id"], "type": "Follow", "actor": peer.actor_uri, "object": OURS
    }


@pytest.mark.parametrize("whole", [True, False])
def test_who_unfollows_follows_no_more(chat, peer, do, whole):
    follow = peer.activity("Follow", OURS)
    do(follow)

    outcome = do(peer.activity("Undo", follow if whole else follow["id"]))

    assert outcome == ("changed", "They follow no more.")
    assert Follower.objects.count() == 0


def test_who_stops_and_follows_again_under_the_same_addresses_is_heard_each_time(
    chat, peer, do
):
    follow = peer.activity("Follow", OURS, id=f"{peer.origin}/follows/a/b")  # Misskey's
    undo = peer.activity("Undo", follow, id=f"{follow['id']}/undo")
    steps = [follow, undo, follow, undo, undo, follow]

    outcomes = [do(step, signed=f"signature {number}")[1] for number, step in enumerate(steps)]

    assert outcomes == [
        "They follow #lgovsm.", "They follow no more.", "They follow #lgovsm.",
        "They follow no more.", "There is nothing to undo.", "They follow #lgovsm.",
    ]
    assert Delivery.objects.count() == 3  # each Follow was accepted


@pytest.mark.parametrize("is_named", [True, False])
def test_an_undo_that_is_sent_once_more_does_not_end_a_newer_following(chat, peer, do, is_named):
    first, second = peer.activity("Follow", OURS, 1), peer.activity("Follow", OURS, 2)
    told = first if is_named else {key: first[key] for key in ("type", "actor", "object")}
    undo, later_undo = peer.activity("Undo", told, 3), peer.activity("Undo", second, 4)
    steps = [first, undo, second, undo, later_undo]

    outcomes = [do(step, signed=f"signature {number}")[1] for number, step in enumerate(steps)]

    assert outcomes == [
        "They follow #lgovsm.", "They follow no more.", "They follow #lgovsm.",
        "They have followed again since.", "They follow no more.",
    ]  # fmt: skip


def test_an_undo_that_comes_after_a_newer_follow_does_not_end_it(chat, peer, do):
    first, second = peer.activity("Follow", OURS, 1), peer.activity("Follow", OURS, 2)
    steps = [first, second, peer.activity("Undo", first, 3)]

    outcomes = [do(step, signed=f"signature {number}")[1] for number, step in enumerate(steps)]

    assert outcomes[-1] == "They have followed again since."
    assert Follower.objects.get().follow_uri == second["id"]


def dated(clock):
    return f"2026-11-27T{clock}:00Z"


@pytest.mark.parametrize("is_long_ago", [False, True])
def test_a_dated_undo_that_comes_first_after_a_newer_follow_does_not_end_it(
    chat, peer, do, is_long_ago
):
    first, second = peer.activity("Follow", OURS, 1), peer.activity("Follow", OURS, 2)
    do(first, when="12:01", signed="first")
    if is_long_ago:
        forget_old(at("12:01") + timedelta(days=4))
    do(second, when="13:02", signed="second")
    late = peer.activity("Undo", first, 3, published=dated("13:01"))
    later = peer.activity("Undo", second, 4, published=dated("13:03"))

    outcomes = [do(each, when="13:04")[1] for each in (late, later)]

    assert outcomes == ["They have followed again since.", "They follow no more."]


@pytest.mark.parametrize("how", ["whole", "without an address", "named"])
def test_of_follows_with_one_address_the_dates_say_which_one_is_undone(chat, peer, do, how):
    follow = peer.activity("Follow", OURS, id=f"{peer.origin}/follows/a/b")
    told = {
        "whole": follow, "without an address": {**follow, "id": None}, "named": follow["id"]
    }[how]  # fmt: skip
    steps = [
        {**follow, "published": dated("13:01")}, {**follow, "published": dated("13:03")},
        peer.activity("Undo", told, 3, published=dated("13:02")),
        peer.activity("Undo", told, 4, published=dated("13:04")),
    ]  # fmt: skip

    outcomes = [do(step, when="13:05")[1] for step in steps]

    assert outcomes == [
        "They follow #lgovsm.", "They follow already; they were told again.",
        "They have followed again since.", "They follow no more.",
    ]  # fmt: skip


def test_of_two_follows_that_come_in_the_wrong_order_the_later_one_is_undone(chat, peer, do):
    first = peer.activity("Follow", OURS, 1, published=dated("13:01"))
    second = peer.activity("Follow", OURS, 2, published=dated("13:03"))
    steps = [second, first, peer.activity("Undo", first, 3, published=dated("13:02"))]

    outcomes = [do(step, when="13:05")[1] for step in steps]

    assert outcomes[-1] == "They have followed again since."
    assert Follower.objects.get().follow_uri == second["id"]


def test_a_follow_that_is_sent_once_more_does_not_keep_a_newer_one_from_being_undone(
    chat, peer, do
):
    first, second = peer.activity("Follow", OURS, 1), peer.activity("Follow", OURS, 2)
    steps = [
        first, peer.activity("Undo", first, 3), second, first, peer.activity("Undo", second, 4)
    ]  # fmt: skip

    outcomes = [do(step, signed=f"signature {number}")[1] for number, step in enumerate(steps)]

    assert outcomes[-2:] == [
        "They follow already; they were told again.", "They follow no more.",
    ]  # fmt: skip


@pytest.mark.parametrize("numbers", [(1, 2), ("a/b", "a/b")])
def test_misskeys_undos_have_one_address_and_are_told_apart_by_their_dates(
    chat, peer, do, numbers
):
    first, second = (
        peer.activity("Follow", OURS, id=f"{peer.origin}/follows/{number}") for number in numbers
    )
    named = peer.activity("Follow", OURS, id=f"{peer.origin}/follows/a/b")
    undo, later_undo = (
        peer.activity("Undo", named, id=f"{named['id']}/undo", published=f"2026-11-27T13:{minute}Z")
        for minute in ("06:00", "07:00")
    )
    steps = [first, undo, second, undo, later_undo]

    outcomes = [do(step, signed=f"signature {number}")[1] for number, step in enumerate(steps)]

    assert outcomes == [
        "They follow #lgovsm.", "They follow no more.", "They follow #lgovsm.",
        "It was dealt with already.", "They follow no more.",
    ]  # fmt: skip


@pytest.mark.parametrize("whole", [True, False])
def test_a_follow_that_its_own_undo_has_overtaken_does_not_count_once(chat, peer, do, whole):
    follow = peer.activity("Follow", OURS)
    do(peer.activity("Undo", follow if whole else follow["id"]), signed="first")

    late = do(follow, signed="second")
    again = do(follow, signed="third")

    assert late == ("ignored", "They stopped before it came.")
    assert again == ("stored", "They follow #lgovsm.")


def test_who_blocks_the_community_follows_no_more(chat, peer, do):
    do(peer.activity("Follow", OURS))

    assert do(peer.activity("Block", OURS)) == ("changed", "They follow no more.")
    assert Follower.objects.count() == 0


def test_a_follow_from_before_a_block_does_not_count(chat, peer, do):
    follow = peer.activity("Follow", OURS)
    dated = peer.activity("Follow", OURS, 2, published="2026-11-27T13:08:00Z")
    do(follow, signed="first")
    do(peer.activity("Block", OURS, published="2026-11-27T13:09:00Z"))

    late = [do(each, signed=f"later {n}") for n, each in enumerate([follow, dated])]

    assert late == [("ignored", "They have blocked it since.")] * 2
    assert Follower.objects.count() == 0


def test_a_boost_is_not_repeated(chat, peer, post_in, do):
    post = post_in(chat, "Try this", by="al").post

    assert do(peer.activity("Announce", post.uri)) == ("ignored", "It is a boost.")


def test_what_a_relay_tells_of_is_fetched_from_where_it_is(chat, peer, post_in, do):
    relay = Source.objects.create(kind="relay", address=peer.actor_uri, added_at=at("12:00"))
    here = post_in(chat, "Try this", by="al").post

    assert do(peer.activity("Announce", here.uri)) == ("ignored", "It is here already.")
    assert do(peer.activity("Announce", "https://new.example/notes/1", 2)) == (
        "ignored", "It is fetched from its own server."
    )
    assert [(one.post, one.source) for one in Sighting.objects.all()] == [(here, relay)]
    assert [(one.uri, one.source) for one in Wanted.objects.all()] == [
        ("https://new.example/notes/1", relay)
    ]


def test_what_a_relay_does_not_tell_of_any_more_is_asked_of_its_own_server(
    chat, peer, post_in, do
):
    Source.objects.create(kind="relay", address=peer.actor_uri, added_at=at("12:00"))
    here = post_in(chat, "Try this", by="al").post
    told = [
        peer.activity("Announce", uri, number)
        for number, uri in enumerate([here.uri, "https://new.example/notes/1"], 1)
    ]
    do(told[1])

    outcomes = [do(peer.activity("Undo", each, number)) for number, each in enumerate(told, 3)]

    assert outcomes == [
        ("ignored", "Its own server is asked."), ("changed", "It is not fetched any more.")
    ]
    assert [one.uri for one in Wanted.objects.all()] == [here.uri]


def test_who_wishes_not_to_be_gathered_is_not_by_way_of_a_relay(chat, peer, jo):
    relay = Source.objects.create(kind="relay", address="https://r.example", added_at=at("12:00"))
    keep_actor(peer.actor(summary="<p>Grit. #nobot #noindex</p>"), now=at("12:30"))

    outcomes = [
        take_note(note, now=at("13:10"), source=relay)
        for note in (
            peer.note(1, content="<p>Only #lgovsm</p>", tag=TAG),
            peer.note(2, content="<p>To you</p>", tag=[*TAG, *MENTION]),
            peer.note(3, content="<p>And</p>", inReplyTo=f"{peer.actor_uri}/statuses/2"),
        )
    ]

    assert [outcome.reason for outcome in outcomes] == [
        "Its author does not want to be gathered.", "Said in #lgovsm.", "Said in #lgovsm.",
    ]


def test_a_group_that_passes_on_words_of_no_tag_of_ours_has_nothing_fetched(chat, peer, do):
    Source.objects.create(kind="tag_actor", address=peer.actor_uri, added_at=at("12:00"))
    note = {"type": "Note", "id": "https://new.example/1", "content": "Elsewhere", "to": PUBLIC}

    outcome = do(peer.activity("Announce", {"type": "Create", "object": note}))

    assert outcome == ("ignored", "It is for no chat here.")
    assert Wanted.objects.count() == 0


def test_a_relay_says_whether_we_may_follow_it(chat, peer, do):
    Source.objects.create(kind="relay", address=peer.actor_uri, added_at=at("12:00"))
    ours = {"type": "Follow", "actor": "https://chat.example/fediverse-actor"}

    assert do(peer.activity("Accept", ours)) == ("changed", "They let us follow them.")
    assert Source.objects.get().accepted_at == at("13:10")
    assert do(peer.activity("Reject", ours)) == ("changed", "They do not let us follow them.")
    assert (Source.objects.get().accepted_at, Source.objects.get().refused_at) == (
        None, at("13:10")
    )
    assert do(peer.activity("Accept", "https://other.example/follows/1", 2)) == (
        "ignored", "It answers nothing that we asked."
    )


def test_a_report_is_told_to_those_who_keep_the_chat(chat, peer, post_in, do):
    post = post_in(chat, "Buy this", by="al").post

    outcome = do(peer.activity("Flag", [post.account.uri, post.uri], content="Spam\n again"))

    assert outcome == ("stored", "A report to those who keep #lgovsm.")
    line = DeskLine.objects.get()
    assert (line.kind, line.post, line.chat, line.reason, line.domain) == (
        "report.came", post, chat, "Spam again", peer.host
    )


@pytest.mark.parametrize("rejects", [True, False])
def test_reports_are_ignored_of_a_server_of_which_the_host_takes_none(
    chat, peer, post_in, do, rejects
):
    post = post_in(chat, "Buy this", by="al").post
    domain = peer.host.partition(":")[0]
    decide(Decision(domain, "silence", rejects_reports=rejects), now=at("12:00"))

    outcome = do(peer.activity("Flag", [post.uri], content="Spam"))

    assert (outcome[0], DeskLine.objects.count()) == (("ignored", 0) if rejects else ("stored", 1))


def test_who_moves_stays_the_same_person(chat, peer, other_peer, say, do):
    say("<p>From here</p>", tag=TAG)
    new = other_peer.actor(alsoKnownAs=[peer.actor_uri])
    other_peer.documents["/users/jo"] = new
    other_peer.note(1, content="<p>From there</p>", tag=TAG)

    outcome = do(peer.activity("Move", peer.actor_uri, target=other_peer.actor_uri))
    take_note(other_peer.documents["/users/jo/statuses/1"], now=at("13:11"))

    assert outcome == ("changed", "They have moved; it is the same person.")
    assert len({post.account.person_id for post in Post.objects.all()}) == 1
    assert len({post.account_id for post in Post.objects.all()}) == 2


@pytest.mark.parametrize("each_signs_in", [False, True])
def test_a_block_goes_along_with_whoever_moves(
    chat, peer, other_peer, say, do, chair, newcomer, lurker, each_signs_in
):
    say("<p>From here</p>", tag=TAG)
    new = other_peer.actor(alsoKnownAs=[peer.actor_uri])
    other_peer.documents["/users/jo"] = new
    block_account(Post.objects.get(), by=chair, now=at("13:10"))
    if each_signs_in:
        there = account_of(keep_actor(new, now=at("13:10")), now=at("13:10")).person_id
        Person.objects.filter(pk=there).update(user=newcomer)
        Person.objects.exclude(pk=there).update(user=lurker)
    other_peer.note(1, content="<p>From there</p>", tag=TAG)

    do(peer.activity("Move", peer.actor_uri, target=other_peer.actor_uri))
    outcome = take_note(other_peer.documents["/users/jo/statuses/1"], now=at("13:11"))

    assert (outcome.kind, outcome.reason) == (
        "refused", "Posts of this account are not taken in #lgovsm."
    )


def test_nobody_moves_into_an_account_that_does_not_know_them(chat, peer, other_peer, say, do):
    say("<p>From here</p>", tag=TAG)

    outcome = do(peer.activity("Move", peer.actor_uri, target=other_peer.actor_uri))

    assert outcome == ("refused", "The new account does not say that it is theirs.")


@pytest.mark.parametrize("kind", ["View", "Listen", "QuoteRequest", "\0", None, 7, ["Odd"]])
def test_what_we_do_not_know_is_ignored(chat, peer, do, kind):
    assert do(peer.activity("x", "https://other.example/1") | {"type": kind})[0] == "ignored"
