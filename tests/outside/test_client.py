"""The one client, and its one policy."""

import asyncio
import gzip
import socket
import ssl
import tracemalloc
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodtalk.outside.client import (
    AnsweredOtherwise,
    NotAllowed,
    NotReachable,
    Sender,
    TooMuch,
    fetch,
    fetch_json,
    post,
)
from goodtalk.outside.connecting import NotPublic, judged_socket
from goodtalk.outside.limiting import Limited

MEGABYTES = 1024 * 1024


def get(url, **options):
    return fetch(url, accept="*/*", **options)


def test_an_answer_is_brought_whole(other, settings):
    settings.ORIGIN = "https://chat.example"
    url = other.says("/a", status=404, body=b"nothing", Content_Type="text/plain; charset=x")

    answer = get(url, headers={"If-None-Match": '"1"'})

    assert (answer.status, answer.url, answer.body) == (404, url, b"nothing")
    assert (answer.is_good, answer.media_type) == (False, "text/plain")
    assert answer.headers["content-length"] == answer.headers["Content-Length"] == "7"
    (_, _, headers, _), = other.asked
    assert headers["user-agent"].startswith("goodtalk/")
    assert headers["user-agent"].endswith("(+https://chat.example)")
    assert headers["if-none-match"] == '"1"'


def test_a_document_is_read_and_other_answers_say_their_status(other):
    good = other.says("/good", body=b'{"a": 1}')
    gone = other.says("/gone", status=410)

    assert fetch_json(good) == {"a": 1}
    with pytest.raises(AnsweredOtherwise) as refused:
        fetch_json(gone)
    assert refused.value.status == 410


def test_a_post_arrives_as_it_is_and_follows_no_redirect(other):
    url = other.says("/inbox", status=307, Location="/elsewhere")

    answer = post(url, b"{}", {"Content-Type": "application/activity+json", "Host": "named"})

    assert answer.status == 307
    (method, path, headers, body), = other.asked
    assert (method, path, headers["host"], body) == ("POST", "/inbox", "named", b"{}")


def test_many_posts_go_at_once(other):
    url = other.says("/inbox", status=202)

    async def send():
        async with Sender(per_host=8) as sender:
            return await asyncio.gather(*(sender.post(url, b"%d" % n) for n in range(40)))

    answers = asyncio.run(send())

    assert [answer.status for answer in answers] == [202] * 40
    assert {body for *_, body in other.asked} == {b"%d" % n for n in range(40)}


def test_redirects_are_followed_and_signed_anew(other):
    other.says("/a", status=302, Location="/b?c=1")
    url = other.says("/b?c=1", body=b"there")

    def sign(method, url, headers, body):
        return {**headers, "Signature": f"{method} {url}"}

    answer = get(f"{other.origin}/a", sign=sign)

    assert (answer.url, answer.body) == (url, b"there")
    signed = [headers["signature"] for _, _, headers, _ in other.asked]
    assert signed == [f"GET {other.origin}/a", f"GET {url}"]


def test_a_token_for_one_server_is_not_shown_to_another(other):
    other.says("/a", status=302, Location=f"http://localhost:{other.port}/b")
    other.says("/b", body=b"there")

    get(f"{other.origin}/a", headers={"Authorization": "Bearer secret"})

    assert ["authorization" in headers for _, _, headers, _ in other.asked] == [True, False]


def test_cookies_are_not_kept(other):
    other.says("/a", status=302, Location="/b", Set_Cookie="a=1; Path=/")
    other.says("/b")

    get(f"{other.origin}/a")

    assert "cookie" not in other.asked[1][2]


def test_a_circle_of_redirects_is_left(other):
    other.says("/a", status=301, Location="/b")
    other.says("/b", status=301, Location="/a")

    with pytest.raises(NotReachable, match="circle"):
        get(f"{other.origin}/a")
    assert len(other.asked) == 2


def test_more_than_three_redirects_are_too_many(other):
    for number in range(9):
        other.says(f"/{number}", status=303, Location=f"/{number + 1}")

    with pytest.raises(NotReachable, match="too often"):
        get(f"{other.origin}/0")
    assert len(other.asked) == 4


@pytest.mark.parametrize(
    "location",
    ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd",
     "http://[::ffff:192.168.0.1]/", "http://[bad", "ftp://127.0.0.1/"],
)
def test_a_redirect_behind_a_wall_is_not_followed(other, location):
    url = other.says("/a", status=302, Location=location)

    with pytest.raises(NotAllowed):
        get(url)


def test_loopback_is_not_asked_where_it_is_not_allowed(other, settings):
    url = other.says("/a")
    settings.ALLOW_LOOPBACK = False

    for refused in (url, url.replace("http:", "https:"), f"https://localhost:{other.port}/a"):
        with pytest.raises(NotAllowed):
            get(refused)
    assert other.asked == []


def answer_names(monkeypatch, *answers):
    """The system's resolver: what it says the first time, the second time, and so on."""
    told = []

    def getaddrinfo(host, port, *rest):
        told.append(host)
        addresses = answers[min(len(told), len(answers)) - 1]
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return told


@pytest.mark.parametrize("allowed", [True, False])
@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["10.0.0.1", "192.168.0.1"], ["100.64.1.1"]])
def test_a_name_that_leads_behind_the_wall_gets_no_socket(
    monkeypatch, settings, addresses, allowed
):
    settings.ALLOW_LOOPBACK = allowed
    answer_names(monkeypatch, addresses)

    with pytest.raises(NotAllowed):
        get("https://inside.example/")


