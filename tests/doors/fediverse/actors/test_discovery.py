from xml.etree import ElementTree

import pytest

from tests.hour import at

pytestmark = pytest.mark.django_db

US = "https://chat.example/@lgovsm"


@pytest.fixture
def find(client, our_origin):
    def get(path, **query):
        return client.get(path, query, headers={"Host": "chat.example"})

    return get


@pytest.mark.parametrize(
    "resource",
    [
        "acct:lgovsm@chat.example", "ACCT:LGovSM@Chat.Example", "acct:@lgovsm@chat.example",
        "lgovsm@chat.example", "@lgovsm@chat.example", US, "https://chat.example/lgovsm/",
        "https://chat.example/@LGOVSM",
    ],
)  # fmt: skip
def test_a_community_is_found_however_it_is_named(find, make_community, resource):
    make_community("LGovSM")

    answer = find("/.well-known/webfinger", resource=resource)

    page = "https://chat.example/lgovsm/"
    assert (answer["Content-Type"], answer["Access-Control-Allow-Origin"]) == (
        "application/jrd+json", "*"
    )  # fmt: skip
    assert answer.json() == {
        "subject": "acct:lgovsm@chat.example",
        "aliases": [US, page],
        "links": [
            {"rel": "self", "type": "application/activity+json", "href": US},
            {
                "rel": "http://webfinger.net/rel/profile-page",
                "type": "text/html",
                "href": page,
            },
        ],
    }


@pytest.mark.parametrize(
    "resource",
    ["acct:lgovsm@other.example", "acct:nobody@chat.example", "lgovsm", "acct:", "https://[",
     "acct:xn--\u00e9@chat.example", "acct:xn--@chat.example", "\0@chat.example"],
)  # fmt: skip
def test_nobody_else_is(find, make_community, resource):
    make_community()

    assert find("/.well-known/webfinger", resource=resource).status_code == 404


def test_it_has_to_be_said_who_is_looked_for(find):
    assert find("/.well-known/webfinger").status_code == 400


def test_the_servers_own_actor_is_found_by_the_servers_name(find):
    answer = find("/.well-known/webfinger", resource="acct:chat.example@chat.example").json()

    assert answer["links"][0]["href"] == "https://chat.example/fediverse-actor"


def test_host_meta_says_where_webfinger_is(find):
    answer = find("/.well-known/host-meta")

    (link,) = ElementTree.fromstring(answer.content)
    assert link.attrib == {
        "rel": "lrdd",
        "type": "application/jrd+json",
        "template": "https://chat.example/.well-known/webfinger?resource={uri}",
    }


def test_the_same_is_there_as_json(find, db):
    answer = find("/.well-known/host-meta.json")

    template = "https://chat.example/.well-known/webfinger?resource={uri}"
    assert (answer["Content-Type"], answer.json()) == (
        "application/jrd+json",
        {"links": [{"rel": "lrdd", "type": "application/jrd+json", "template": template}]},
    )


@pytest.mark.parametrize("number", [0, 1])
def test_nodeinfo_tells_what_this_is(
    find, make_chat, number, django_assert_num_queries, friday_at
):
    friday_at("13:30")
    make_chat(started_at=at("13:00"))
    href = find("/.well-known/nodeinfo").json()["links"][number]["href"]

    with django_assert_num_queries(4):
        document = find(href.removeprefix("https://chat.example")).json()

    assert document["version"] == ["2.0", "2.1"][number]
    assert document["software"]["name"] == "goodtalk"
    assert ("homepage" in document["software"]) == bool(number)
    assert document["usage"] == {
        "users": {"total": 1, "activeMonth": 1, "activeHalfyear": 1}, "localPosts": 0
    }  # fmt: skip


def test_there_is_no_other_nodeinfo(find):
    assert find("/fediverse-nodeinfo/3.0").status_code == 404
