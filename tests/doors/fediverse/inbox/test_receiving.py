"""What other servers deliver to our inboxes, through the server's own pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from goodtalk.chats.arriving.incoming import Author
from goodtalk.chats.models import Account, Person, Post
from goodtalk.communities.models import User
from goodtalk.doors.fediverse.actors.known import keep_actor
from goodtalk.doors.fediverse.hosts.models import DomainRule
from goodtalk.doors.fediverse.inbox import waiting
from goodtalk.doors.fediverse.inbox.models import SeenActivity, Waiting, Wanted
from goodtalk.doors.fediverse.inbox.receiving import handle_waiting
from goodtalk.doors.fediverse.inbox.seen import forget_old
from goodtalk.doors.fediverse.inbox.taking_in import take_in
from goodtalk.doors.fediverse.models import Follower, OwnObject, RemoteActor, RemoteKey
from goodtalk.doors.fediverse.signing.keys import SigningKey, make_rsa, public_pem
from goodtalk.doors.fediverse.signing.proofs import prove
from goodtalk.doors.fediverse.signing_in.linking import user_of
from tests.doors.fediverse.conftest import Reply

INBOX, SHARED = "/@lgovsm/inbox", "/fediverse-inbox"
US, PUBLIC = "https://chat.example/@lgovsm", "https://www.w3.org/ns/activitystreams#Public"
TAG = [{"type": "Hashtag", "name": "#lgovsm"}]
DOWN, GONE = Reply(503), Reply(410)
QUERIES = 28  # of which 4 are savepoints, and 17 are receive_post's
LATER = "It is looked at as soon as the sender's key is here."


def note_now(peer, number=1, **fields):
    """A note of this moment with our tag."""
    usual = {"published": timezone.now().isoformat(), "tag": TAG}
    return peer.note(number, **usual | fields)


def told(response):
    return response.status_code, response.content.decode()


def bring(client, peer, activity, headers):
    """Deliver what was signed before, as it was signed."""
    kind, rest = headers["Content-Type"], headers | {}
    del rest["Content-Type"]
    return told(client.post(SHARED, peer.bytes_of(activity), content_type=kind, headers=rest))


def work():
    """Do what the worker would, now."""
    return handle_waiting(timezone.now(), and_wait=True)


@pytest.mark.parametrize("how", ["cavage", "rfc9421"])
@pytest.mark.parametrize("path", [INBOX, SHARED])
def test_a_signed_delivery_of_somebody_known_is_in_the_room_at_once(
    client, chat_now, peer, how, path
):
    peer.keep()

    response = peer.deliver(client, path, peer.activity("Create", note_now(peer)), how)

    assert told(response) == (202, "Said in #lgovsm.")
    assert [(post.chat, post.text) for post in Post.objects.all()] == [(chat_now, "Said 1")]


def test_somebody_new_is_in_the_room_as_soon_as_their_key_is_here(client, chat_now, peer):
    response = peer.deliver(client, SHARED, peer.activity("Create", note_now(peer)))
    before = Post.objects.count()

    done = work()

    assert (told(response), before, done) == ((202, LATER), 0, 1)
    assert [post.text for post in Post.objects.all()] == ["Said 1"]
    assert Waiting.objects.count() == 0


def test_a_reply_into_the_hour_costs_so_many_queries(
    client, chat_now, peer, django_assert_num_queries
):
    peer.keep()
    question = chat_now.questions.get()
    own = OwnObject.objects.create(
        community=chat_now.community, chat=chat_now, kind="question",
        about=f"question {question.pk}", content={}, published_at=timezone.now(),
    )
    uri = f"https://chat.example/@lgovsm/notes/{own.pk}"
    peer.deliver(client, SHARED, peer.activity("Create", note_now(peer, inReplyTo=uri)))
    second = peer.activity("Create", note_now(peer, 2, inReplyTo=uri), 2)

    nudge = connection.vendor == "postgresql"  # it tells listeners by a statement
    with django_assert_num_queries(QUERIES + nudge):
        response = peer.deliver(client, SHARED, second)

    assert told(response) == (202, "Said in #lgovsm.")


def test_a_delivery_that_is_replayed_changes_nothing(client, chat_now, peer):
    peer.keep()
    activity = peer.activity("Create", note_now(peer))
    headers = peer.signed_post(SHARED, activity)
    kind = headers.pop("Content-Type")
    client.post(SHARED, peer.bytes_of(activity), content_type=kind, headers=headers)

    again = client.post(SHARED, peer.bytes_of(activity), content_type=kind, headers=headers)

    assert told(again) == (202, "It was dealt with already.")
    assert chat_now.events.count() == 1


def test_an_undo_that_is_replayed_does_not_end_a_later_following(client, chat_now, peer):
    peer.keep()
    follow = peer.activity("Follow", US, id=f"{peer.origin}/follows/a/b")
    undo = peer.activity("Undo", follow, id=f"{follow['id']}/undo")
    now = timezone.now()
    signed = [  # each a second later than the one before
        (activity, peer.signed_post(SHARED, activity, now=now + timedelta(seconds=number)))
        for number, activity in enumerate([follow, undo, follow])
    ]

    answers = [bring(client, peer, *each) for each in [*signed, *signed]]

    assert [words for _status, words in answers] == [
        "They follow #lgovsm.", "They follow no more.", "They follow #lgovsm.",
        *["It was dealt with already."] * 3,
    ]
    assert Follower.objects.count() == 1


def test_nobody_but_themselves_brings_that_somebody_stops(client, chat_now, peer, other_peer):
    peer.keep()
    other_peer.keep()
    follow = other_peer.activity("Follow", US)
    other_peer.deliver(client, SHARED, follow)
    undo = prove(other_peer.activity("Undo", follow), other_peer.ed25519)

    response = peer.deliver(client, SHARED, undo)

    assert told(response) == (202, "Whoever follows, or stops, delivers that themselves.")
    assert Follower.objects.count() == 1


@pytest.mark.parametrize("kind", ["Create", "Update"])
@pytest.mark.parametrize(
    ("note", "beside"),
    [
        ({"to": [US], "cc": []}, {}),
        ({"to": [US], "cc": []}, {"to": [PUBLIC]}),
        ({"to": None, "cc": None}, {"to": [US], "cc": []}),
        ({"type": "ChatMessage", "to": [US], "cc": []}, {}),
    ],
)
def test_of_what_somebody_unknown_says_to_some_nothing_is_put_aside(
    client, chat_now, peer, kind, note, beside
):
    said = {key: value for key, value in note_now(peer, **note).items() if value is not None}

    response = peer.deliver(client, SHARED, peer.activity(kind, said, **beside))

    assert told(response) == (202, "It is not public.")
    assert (Waiting.objects.count(), Wanted.objects.count()) == (0, 0)


def test_of_what_somebody_unknown_only_names_the_address_alone_is_kept(client, chat_now, peer):
    note = note_now(peer)
    create = peer.activity("Create", note["id"], content="Said to some")

    response = peer.deliver(client, SHARED, create)
    hidden = peer.deliver(client, SHARED, peer.activity("Create", note["id"], to=[US]))
    waiting, wanted = Waiting.objects.count(), [one.uri for one in Wanted.objects.all()]
    work()

    assert told(response) == (202, "It only names what was made; that is fetched.")
    assert told(hidden) == (202, "It is not public.")
    assert (waiting, wanted) == (0, [note["id"]])
    assert [post.text for post in Post.objects.all()] == ["Said 1"]


def test_an_edit_that_hides_a_post_counts_though_its_key_is_not_here(client, chat_now, peer):
    peer.keep()
    note = note_now(peer)
    peer.deliver(client, SHARED, peer.activity("Create", note))
    RemoteKey.objects.all().delete()
    del peer.documents[note["id"].removeprefix(peer.origin)]  # not shown to everybody any more

    hidden = peer.activity("Update", note | {"to": [US], "cc": [], "content": "Secret"})
    response = peer.deliver(client, SHARED, hidden)
    waiting = Waiting.objects.count()
    work()

    assert (told(response), waiting) == ((202, "It is not public."), 0)
    assert Post.objects.get().text == ""


def test_a_private_note_that_wants_to_quote_us_is_not_put_aside(client, chat_now, peer):
    hidden = note_now(peer, to=[US], cc=[])
    request = peer.activity("QuoteRequest", f"{US}/notes/1", instrument=hidden)

    response = peer.deliver(client, SHARED, request)

    assert (told(response), Waiting.objects.count()) == ((202, "It is not public."), 0)


def test_a_boost_by_somebody_unknown_is_not_put_aside(client, chat_now, peer):
    note = note_now(peer, to=[US], cc=[])

    response = peer.deliver(client, SHARED, peer.activity("Announce", note))

    assert (told(response), Waiting.objects.count()) == ((202, "It is a boost."), 0)


def test_what_was_seen_is_forgotten_after_three_days(db):
    now = timezone.now()
    for days in (1, 4):
        SeenActivity.objects.create(uri=f"https://a.example/{days}", at=now - timedelta(days))

    assert forget_old(now) == 1
    assert [seen.uri for seen in SeenActivity.objects.all()] == ["https://a.example/1"]


def test_what_is_not_signed_is_refused(client, chat_now, peer):
    activity = peer.activity("Create", note_now(peer))

    response = client.post(SHARED, activity, content_type="application/activity+json")

    assert told(response) == (401, "The request is not signed.")


def test_a_body_that_was_changed_on_its_way_is_refused(client, chat_now, peer):
    peer.keep()
    headers = peer.signed_post(SHARED, peer.activity("Create", note_now(peer)))
    kind = headers.pop("Content-Type")

    response = client.post(SHARED, b'{"type": "Create"}', content_type=kind, headers=headers)

    assert response.status_code == 401
    assert Post.objects.count() == 0


def test_a_signature_with_somebody_elses_key_is_refused(client, chat_now, peer):
    forger = SigningKey(peer.rsa.key_id, make_rsa())
    peer.keep()

    activity = peer.activity("Create", note_now(peer))
    response = peer.deliver(client, SHARED, activity, key=forger)

    assert told(response) == (401, "The signature was not made with that key.")
    assert (Post.objects.count(), Waiting.objects.count()) == (0, 0)


def test_a_forger_of_somebody_unknown_is_found_out_by_the_worker(client, chat_now, peer):
    forger = SigningKey(peer.rsa.key_id, make_rsa())
    activity = peer.activity("Create", note_now(peer))

    response = peer.deliver(client, SHARED, activity, key=forger)
    work()

    assert told(response) == (202, LATER)
    assert (Post.objects.count(), Waiting.objects.count()) == (0, 0)


def test_a_key_that_was_replaced_is_fetched_once_more(client, chat_now, peer):
    peer.keep(now=timezone.now() - timedelta(hours=1))
    new = make_rsa()
    peer.documents["/users/jo"]["publicKey"]["publicKeyPem"] = public_pem(new.public_key())
    activity = peer.activity("Create", note_now(peer))

    response = peer.deliver(client, SHARED, activity, key=SigningKey(peer.rsa.key_id, new))
    work()

    assert told(response) == (202, LATER)
    assert [post.text for post in Post.objects.all()] == ["Said 1"]


def test_a_server_that_does_not_answer_is_asked_again_and_given_up_at_last(
    client, chat_now, peer
):
    peer.documents.pop("/users/jo")
    peer.documents["/users/jo"] = lambda sent: DOWN
    peer.deliver(client, SHARED, peer.activity("Create", note_now(peer)))
    now, tries = timezone.now(), []

    while row := Waiting.objects.first():
        tries.append(round((row.due_at - row.arrived_at).total_seconds()))
        now = max(now, row.due_at)
        handle_waiting(now, and_wait=True)

    assert len(tries) == 5
    assert tries == sorted(tries)
    assert Post.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "kind", "answer"),
    [
        (b"[1, 2]", "application/json", (400, "The JSON is not an object.")),
        (b"{", "application/activity+json", (400, "The body is not JSON.")),
        (b'{"a": NaN}', "application/json", (400, "The JSON has a number that is none.")),
        (b'{"a": 1, "a": 2}', "application/json", (400, "The JSON has a key twice.")),
        (b"[" * 1000 + b"]" * 1000, "application/json",
         (400, "The JSON is nested too deeply.")),
        (b'{"a": ' * 150 + b"1" + b"}" * 150, "application/json",
         (400, "The JSON is nested too deeply.")),
        (b"{}", "application/ld+json", (400, "It is no activity of anybody: it has no actor.")),
        (b"a=b", "application/x-www-form-urlencoded",
         (415, "An activity is sent as application/activity+json.")),
        (b"{}", "text/html", (415, "An activity is sent as application/activity+json.")),
        (b" " * (1024 * 1024 + 1), "application/json",
         (413, "A delivery has at most 1,048,576 bytes.")),
        (b" " * (10 * 1024 * 1024), "application/json",
         (413, "A delivery has at most 1,048,576 bytes.")),
    ],
    ids=range(11),
)
def test_a_body_that_is_no_activity_is_refused_in_words(
    client, chat_now, peer, body, kind, answer
):
    headers = peer.signed_post(SHARED, body)
    headers.pop("Content-Type")

    response = client.post(SHARED, body, content_type=kind, headers=headers)

    assert told(response) == answer


def test_nothing_is_taken_from_a_server_that_is_shut_out(client, chat_now, peer):
    peer.keep()
    DomainRule.objects.create(domain="127.0.0.1", severity="suspend", made_at=timezone.now())

    response = peer.deliver(client, SHARED, peer.activity("Create", note_now(peer)))

    assert told(response) == (403, "Nothing is taken from this server.")


def test_so_much_waits_and_no_more(client, chat_now, peer, monkeypatch):
    monkeypatch.setattr(waiting, "MAX_OF_HOST", 1)
    peer.deliver(client, SHARED, peer.activity("Like", "https://a.example/1"))

    response = peer.deliver(client, SHARED, peer.activity("Like", "https://a.example/2", 2))

    assert told(response) == (503, "Too much of this server is waiting to be looked at.")
    assert response.headers["Retry-After"] == "300"


def test_the_farewell_of_somebody_who_never_came_is_dropped_without_asking(
    client, chat_now, peer
):
    response = peer.deliver(client, SHARED, peer.activity("Delete", peer.actor_uri))

    assert told(response) == (202, "They have never been here.")
    assert (Waiting.objects.count(), peer.sent) == (0, [])


def test_the_farewell_of_somebody_who_cannot_sign_any_more_is_believed_of_their_server(
    client, chat_now, peer
):
    peer.keep()
    peer.deliver(client, SHARED, peer.activity("Create", note_now(peer)))
    RemoteKey.objects.all().delete()
    RemoteActor.objects.all().delete()
    peer.documents["/users/jo"] = GONE

    peer.deliver(client, SHARED, peer.activity("Delete", peer.actor_uri))
    work()

    assert [post.text for post in Post.objects.all()] == [""]
    assert (Account.objects.get().name, Person.objects.get().name) == ("", "")


@pytest.mark.parametrize("path", [SHARED, INBOX])
def test_of_whoever_is_gone_nothing_is_kept_but_their_address(client, chat_now, peer, path):
    peer.keep()
    peer.deliver(client, SHARED, peer.activity("Follow", US))
    peer.deliver(client, SHARED, peer.activity("Create", note_now(peer)))
    user_of(Author(peer.actor_uri, "@jo@council.example", "Jo"))
    RemoteActor.objects.update(emoji={":blob:": "https://media.example/blob.png"})

    peer.deliver(client, SHARED, peer.activity("Delete", peer.actor_uri, 2))
    again = peer.deliver(client, path, peer.activity("Delete", peer.actor_uri, 3))

    (actor,) = RemoteActor.objects.values()
    kept = {key for key, value in actor.items() if value}
    assert kept == {"id", "uri", "fetched_at", "gone_at"}
    assert not RemoteKey.objects.exists()
    assert User.objects.get(email__endswith=".invalid").name == ""
    assert (told(again)[0], Waiting.objects.count()) == (202, 0)


def test_who_is_known_to_be_gone_and_was_not_forgotten_is_within_an_hour(client, chat_now, peer):
    peer.keep()
    peer.deliver(client, SHARED, peer.activity("Create", note_now(peer)))
    RemoteActor.objects.update(gone_at=timezone.now())

    for hours in (0, 2, 2):
        handle_waiting(timezone.now() + timedelta(hours=hours), and_wait=True)

    assert (Post.objects.get().text, RemoteActor.objects.get().name) == ("", "")


def test_a_post_that_somebody_else_passes_on_is_fetched_from_where_it_is(
    client, chat_now, peer, other_peer
):
    peer.keep()
    note = note_now(other_peer, content="<p>As it is</p>")
    passed_on = other_peer.activity("Create", note | {"content": "<p>As it was made up</p>"})

    response = peer.deliver(client, SHARED, passed_on)
    work()

    assert told(response) == (202, "It is fetched from its own server.")
    assert [post.text for post in Post.objects.all()] == ["As it is"]
    assert Wanted.objects.count() == 0


def test_what_somebody_else_passes_on_of_what_is_gone_is_looked_up(
    client, chat_now, peer, other_peer
):
    peer.keep()
    other_peer.keep()
    note = note_now(other_peer)
    other_peer.deliver(client, SHARED, other_peer.activity("Create", note))
    del other_peer.documents[note["id"].removeprefix(other_peer.origin)]

    peer.deliver(client, SHARED, other_peer.activity("Delete", note["id"]))
    before = Post.objects.get().text
    work()

    assert (before, Post.objects.get().text) == ("Said 1", "")


def test_what_carries_its_actors_own_proof_may_come_from_anybody(
    client, chat_now, peer, other_peer
):
    peer.keep()
    other_peer.keep()
    activity = prove(other_peer.activity("Create", note_now(other_peer)), other_peer.ed25519)

    response = peer.deliver(client, SHARED, activity)

    assert told(response) == (202, "Said in #lgovsm.")


def test_a_proof_of_somebody_else_proves_nothing(client, chat_now, peer, other_peer):
    peer.keep()
    other_peer.keep()
    liked = other_peer.activity("Like", "https://a.example/1")

    response = peer.deliver(client, SHARED, prove(liked, peer.ed25519))

    assert told(response) == (202, "It is signed by somebody else.")


def test_an_inbox_of_no_community_is_not_there(client, chat_now, peer):
    peer.keep()

    response = peer.deliver(client, "/@nobody/inbox", peer.activity("Like", "https://a.example/1"))

    assert response.status_code == 404


def test_without_a_public_address_there_is_no_inbox(client, chat_now, peer, settings):
    headers = peer.signed_post(SHARED, peer.activity("Like", "https://a.example/1"))
    settings.ORIGIN = ""

    response = client.post(SHARED, {}, content_type=headers.pop("Content-Type"), headers=headers)

    assert response.status_code == 404


def test_nobody_reads_an_inbox(client, chat_now, our_origin):
    assert client.get(SHARED).status_code == 405


@pytest.mark.parametrize("answer", [GONE, Reply(404), {"type": "Tombstone"}, None])
def test_what_somebody_else_of_its_server_deletes_is_gone_if_that_server_says_so(
    client, chat_now, peer, answer
):
    peer.keep()
    note = note_now(peer)
    peer.deliver(client, SHARED, peer.activity("Create", note))
    path = note["id"].removeprefix(peer.origin)
    if isinstance(answer, dict):
        answer["id"] = note["id"]
    peer.documents[path] = answer or peer.documents[path]
    moderator = keep_actor(peer.actor("mo"), now=timezone.now())

    outcome = take_in(
        peer.activity("Delete", note["id"], actor=moderator.uri), actor=moderator,
        now=timezone.now(),
    )  # fmt: skip
    before = Post.objects.get().text
    work()

    assert (outcome.reason, before) == ("Its own server is asked.", "Said 1")
    assert Post.objects.get().text == ("" if answer else "Said 1")