def test_a_name_that_turns_private_between_two_requests_is_refused(monkeypatch, other):
    told = answer_names(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
    url = other.says("/a", body=b"once").replace("127.0.0.1", "rebinding.example")

    assert get(url).body == b"once"
    with pytest.raises(NotAllowed):
        get(url)
    assert told == ["rebinding.example"] * 2  # asked once a request: nothing to turn in between


def test_a_kept_sender_judges_each_new_connection(monkeypatch, other):
    answer_names(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
    url = other.says("/a", Connection="close").replace("127.0.0.1", "rebinding.example")

    async def send():
        async with Sender() as sender:
            await sender.post(url, b"")
            await sender.post(url, b"")

    with pytest.raises(NotAllowed):
        asyncio.run(send())


def test_a_socket_is_made_for_the_address_that_is_connected_to():
    public = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2606:4700:4700::1111", 443, 0, 0))
    walled = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("fe80::1%eth0", 443, 0, 2))

    judged_socket(public).close()
    with pytest.raises(NotPublic):
        judged_socket(walled)


@pytest.mark.parametrize("name", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1", "localhost."])
def test_loopback_by_another_spelling_is_loopback(settings, name):
    settings.ALLOW_LOOPBACK = False

    with pytest.raises(NotReachable):
        get(f"https://{name}:9/")


def test_a_certificate_that_nobody_vouches_for_does_not_hold(other, own_certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate)
    other.server.socket = context.wrap_socket(other.server.socket, server_side=True)
    url = other.says("/a", body=b"secret")

    with pytest.raises(NotReachable, match="certificate"):
        get(url.replace("http:", "https:"))
    assert other.asked == []


@given(st.text(max_size=40), st.text(alphabet="ab.:/@?#[]%\\\u00e9-0123456789", max_size=40))
def test_any_address_is_asked_or_refused(host, rest):
    def nobody(*args):
        raise socket.gaierror(socket.EAI_NONAME, "nobody")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", nobody)
        for url in (f"https://{host}/{rest}", f"https://{rest}", f"https://a.example/{host}{rest}"):
            with pytest.raises(NotReachable):
                get(url)


def test_many_threads_may_fetch_at_once(other):
    url = other.says("/a", body=b"there")

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(get, [url] * 64))

    assert {answer.body for answer in answers} == {b"there"}


def test_proxies_of_the_environment_are_not_used(other, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    assert get(other.says("/a", body=b"direct")).body == b"direct"


def test_a_slow_answer_is_given_up_though_each_read_is_quick(other):
    url = other.drips("/slow", b"x")

    with pytest.raises(NotReachable, match="in time"):
        get(url, timeout_seconds=0.3)


def test_redirects_share_one_time_limit(other):
    for number in range(3):
        def answer(handler, number=number):
            other.closing.wait(0.2)
            handler.answer(302, Location=f"/{number + 1}")
        other.answers[f"/{number}"] = answer

    with pytest.raises(NotReachable, match="in time"):
        get(f"{other.origin}/0", timeout_seconds=0.5)


def test_a_server_that_says_nothing_sensible_is_not_reachable(other):
    def answer(handler):
        handler.wfile.write(b"\x00\x01 no http\r\n\r\n")
        handler.close_connection = True

    other.answers["/a"] = answer

    with pytest.raises(NotReachable):
        get(f"{other.origin}/a")


def test_nobody_at_home_is_not_reachable(settings):
    settings.ALLOW_LOOPBACK = True
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(NotReachable):
        get(f"http://127.0.0.1:{port}/")


def test_an_answer_that_says_it_is_long_is_not_read(other):
    with pytest.raises(TooMuch):
        get(other.says("/a", body=b"x" * (10 * MEGABYTES)))


def test_an_answer_without_a_length_is_cut_off(other):
    def answer(handler):
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.close_connection = True
        for _ in range(1000):
            handler.wfile.write(b"x" * 100_000)

    other.answers["/a"] = answer

    with pytest.raises(TooMuch):
        get(f"{other.origin}/a")


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)]
)
def test_a_packed_answer_is_unpacked_and_counted_after_that(other, encoding, pack):
    small = other.says("/small", body=pack(b"words " * 1000), Content_Encoding=encoding)
    bomb = other.says("/bomb", body=pack(bytes(50 * MEGABYTES)), Content_Encoding=encoding)

    assert get(small).body == b"words " * 1000
    tracemalloc.start()
    with pytest.raises(TooMuch):
        get(bomb)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 8 * MEGABYTES


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("br", b"\x0b\x02\x80hello\x03"), ("gzip", b"no gzip"), ("gzip, gzip", b"x"),
     ("gzip", gzip.compress(b"words " * 1000, mtime=0)[:-20])],
)
def test_what_does_not_unpack_is_not_reachable(other, encoding, body):
    with pytest.raises(NotReachable):
        get(other.says("/a", body=body, Content_Encoding=encoding))


def test_time_that_this_machine_lost_is_not_counted_against_a_server():
    async def lose_time() -> str:
        loop, lost = asyncio.get_running_loop(), 0.0
        real = loop.time
        loop.time = lambda: real() + lost
        async with Limited(10):
            await asyncio.sleep(0)
            lost = 15.0  # stopped, asleep, or too busy to look
            for _ in range(10):  # turns of the loop: what has arrived meanwhile is looked at
                await asyncio.sleep(0)
        return "in time"

    assert asyncio.run(lose_time()) == "in time"


def test_a_server_that_is_silent_has_its_seconds_and_no_more():
    async def wait() -> None:
        async with Limited(0.01):
            await asyncio.Event().wait()

    with pytest.raises(NotReachable, match="in time"):
        asyncio.run(wait())
