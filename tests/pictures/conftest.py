"""Another server with pictures, on loopback; and small pictures of every kind that is shown."""

import struct
import threading
import zlib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


def png(width=2, height=1):
    """A picture from blue to green; one that says it is huge has less in it than it says."""
    is_whole = width * height < 10**6
    rows = b"".join(
        b"\0" + b"".join(bytes((60, 255 * x // width, 255 * y // height)) for x in range(width))
        for y in range(height * is_whole)
    )
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(rows)),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(kind, data):
    crc = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + crc


class PictureServer:
    """Serves `answers[path]`: bytes, a status, or where to go instead; keeps in `asked` what it was
    asked for.

    While `open` is not set, it lets whoever asks wait.
    """

    def __init__(self, origin):
        self.origin, self.answers, self.asked = origin, {}, []
        self.open = threading.Event()
        self.open.set()


@contextmanager
def serving_pictures():
    """The other server, on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            server.asked.append(self.path)
            server.open.wait(10)
            answer = server.answers.get(self.path, 404)
            body = answer if isinstance(answer, bytes) else b"<script>alert(1)</script>"
            self.send_response(
                200 if isinstance(answer, bytes) else 302 if isinstance(answer, str) else answer
            )
            if isinstance(answer, str):
                self.send_header("Location", answer)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = PictureServer(f"http://127.0.0.1:{http.server_port}")
    thread = threading.Thread(target=http.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.open.set()
        http.shutdown()
        thread.join()
        http.server_close()


@pytest.fixture
def elsewhere(settings, tmp_path):
    """The same; ours may speak to it, and keeps its pictures in a folder of the test's own."""
    settings.ALLOW_LOOPBACK, settings.DATA = True, tmp_path
    with serving_pictures() as server:
        yield server
