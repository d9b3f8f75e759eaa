from goodtalk.chats.frames import Frame
from goodtalk.live.wire import GREETING, HEARTBEAT, packet, polled, stream_packet

HELLO = Frame(7, "post.received", '{"text": "Grüße"}'.encode())
CLOSED = Frame(8, "chat.closed", b'{"state": "closed"}')


def test_an_event_carries_its_place_its_kind_and_one_line_of_json():
    sent = stream_packet([HELLO, CLOSED])

    assert sent.raw.decode() == (
        'id: 7\nevent: post.received\ndata: {"text": "Grüße"}\n\n'
        'id: 8\nevent: chat.closed\ndata: {"state": "closed"}\n\n'
    )


def test_a_chunk_is_as_long_as_it_says_in_bytes():
    sent = packet("ü".encode() * 10)

    assert sent.chunk == b"14\r\n" + "ü".encode() * 10 + b"\r\n"


def test_those_who_poll_get_the_same_data_and_the_place_to_ask_with_next_time():
    answer = polled([HELLO, CLOSED], after=6)

    assert answer.decode() == (
        '{"seq":8,"events":[{"seq":7,"kind":"post.received","data":{"text": "Grüße"}},'
        '{"seq":8,"kind":"chat.closed","data":{"state": "closed"}}]}'
    )


def test_no_news_leaves_those_who_poll_where_they_were():
    answer = polled([], after=6)

    assert answer == b'{"seq":6,"events":[]}'


def test_greeting_and_heartbeat_are_no_events():
    assert (GREETING.raw, HEARTBEAT.raw) == (b"retry: 2000\n\n", b":\n\n")
