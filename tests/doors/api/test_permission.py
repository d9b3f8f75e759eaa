"""Who is let in: a valid token, in its own community."""

import pytest

from goodtalk.communities.models import Community, Membership
from goodtalk.doors.api.models import ApiToken
from tests.hour import at

NO_TOKEN = {"detail": "Send a valid token: Authorization: Bearer gt_…"}
PATHS = ["communities/lgovsm/chats", "communities/lgovsm/chats/2026-11-27/posts"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "header",
    [
        None, "", "Bearer", "Bearer ", "Bearer gt_wrong", "Basic {token}", "{token}",
        "Bearer {token}x", "Bearer x {token}", "Bearer \udc80", "Bearer " + "x" * 10_000,
    ],
)
def test_without_a_valid_token_nothing_is_told(
    client, make_chat, token_for, newcomer, path, header
):
    token = token_for(newcomer, make_chat().community)
    headers = {} if header is None else {"Authorization": header.format(token=token)}

    read = client.get(f"/api/v1/{path}", headers=headers)
    said = client.post(f"/api/v1/{PATHS[1]}", {"text": "x"}, "application/json", headers=headers)

    assert (read.status_code, read.json()) == (401, NO_TOKEN)
    assert (said.status_code, said.json()) == (401, NO_TOKEN)
    assert read.headers["WWW-Authenticate"] == "Bearer"


def test_being_signed_in_is_no_token(client, make_chat, newcomer):
    make_chat()
    client.force_login(newcomer)

    said = client.post(f"/api/v1/{PATHS[1]}", {"text": "x"}, "application/json")

    assert (said.status_code, said.json()) == (401, NO_TOKEN)


def test_a_token_of_somebody_who_was_shut_out_is_no_token(api, make_chat, newcomer):
    api.enter(make_chat().community)
    newcomer.is_active = False
    newcomer.save()

    assert api.get(PATHS[0]) == (401, NO_TOKEN)


def test_a_revoked_token_is_refused(api, make_chat):
    api.enter(make_chat().community)
    ApiToken.objects.update(revoked_at=at("12:30"))

    assert api.get(PATHS[0]) == (401, NO_TOKEN)


@pytest.mark.parametrize("tag", ["nhssm", "nowhere", "%00", "%ED%A0%80", "lgovsm%20", "x" * 500])
def test_a_token_is_good_for_its_own_community_alone(api, make_chat, make_community, tag):
    api.enter(make_chat().community)
    make_chat(community=make_community("nhssm", name="Health"))
    refusal = (403, {"detail": "This token is for #lgovsm alone."})

    assert api.get(f"communities/{tag}/chats") == refusal
    assert api.get(f"communities/{tag}/chats/2026-11-27/posts") == refusal
    assert api.post(f"communities/{tag}/chats/2026-11-27/posts", {"text": "x"}) == refusal


@pytest.mark.parametrize("tag", ["LGovSM", "%23lgovsm", "ＬＧＯＶＳＭ"])
def test_a_tag_is_compared_without_its_case_and_width(api, make_chat, tag):
    api.enter(make_chat().community)

    status, found = api.get(f"communities/{tag}/chats")

    assert (status, len(found["chats"])) == (200, 1)


def test_who_may_not_post_on_the_web_may_not_post_here(api, make_chat, make_community, newcomer):
    community = make_community(may_post=Community.MayPost.MEMBERS)
    api.enter(make_chat(community=community).community)

    before = api.post(PATHS[1], {"text": "Hello"})
    Membership.objects.create(community=community, user=newcomer)
    after = api.post(PATHS[1], {"text": "Hello"})

    assert before == (403, {"detail": "Only members may post in #lgovsm."})
    assert after[0] == 201


@pytest.mark.parametrize(
    "path",
    [
        "", "nothing", "communities", "communities/lgovsm", "communities/lgovsm/chats/",
        "communities/lgovsm/chats/2026-11-27", "communities/lgovsm/chats/2026-11-27/posts/1",
    ],
)
def test_there_is_nothing_else_below_its_address(api, make_chat, path):
    api.enter(make_chat().community)
    nothing = (404, {"detail": "There is nothing at this address of the API."})

    assert (api.get(path), api.post(path, {"text": "x"})) == (nothing, nothing)


@pytest.mark.parametrize(
    "date",
    [
        "2026-11-26", "2026-11-27-2", "2026-02-30", "tomorrow", "%00", "2026-11-27%0A",
        "٢٠٢٦-١١-٢٧", "0000-00-00",
    ],
)
def test_an_hour_that_is_not_there_is_said_to_be_none(api, make_chat, date):
    api.enter(make_chat().community)
    none = (404, {"detail": "There is no such hour."})

    assert api.get(f"communities/lgovsm/chats/{date}/posts") == none
    assert api.post(f"communities/lgovsm/chats/{date}/posts", {"text": "x"}) == none


def test_other_methods_are_refused_in_json_too(client, make_chat, token_for, newcomer):
    token = token_for(newcomer, make_chat().community)

    answer = client.delete(f"/api/v1/{PATHS[1]}", headers={"Authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.json()) == (
        405,
        {"detail": "This address takes GET, POST."},
    )
    assert answer.headers["Allow"] == "GET, POST"
