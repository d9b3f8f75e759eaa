from django.http import HttpResponse
from django.test import RequestFactory

from goodtalk.site.content_security import POLICY, ContentSecurityMiddleware

FORBIDDEN = ("unsafe-inline", "unsafe-eval", "http:", "https:", "*")


def answered(**headers):
    """What a page's answer has become."""
    middleware = ContentSecurityMiddleware(lambda request: HttpResponse(headers=headers))
    return middleware(RequestFactory().get("/"))


def test_nothing_comes_from_elsewhere_and_nothing_stands_inside_a_page():
    assert [word for word in FORBIDDEN if word in POLICY] == []
    assert POLICY.startswith("default-src 'none'; ")


def test_every_answer_has_the_policy():
    headers = answered().headers

    assert headers["Content-Security-Policy"] == POLICY
    assert headers["Permissions-Policy"] == (
        "camera=(), geolocation=(), microphone=(), browsing-topics=()"
    )


def test_a_page_that_needs_another_policy_keeps_its_own():
    headers = answered(**{"Content-Security-Policy": "sandbox"}).headers

    assert headers["Content-Security-Policy"] == "sandbox"


def test_pages_that_are_not_there_have_it_too(client, db):
    assert client.get("/sign-in/nothing-here/").headers["Content-Security-Policy"] == POLICY
