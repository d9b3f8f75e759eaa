"""Whoever wants to be asked is quoted in full only where they have said yes (FEP-044f)."""

import pytest

from goodtalk.chats.models import Post
from goodtalk.chats.reading.quoting import find_quoted
from goodtalk.doors.fediverse.actors.known import keep_actor
from goodtalk.doors.fediverse.inbox.models import QuotePermission, Wanted
from goodtalk.doors.fediverse.inbox.notes import take_note
from goodtalk.doors.fediverse.inbox.taking_in import take_in
from goodtalk.doors.fediverse.inbox.working import handle_waiting
from tests.hour import at, logged

TAG = [{"type": "Hashtag", "name": "#lgovsm"}]
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
NOBODY = {"canQuote": {"automaticApproval": [], "manualApproval": [PUBLIC]}}
NOW = at("13:20")


@pytest.fixture
def said(chat, other_peer):
    """Somebody of the other server says something, with this policy: the note."""

    def say(policy=NOBODY, number=1):
        fields = {} if policy is None else {"interactionPolicy": policy}
        note = other_peer.note(number, content="<p>My words</p>", tag=TAG, **fields)
        assert take_note(note, now=at("13:10")).kind == "stored"
        return note

    return say


@pytest.fixture
def permission(peer, other_peer):
    """A permission of the other server's for jo's first note, at its own address; its address."""

    def permit(quoted, **fields):
        path = "/users/jo/permissions/1"
        other_peer.documents[path] = {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": other_peer.origin + path,
            "type": "QuoteAuthorization",
            "attributedTo": other_peer.actor_uri,
            "interactingObject": f"{peer.actor_uri}/statuses/1",
            "interactionTarget": quoted["id"],
        } | fields
        return other_peer.origin + path

    return permit


def shown(uri):
    """The words that a post of that address shows of what it quotes; None for a link to it."""
    post = Post.objects.get(uri=uri)
    find_quoted([post])
    assert not post.is_quote_hidden
    return post.quoted and post.quoted.text


def quote(say, note, **fields):
    assert say("<p>Look</p>", tag=TAG, quote=note["id"], **fields)[0] == "stored"
    handle_waiting(NOW, and_wait=True)


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (None, "My words"),
        ({"canReply": {"automaticApproval": []}}, "My words"),
        ({"canQuote": {"automaticApproval": [PUBLIC]}}, "My words"),
        ({"canQuote": {"automaticApproval": "as:Public"}}, "My words"),
        ({"canQuote": {"always": [PUBLIC]}}, "My words"),
        (NOBODY, None),
        ({"canQuote": {}}, None),
        ({"canQuote": {"automaticApproval": "https://x.example/followers"}}, None),
    ],
)
def test_a_post_is_quoted_without_asking_where_its_author_has_said_so(
    peer, say, said, policy, words
):
    note = said(policy)

    quote(say, note)

    assert shown(f"{peer.actor_uri}/statuses/1") == words


def test_on_the_page_stands_a_link_to_what_may_not_be_shown(client, chat, say, said):
    note = said()

    quote(say, note)

    page = client.get(chat.get_absolute_url()).content.decode()
    link = f'<a href="{note["id"]}" rel="nofollow noopener ugc">The post that this quotes</a>'
    assert (page.count(link), page.count('<blockquote class="quoted">')) == (1, 0)


def test_a_permission_that_the_quoted_server_shows_is_heeded_and_the_room_hears_of_it(
    chat, peer, say, said, permission
):
    note = said()

    quote(say, note, quoteAuthorization=permission(note))

    assert shown(f"{peer.actor_uri}/statuses/1") == "My words"
    assert [kind for _seq, kind in logged(chat)] == [
        "post.received", "post.received", "post.edited"
    ]
    assert Wanted.objects.count() == 0


def test_a_permission_may_come_later_with_an_edit(peer, say, said, permission):
    note = said()
    quote(say, note)

    say("<p>Look</p>", number=1, kind="Update", tag=TAG, quote=note["id"],
        quoteAuthorization=permission(note))  # fmt: skip
    handle_waiting(NOW, and_wait=True)

    assert shown(f"{peer.actor_uri}/statuses/1") == "My words"


@pytest.mark.parametrize(
    "fields",
    [
        {"interactingObject": "https://x.example/1"},
        {"interactionTarget": "https://x.example/1"},
        {"attributedTo": "https://x.example/users/jo"},
        {"attributedTo": None},
        {"type": "Note"},
    ],
)
def test_a_permission_has_to_be_the_authors_and_name_both_posts(
    peer, say, said, permission, fields
):
    note = said()

    quote(say, note, quoteAuthorization=permission(note, **fields))

    assert shown(f"{peer.actor_uri}/statuses/1") is None


def test_whoever_quotes_does_not_permit_it_themselves(peer, say, said):
    note, path = said(), "/users/jo/permissions/1"
    peer.documents[path] = {
        "id": peer.origin + path, "type": "QuoteAuthorization", "attributedTo": peer.actor_uri,
        "interactingObject": f"{peer.actor_uri}/statuses/1", "interactionTarget": note["id"],
    }  # fmt: skip

    quote(say, note, quoteAuthorization=peer.origin + path)

    assert (shown(f"{peer.actor_uri}/statuses/1"), QuotePermission.objects.count()) == (None, 0)


def test_people_may_quote_themselves(chat, peer, say):
    say("<p>My words</p>", number=2, tag=TAG, interactionPolicy=NOBODY)

    say("<p>Look</p>", tag=TAG, quote=f"{peer.actor_uri}/statuses/2")

    assert shown(f"{peer.actor_uri}/statuses/1") == "My words"


@pytest.mark.parametrize("as_words", [False, True])
def test_a_permission_that_is_taken_back_takes_the_quote_away_and_comes_no_more(
    chat, peer, other_peer, say, said, permission, as_words
):
    note = said()
    uri = permission(note)
    quote(say, note, quoteAuthorization=uri)
    author = other_peer.keep(now=NOW)
    thing = uri if as_words else {"type": "QuoteAuthorization", "id": uri}

    outcome = take_in(other_peer.activity("Delete", thing), actor=author, now=NOW)
    say("<p>Look!</p>", number=1, kind="Update", tag=TAG, quote=note["id"],
        quoteAuthorization=uri)  # fmt: skip
    handle_waiting(NOW, and_wait=True)

    assert (outcome.kind, outcome.reason) == ("changed", "What it allowed is not shown any more.")
    assert shown(f"{peer.actor_uri}/statuses/1") is None
    assert [kind for _seq, kind in logged(chat)][2:4] == ["post.edited", "post.edited"]


def test_nobody_else_takes_a_permission_back(
    peer, other_peer, say, do, said, permission
):
    note = said()
    uri = permission(note)
    quote(say, note, quoteAuthorization=uri)

    outcome = do(peer.activity("Delete", uri, 9))

    assert outcome == ("refused", "It is of another server.")
    al = keep_actor(other_peer.actor("al"), now=NOW)
    take_in(other_peer.activity("Delete", uri, 9, actor=al.uri), actor=al, now=NOW)
    assert shown(f"{peer.actor_uri}/statuses/1") == "My words"
