"""Pages for what is not there, not allowed, or broken."""

import pytest
from django.http import HttpRequest
from django.test import Client

from goodtalk.site.errors import broken


@pytest.mark.parametrize(
    "path", ["/nobody/", "/nobody/2026-11-27/", "/a/2026-13-45/", "/%00/", "/x" * 300]
)
def test_a_page_that_is_not_there_says_so_plainly(client, db, path):
    page = client.get(path)

    assert page.status_code == 404
    assert "There is nothing here" in page.content.decode()


def test_a_form_that_is_too_old_gives_back_what_was_typed(db):
    page = Client(enforce_csrf_checks=True).post(
        "/lgovsm/2026-11-27/say", {"text": "My <b>long</b> answer"}
    )

    assert page.status_code == 403
    assert "My &lt;b&gt;long&lt;/b&gt; answer" in page.content.decode()


def test_the_page_for_our_own_mistakes_needs_neither_session_nor_database():
    page = broken(HttpRequest())

    assert page.status_code == 500
    assert "Something went wrong here" in page.content.decode()
