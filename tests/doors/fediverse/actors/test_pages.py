import struct
import zlib

import pytest

from goodtalk.doors.fediverse.actors.addresses import community_of, object_uri, own_object_of
from goodtalk.doors.fediverse.actors.models import OwnKey
from goodtalk.doors.fediverse.actors.own_keys import signing_key
from goodtalk.doors.fediverse.outbox.announcing import announce
from goodtalk.doors.fediverse.outbox.events import about_event, event_of
from goodtalk.doors.fediverse.outbox.models import OwnObject
from goodtalk.doors.fediverse.outbox.publishing import publish, take_back
from goodtalk.doors.fediverse.signing.keys import load_multibase, load_public_pem
from tests.hour import at

pytestmark = pytest.mark.django_db

US = "https://chat.example/@lgovsm"
ACTIVITY = "application/activity+json"


@pytest.fixture
def ask(client, our_origin):
    """A program asks: ask("/@lgovsm")."""

    def get(path, accept=ACTIVITY, **options):
        headers = {"Host": "chat.example"} | ({"Accept": accept} if accept else {})
        return client.get(path, headers=headers, **options)

    return get


def without_context(answer):
    return {key: value for key, value in answer.json().items() if key != "@context"}


def test_a_community_is_a_group_that_can_be_followed(ask, make_community):
    community = make_community("LGovSM", welcome="All are welcome. #lgovsm")

    answer = ask("/@lgovsm")

    rsa, ed25519 = signing_key(community, "rsa"), signing_key(community, "ed25519")
    document = without_context(answer)
    key, multikey = document.pop("publicKey"), document["assertionMethod"][0]
    assert (answer.status_code, answer["Content-Type"]) == (200, ACTIVITY)
    assert load_public_pem(key.pop("publicKeyPem")) == rsa.public_key
    assert load_multibase(multikey["publicKeyMultibase"]) == ed25519.public_key
    assert key == {"id": f"{US}#main-key", "type": "Key", "owner": US}
    assert (multikey["id"], multikey["controller"]) == (f"{US}#ed25519-key", US)
    page = "https://chat.example/lgovsm/"
    link = '<a href="{}" rel="nofollow noopener me">{}</a>'
    calendar = "chat.example/lgovsm/calendar.ics"
    assert {name: document[name] for name in document if name != "assertionMethod"} == {
        "id": US,
        "type": "Group",
        "preferredUsername": "lgovsm",
        "name": "Local government and social media",
        "summary": f'<p>All are welcome. <a href="{page}" rel="nofollow noopener ugc">'
        "#lgovsm</a></p>",
        "url": page,
        "published": community.created_at.isoformat(timespec="seconds"),
        "inbox": f"{US}/inbox",
        "outbox": f"{US}/outbox",
        "followers": f"{US}/followers",
        "following": f"{US}/following",
        "featured": f"{US}/featured",
        "endpoints": {"sharedInbox": "https://chat.example/fediverse-inbox"},
        "icon": {
            "type": "Image", "mediaType": "image/png", "url": f"{US}/icon.png?0b6b60"
        },
        "tag": [{"type": "Hashtag", "name": "#LGovSM", "href": page}],
        "attachment": [
            {"type": "PropertyValue", "name": "When", "value": community.rhythm_in_words},
            {"type": "PropertyValue", "name": "Where",
             "value": link.format(page, "chat.example/lgovsm/")},
            {"type": "PropertyValue", "name": "Calendar",
             "value": link.format(f"https://{calendar}", calendar)},
        ],
        "manuallyApprovesFollowers": False,
        "discoverable": True,
        "indexable": True,
    }  # fmt: skip


def test_a_key_is_made_once(our_origin, make_community):
    community = make_community()

    keys = {signing_key(community).private_key for _ in range(2)}

    assert len(keys) == 1
    assert OwnKey.objects.count() == 1


def test_an_actor_takes_four_queries_once_its_keys_are_there(
    ask, make_community, django_assert_num_queries
):
    make_community()
    ask("/@lgovsm")

    with django_assert_num_queries(4):
        ask("/@lgovsm")


