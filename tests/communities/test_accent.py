"""The style sheet that carries a community's accent to its pages."""

from goodtalk.communities.colours import stylesheet


def test_the_accent_is_a_style_sheet_that_browsers_and_proxies_keep_for_a_day(
    client, make_community, django_assert_num_queries
):
    make_community(accent="#ffee00")

    with django_assert_num_queries(1):
        response = client.get("/LgovSM/accent.css?ffee00")

    assert response.content.decode() == stylesheet("#ffee00")
    assert response.headers["Content-Type"] == "text/css"
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    assert "Cookie" not in response.headers.get("Vary", "")


def test_nobody_has_no_accent(client, db):
    assert client.get("/nobody/accent.css").status_code == 404
