"""The host's own pages."""

import pytest


@pytest.mark.parametrize(
    "page", ["", "communities/user/", "communities/community/", "communities/theme/",
             "chats/chat/", "chats/person/"]
)
def test_a_host_sees_what_there_is(client, make_user, make_chat, page):
    make_chat()
    client.force_login(make_user("host", is_staff=True, is_superuser=True))

    assert client.get(f"/host-admin/{page}").status_code == 200


def test_a_community_opens_with_its_people(client, make_user, make_community):
    community = make_community()
    client.force_login(make_user("host", is_staff=True, is_superuser=True))

    page = client.get(f"/host-admin/communities/community/{community.pk}/change/")

    assert "Local government and social media" in page.content.decode()


def test_hours_are_changed_at_the_desk_and_not_here(client, make_user, make_chat):
    chat = make_chat()
    client.force_login(make_user("host", is_staff=True, is_superuser=True))

    answer = client.post(f"/host-admin/chats/chat/{chat.pk}/change/", {"theme": "Other"})

    chat.refresh_from_db()
    assert (answer.status_code, chat.theme) == (403, "Getting councillors to use social media")


def test_a_stranger_is_led_to_the_form_that_sends_a_code(client, db):
    answer = client.get("/host-admin/", follow=True)

    assert answer.redirect_chain[-1][0].startswith("/sign-in/login/code/")


def test_whoever_is_no_host_is_told_that_they_may_not(client, newcomer):
    client.force_login(newcomer)

    assert client.get("/host-admin/", follow=True).status_code == 403
