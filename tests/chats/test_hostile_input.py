"""Whatever strangers say and call themselves, no page runs it, and no page breaks."""

import html as html_module
import json

import pytest

from goodtalk.chats.arriving.incoming import Author
from goodtalk.chats.frames import frames_of
from goodtalk.chats.models import Chat, Post
from goodtalk.communities.models import Community, User
from tests.chats.pages import Page, read
from tests.hour import at

HOSTILE = [
    pytest.param("<script>alert(1)</script>", id="script"),
    pytest.param('"><img src=x onerror=alert(1)>', id="image"),
    pytest.param("' onmouseover='alert(1)", id="attribute"),
    pytest.param("<a href=\"javascript:alert(1)\">x</a>", id="javascript link"),
    pytest.param("javascript:alert(1)//https://example.org", id="javascript address"),
    pytest.param("https://example.org/\"onmouseover=\"alert(1)", id="link with an attribute"),
    pytest.param("https://example.org/<svg/onload=alert(1)>", id="link with markup"),
    pytest.param("[x](javascript:alert(1))", id="markdown"),
    pytest.param("&lt;script&gt;alert(1)&lt;/script&gt;", id="entities"),
    pytest.param("&#60;script&#62;alert(1)&#60;/script&#62;", id="numeric entities"),
    pytest.param("</textarea></title></style><script>alert(1)</script>", id="way out"),
    pytest.param("--><script>alert(1)</script><!--", id="comment"),
    pytest.param("<svg><style><img src=x onerror=alert(1)></style>", id="mutation"),
    pytest.param("{{ request.user.email }}{% csrf_token %}${7*7}", id="template"),
    pytest.param("%(name)s %s {0} %n", id="format"),
    pytest.param("\u202egnp.exe\u2066", id="right-to-left override"),
    pytest.param("Z" + "\u0300" * 300 + "algo", id="heaped accents"),
    pytest.param("x" * 400, id="a long word"),
    pytest.param("@" * 400, id="at signs"),
    pytest.param("#" * 400, id="hashes"),
    pytest.param("\u2028\u2029\u0085 lines", id="line separators"),
    pytest.param("🏴‍☠️👩🏽‍🚒" * 20, id="emoji"),
    pytest.param("<!DOCTYPE html><html><body onload=alert(1)>", id="document"),
]
UNRULY = ["\u202e", "\u2066", "\u0300" * 5]


@pytest.fixture
def everything(client, make_chat, make_user, chair, post_in):
    """Puts a text wherever people can put one, and returns the hour; the chair is signed in."""

    def put(hostile):
        chat = make_chat(state="planned", questions=1)
        Community.objects.update(may_post="guests")
        client.force_login(chair)
        desk = chat.desk_url()
        client.post(
            f"{desk}sheet/",
            {
                "welcome": hostile, "welcome_minutes": "5", "wrap_up": hostile,
                "wrap_up_minutes": "5", "text_1": hostile, "minutes_1": "10",
            },
        )
        plan = {"theme": hostile[:200], "starts": "2026-11-27T13:00", "minutes": "60"}
        client.post(f"{desk}plan/", plan | {"chair": chair.pk})
        Chat.objects.update(opened_at=at("12:45"), started_at=at("13:00"))
        chat.questions.update(released_at=at("13:05"))
        User.objects.filter(pk=chair.pk).update(name=hostile[:80])
        address = chat.get_absolute_url()
        client.post(f"{address}say", {"text": hostile, "key": hostile[:64]})
        client.logout()
        client.post(f"{address}say", {"text": hostile, "name": hostile})
        client.force_login(chair)
        author = Author(uri=hostile, handle=hostile, name=hostile, url=hostile)
        fields = {"author": author, "url": hostile, "links": (hostile,), "tags": (hostile,)}
        first = post_in(chat, hostile, html=hostile, language=hostile, **fields).post
        post_in(chat, hostile, in_reply_to=first.uri, uri=f"x:{hostile}"[:400], **fields)
        post_in(chat, hostile, html=html_module.unescape(hostile), hold=True, **fields)
        return Chat.objects.get()

    return put


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_page_of_the_hour_runs_what_strangers_wrote(client, everything, hostile):
    chat = everything(hostile)
    address = chat.get_absolute_url()
    pages = [f"{address}{way}" for way in (
        "", "?read=flow", "?read=question", "?read=time", "?read=thread", "?read=waiting",
        "?read=q1", "aside", "desk/", "desk/sheet/", "desk/plan/", "desk/end/",
    )]
    pages += ["/", f"/{chat.community.tag_key}/"]
    pages += [post.get_absolute_url() for post in Post.objects.filter(held_at=None)]

    found = {url: read(client, url).dangers() for url in pages}

    assert Post.objects.count() == 5
    assert found == {url: [] for url in pages}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_frame_of_the_stream_carries_it_either(everything, hostile):
    chat = everything(hostile)

    frames = frames_of(chat.pk, 0)

    events = [json.loads(frame.data) for frame in frames]
    drawn = "".join(event[name] for event in events for name in event if name.endswith("html"))
    assert len(frames) == chat.last_seq
    assert Page(drawn).dangers() == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_cannot_be_said_comes_back_harmless(client, make_chat, newcomer, hostile):
    chat = make_chat()
    client.force_login(newcomer)
    too_long = hostile + " x" * 300

    response = client.post(f"{chat.get_absolute_url()}say", {"text": too_long})

    page = Page(response.content.decode())
    assert (response.status_code, page.dangers()) == (422, [])
    assert html_module.escape(too_long)[:20] in response.content.decode()


@pytest.mark.parametrize("unruly", UNRULY)
def test_no_name_and_no_theme_turns_round_or_paints_over_what_is_beside_it(
    client, everything, unruly, friday_at
):
    friday_at("13:30")
    chat = everything(f"Ann{unruly} of Hull")

    page = read(client, f"{chat.get_absolute_url()}?read=flow").text

    talk, _, _margin = page.partition("Nobody has answered yet")  # which quotes words as they were
    assert talk.count("Ann of Hull") + talk.count("Ann\u0300") > 5
    assert unruly not in talk
