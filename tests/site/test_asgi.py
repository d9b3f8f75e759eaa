import asyncio

import httpx
import pytest

from goodtalk.site.asgi import Application, whole_number
from goodtalk.site.configuration import Setting, SettingNotUnderstood

pytestmark = pytest.mark.django_db(transaction=True)


def ask(method, path, **asked):
    """One request to a whole server in this process."""

    async def answer():
        application = Application(threads=1, max_listeners=1)
        application.rooms.open()
        transport = httpx.ASGITransport(application)
        try:
            async with httpx.AsyncClient(
                transport=transport, base_url="http://localhost"
            ) as client:
                return await client.request(method, path, **asked)
        finally:
            await application.rooms.close()
            application._pages.executor.shutdown()

    return asyncio.run(answer())


def test_streams_go_to_the_live_room_and_everything_else_to_django(make_chat):
    make_chat()

    news = ask("GET", "/lgovsm/2026-11-27/events")
    page = ask("GET", "/sign-in/nothing-here/")

    assert (news.status_code, news.json()) == (200, {"seq": 0, "events": []})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_a_header_that_passes_itself_off_as_another_does_not_reach_django():
    said = ask("GET", "/sign-in/nothing-here/", headers={"accept-language": "de"})
    disguised = ask("GET", "/sign-in/nothing-here/", headers={"accept_language": "de"})

    assert (said.headers["content-language"], disguised.headers["content-language"]) == (
        "de", "en-gb",
    )


def request(parts):
    """What a server sends into the application for a POST whose body comes in parts."""
    coming = [
        {"type": "http.request", "body": part, "more_body": True} for part in parts
    ]

    async def receive():
        return coming.pop(0) if coming else {"type": "http.disconnect"}

    return receive


def test_a_body_that_is_cut_off_is_not_taken_for_the_whole():
    sent = []

    async def post():
        application = Application(threads=1, max_listeners=1)

        async def send(message):
            sent.append(message)

        scope = {
            "type": "http", "method": "POST", "path": "/sign-in/", "query_string": b"",
            "headers": [(b"host", b"localhost"), (b"content-length", b"100")],
            "http_version": "1.1", "scheme": "http", "server": ("localhost", 80),
            "client": ("127.0.0.1", 1), "root_path": "",
        }
        await application(scope, request([b"email=ol"]), send)

    asyncio.run(post())

    assert sent == []


def test_a_server_lives_from_its_start_to_its_end():
    async def live():
        application, said = Application(threads=1, max_listeners=1), []
        asked = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

        async def receive():
            said.append(application.rooms.is_open)
            return next(asked)

        async def send(message):
            said.append(message["type"])

        await application({"type": "lifespan"}, receive, send)
        return [*said, application.rooms.is_open]

    assert asyncio.run(live()) == [
        False, "lifespan.startup.complete", True, "lifespan.shutdown.complete", False,
    ]


@pytest.mark.parametrize("value", ["0", "-1", "many", "", "1.5", "٣"])
def test_what_is_to_be_counted_is_a_whole_number(monkeypatch, value):
    monkeypatch.setenv("GOODTALK_CHAIRS", value)

    with pytest.raises(SettingNotUnderstood) as refused:
        whole_number(Setting("CHAIRS", "8", "Chairs around the table."))

    assert str(refused.value) == (
        f"GOODTALK_CHAIRS is a whole number above 0, not {value!r}."
    )
