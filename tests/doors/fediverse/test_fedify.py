"""Our server and an independent one, on both sides as they are: Fedify finds, follows, answers."""

import json

import httpx
import pytest

from tests.doors.fediverse import scenes
from tests.fedify.running import CAVAGE, RFC9421, running_fedify
from tests.running import free_port, running_server, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module", params=[CAVAGE, RFC9421])
def fedify(request):
    with running_fedify(request.param) as fedify:
        yield fedify


@pytest.fixture(scope="module")
def server(tmp_path_factory, fedify):
    """Ours, with a public address, which here is on loopback too."""
    port = free_port()
    environment = {
        "GOODTALK_ORIGIN": f"http://127.0.0.1:{port}", "GOODTALK_ALLOW_LOOPBACK": "1",
    }
    with running_server(tmp_path_factory.mktemp("ours"), environment, port=port) as server:
        yield server


@pytest.fixture
def us(server):
    """The uri of a community that no other test speaks with."""
    return f"{server.address}/@{server.tell(scenes.new_community)}"


@pytest.fixture
def follow(server, fedify, us):
    """Nia follows, and has been told that she may."""
    follow = fedify.do("follow", to=us)
    wait_for(lambda: accepts_of(fedify, us), lambda: "Following was not accepted.")
    return follow


@pytest.fixture
def room(server, follow):
    """The page of an hour whose first question is asked in a moment."""
    return server.address + server.tell(scenes.hour_about_to_ask, "Who grits?")


@pytest.fixture
def mine(us):
    """What this test's note is called on Nia's server."""
    return us.rpartition("@")[2]


def accepts_of(fedify, us):
    return [one for one in fedify.received("Accept") if one["actor"] == us]


def question_at(fedify, us):
    """The Note of our first question, once it has arrived there."""

    def asked():
        notes = [one["object"] for one in fedify.received("Create") if one["actor"] == us]
        return next((note for note in notes if "Who grits?" in note["content"]), None)

    return wait_for(asked, lambda: f"It has {fedify.do('received')}.")


def told_of(fedify, us, kind, words):
    """The object of our activity of that kind that holds these words, if it has come."""
    told = [one["object"] for one in fedify.received(kind) if one["actor"] == us]
    return next((one for one in told if words in json.dumps(one)), None)


def wait_until_read(room, words):
    wait_for(lambda: words in httpx.get(room).text, lambda: f"Not in the room: {words}")


def wait_until_gone(room, words):
    wait_for(lambda: words not in httpx.get(room).text, lambda: f"Still in the room: {words}")


def test_fedify_finds_the_community_as_people_type_it(server, fedify, us):
    host, tag = server.address.removeprefix("http://"), us.rpartition("@")[2]

    named = fedify.do("webfinger", what=f"acct:{tag.upper()}@{host}")
    actor = fedify.do("find", what=f"@{tag}@{host}")

    assert named["subject"] == f"acct:{tag}@{host}"
    assert (actor["id"], actor["name"]) == (us, "Local")


def test_a_follower_gets_the_question_answers_it_edits_and_takes_back(
    server, fedify, us, room, mine
):
    question = question_at(fedify, us)

    fedify.do("say", to=us, id=mine, inReplyTo=question["id"], content="<p>A1 The farmers do.</p>")
    wait_until_read(room, "The farmers do.")
    filed = server.tell(scenes.posts_of, us)

    fedify.do("edit", to=us, id=mine, inReplyTo=question["id"], content="<p>A1 Farmers, paid.</p>")
    wait_until_gone(room, "The farmers do.")
    wait_until_read(room, "Farmers, paid.")

    fedify.do("takeBack", to=us, id=mine)
    wait_until_gone(room, "Farmers, paid.")

    assert filed == [["A1 The farmers do.", 1, "@nia@" + fedify.origin.removeprefix("http://")]]


def test_a_follower_is_told_of_the_recap_and_when_it_is_taken_back(server, fedify, us, room):
    question_at(fedify, us)

    server.tell(scenes.end_and_recap, "We grit the hills.")
    note = wait_for(lambda: told_of(fedify, us, "Create", "recap"), lambda: "No recap came.")
    server.tell(scenes.take_back_recap)
    wait_for(lambda: told_of(fedify, us, "Delete", note["id"]), lambda: "It was not taken back.")

    assert note["url"] == f"{room}recap/"
    assert "The recap of" in note["content"]


def test_we_speak_with_the_newer_signatures_too_where_a_server_knows_them(server, fedify, us):
    server.tell(scenes.sign_newer_for, fedify.origin)

    fedify.do("follow", to=us)

    wait_for(lambda: accepts_of(fedify, us), lambda: "Nothing with a good signature came.")


def test_whoever_unfollows_follows_no_more(server, fedify, us, follow):
    followed = server.tell(scenes.followers_of, us)

    fedify.do("unfollow", to=us, follow=follow)

    wait_for(lambda: server.tell(scenes.followers_of, us) == [], lambda: "Still followed.")
    assert followed == [fedify.nia]


def test_a_like_counts_as_thanks(server, fedify, us, room, mine):
    question = question_at(fedify, us)
    said = fedify.do("say", to=us, id=mine, inReplyTo=question["id"], content="<p>Farmers.</p>")
    wait_until_read(room, "Farmers.")

    fedify.do("like", to=us, what=said)

    wait_for(lambda: server.tell(scenes.thanks_of, said) == 1, lambda: "No thanks.")
