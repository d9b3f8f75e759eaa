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


def test_a_community_keeps_its_tag(client, make_user, make_community):
    community = make_community()
    client.force_login(make_user("host", is_staff=True, is_superuser=True))
    page = client.get(f"/host-admin/communities/community/{community.pk}/change/")
    form = page.context["adminform"].form
    typed = {name: value for name, value in form.initial.items() if value not in (None, False)}
    sets = page.context["inline_admin_formsets"][0].formset.management_form
    typed |= {sets.add_prefix(name): 0 for name in sets.fields}

    answer = client.post(page.request["PATH_INFO"], typed | {"tag": "Other", "name": "New"})

    community.refresh_from_db()
    assert answer.status_code == 302
    assert (community.tag, community.tag_key, community.name) == ("lgovsm", "lgovsm", "New")


def test_a_new_community_is_given_a_tag(client, make_user):
    client.force_login(make_user("host", is_staff=True, is_superuser=True))

    page = client.get("/host-admin/communities/community/add/").content.decode()

    assert page.count('name="tag"') == 1


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