@pytest.mark.parametrize(
    ("accept", "is_actor"),
    [
        (ACTIVITY, True),
        ('application/ld+json; profile="https://www.w3.org/ns/activitystreams"', True),
        (f"{ACTIVITY}, application/ld+json, text/html;q=0.1", True),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False),
        (f"text/html, {ACTIVITY};q=0.5", False),
        (f"{ACTIVITY};q=0", False),
        (f"{ACTIVITY};q=snow", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_the_communitys_page_is_its_actor_for_those_who_ask_so(
    ask, make_community, accept, is_actor
):
    make_community()

    page, actor = ask("/lgovsm/", accept), ask("/@lgovsm", accept)

    assert "Accept" in page["Vary"]
    assert (page["Content-Type"] == ACTIVITY) is is_actor
    assert (actor.status_code, actor.get("Location")) == (
        (200, None) if is_actor else (302, "/lgovsm/")
    )


def test_the_page_tells_where_its_actor_is(ask, make_community):
    make_community()

    page = ask("/lgovsm/", "text/html")

    assert page["Link"] == f'<{US}>; rel="alternate"; type="{ACTIVITY}"'


def test_the_servers_own_actor_signs_and_says_nothing(ask):
    document = without_context(ask("/fediverse-actor"))

    assert (document["type"], document["preferredUsername"], document["inbox"]) == (
        "Application", "chat.example", "https://chat.example/fediverse-inbox"
    )  # fmt: skip
    assert document["publicKey"]["id"] == "https://chat.example/fediverse-actor#main-key"
    assert without_context(ask("/fediverse-actor/outbox"))["totalItems"] == 0


def said(chat, many):
    for number in range(many):
        chat.starts_at = at(f"{number % 24:02}:{number // 24:02}")
        announce(chat, "day", f"#lgovsm number {number}")


def words_on(page):
    return [one["object"]["source"]["content"] for one in page["orderedItems"]]


def test_the_outbox_is_read_page_by_page(ask, make_chat):
    said(make_chat(), 45)

    whole = without_context(ask("/@lgovsm/outbox"))
    first = ask(whole["first"].removeprefix("https://chat.example")).json()
    pages = [first]
    while "next" in pages[-1]:
        pages.append(ask(pages[-1]["next"].removeprefix("https://chat.example")).json())
    last = ask(whole["last"].removeprefix("https://chat.example")).json()

    expected = [f"#lgovsm number {number}" for number in reversed(range(45))]
    assert whole["totalItems"] == 45
    assert [len(page["orderedItems"]) for page in pages] == [20, 20, 5]
    assert [words for page in pages for words in words_on(page)] == expected
    assert words_on(last) == expected[-20:]
    assert {one["type"] for one in first["orderedItems"]} == {"Create"}


@pytest.mark.parametrize("many", [1, 3])
def test_a_page_of_the_outbox_takes_two_queries(
    ask, make_chat, many, django_assert_num_queries
):
    said(make_chat(), many)

    with django_assert_num_queries(2):
        page = ask("/@lgovsm/outbox?page=latest").json()

    assert len(page["orderedItems"]) == many


def test_the_coming_hours_announcement_is_featured(ask, make_chat):
    said(make_chat(), 2)

    items = ask("/@lgovsm/featured").json()["orderedItems"]

    assert [one["source"]["content"] for one in items] == ["#lgovsm number 1"]


def test_followers_are_counted_and_not_named(ask, make_community):
    make_community()

    document = without_context(ask("/@lgovsm/followers"))

    assert document == {
        "id": f"{US}/followers", "type": "OrderedCollection", "totalItems": 0
    }  # fmt: skip


def test_a_note_is_at_its_address_and_so_is_how_it_came_to_be(ask, make_chat):
    said(make_chat(), 1)
    own = OwnObject.objects.get()

    note = without_context(ask(f"/@lgovsm/notes/{own.pk}"))
    create = ask(f"/@lgovsm/activities/create-{own.pk}").json()
    for_people = ask(f"/@lgovsm/notes/{own.pk}", "text/html")

    assert note == own.content == create["object"]
    assert for_people["Location"] == "https://chat.example/lgovsm/2026-11-27/"


def test_where_a_note_was_there_is_a_tombstone_without_its_words(ask, make_chat):
    said(make_chat(), 1)
    own = take_back(OwnObject.objects.get(), now=at("13:00"))

    answers = [ask(f"/@lgovsm/notes/{own.pk}"), ask(f"/@lgovsm/activities/create-{own.pk}")]

    assert [(answer.status_code, without_context(answer)) for answer in answers] == [
        (
            410,
            {
                "id": f"{US}/notes/{own.pk}", "type": "Tombstone", "formerType": "Note",
                "deleted": "2026-11-27T13:00:00+00:00",
            },
        )
    ] * 2  # fmt: skip


def test_addresses_of_ours_lead_back_to_what_they_name(our_origin, make_chat):
    chat = make_chat()
    said(chat, 1)
    own = OwnObject.objects.get()

    assert community_of(US) == community_of("https://chat.example/lgovsm/") == chat.community
    assert own_object_of(object_uri(chat.community, own.pk)) == own
    for other in (
        "https://other.example/@lgovsm", f"{US}/notes/{own.pk}/more", f"{US}x", "", None, {}, 7,
        "https://chat.example/@other/notes/1", f"{US}/notes/99999999999999999999",
    ):  # fmt: skip
        assert (community_of(other), own_object_of(other)) == (None, None)


def test_a_tag_in_another_script_has_a_handle_that_every_server_takes(ask, make_community):
    make_community("Köln")

    found = ask("/.well-known/webfinger?resource=acct:xn--kln-sna@chat.example").json()
    document = ask(found["links"][0]["href"].removeprefix("https://chat.example")).json()

    assert document["preferredUsername"] == "xn--kln-sna"
    assert document["id"] == "https://chat.example/@k%C3%B6ln"
    assert community_of(document["id"]).tag == "Köln"


def test_the_icon_is_a_png_in_the_communitys_colour(ask, make_community):
    make_community(accent="#0b6b60")

    png = ask("/@lgovsm/icon.png?0b6b60").content

    side = struct.unpack(">II", png[16:24])
    start = png.index(b"IDAT")
    (length,) = struct.unpack(">I", png[start - 4 : start])
    pixels = zlib.decompress(png[start + 4 : start + 4 + length])
    palette = png.index(b"PLTE") + 4
    assert (side, len(pixels)) == ((256, 256), 257 * 256)
    assert (png[palette : palette + 3].hex(), pixels[1]) == ("0b6b60", 0)


@pytest.fixture
def event(make_chat, our_origin):
    """The Event of the Friday's hour."""
    chat = make_chat()
    return publish(
        chat, OwnObject.Kind.EVENT, about_event(chat.pk), event_of(chat), now=at("12:00")
    )


def test_an_hours_address_pasted_into_a_search_finds_its_event(ask, event):
    page = ask("/lgovsm/2026-11-27/", "text/html")
    found = ask("/LGovSM/2026-11-27/")

    uri = f"{US}/notes/{event.pk}"
    assert page["Link"] == f'<{uri}>; rel="alternate"; type="{ACTIVITY}"'
    assert "Accept" in page["Vary"]
    assert (found["Content-Type"], without_context(found)) == (ACTIVITY, event.content)
    assert found.json()["id"] == uri


def test_an_hour_that_was_never_announced_or_was_called_off_is_only_a_page(ask, event):
    take_back(event, now=at("12:30"))

    page = ask("/lgovsm/2026-11-27/")

    assert (page.status_code, page["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "Link" not in page
    assert ask("/lgovsm/2026-11-20/").status_code == 404


def test_while_the_door_is_closed_an_hour_is_only_a_page(client, event, settings):
    settings.ORIGIN = ""

    page = client.get("/lgovsm/2026-11-27/", headers={"Accept": ACTIVITY})

    assert (page["Content-Type"], "Link" in page) == ("text/html; charset=utf-8", False)


@pytest.mark.parametrize(
    "path",
    [
        "/fediverse-actor", "/@lgovsm/outbox", "/@lgovsm/notes/1", "/@lgovsm/followers",
        "/.well-known/webfinger?resource=acct:lgovsm@localhost", "/.well-known/host-meta",
        "/.well-known/host-meta.json",
        "/.well-known/nodeinfo", "/fediverse-nodeinfo/2.1",
    ],
)  # fmt: skip
def test_while_the_door_is_closed_nobody_is_found(client, make_community, settings, path):
    settings.ORIGIN = ""
    make_community()

    assert client.get(path, headers={"Accept": ACTIVITY}).status_code == 404


def test_while_the_door_is_closed_the_page_is_only_a_page(client, make_community, settings):
    settings.ORIGIN = ""
    make_community()

    page = client.get("/lgovsm/", headers={"Accept": ACTIVITY})

    assert page["Content-Type"] == "text/html; charset=utf-8"
