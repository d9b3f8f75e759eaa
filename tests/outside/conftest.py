"""A server on loopback that answers as it is told, also badly."""

import ipaddress
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((self.command, self.path, headers, self.rfile.read(length)))
        self.server.answers[self.path](self)

    def do_POST(self):
        self.do_GET()

    def answer(self, status=200, body=b"", **headers):
        self.send_response(status)
        for name, value in ({"Content-Length": len(body)} | headers).items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Says nothing."""


class Other:
    """The server: other.answers["/path"] = a function of the handler."""

    def __init__(self, server):
        self.origin = f"http://127.0.0.1:{server.server_port}"
        self.server, self.port = server, server.server_port
        self.answers, self.asked = server.answers, server.asked
        self.closing = threading.Event()

    def says(self, path, **answer):
        self.answers[path] = lambda handler: handler.answer(**answer)
        return self.origin + path

    def drips(self, path, chunk, times=10_000):
        """Answers so slowly that each read is quick and the whole is not."""

        def answer(handler):
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(chunk) * times))
            handler.end_headers()
            for _ in range(times):
                handler.wfile.write(chunk)
                if self.closing.wait(0.02):
                    return

        self.answers[path] = answer
        return self.origin + path


@pytest.fixture(scope="session")
def own_certificate(tmp_path_factory):
    """A certificate for this machine that nobody but itself vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    here = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "own.pem"
    path.write_bytes(
        certificate.public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return path


@pytest.fixture
def other(settings):
    """Another server; loopback is allowed."""
    settings.ALLOW_LOOPBACK = True
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *args: None  # we hang up on it
    server.answers, server.asked = {}, []
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    other = Other(server)
    yield other
    other.closing.set()
    server.shutdown()
    server.server_close()
