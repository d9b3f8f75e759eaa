"""The few words of ASGI that the live room speaks."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


def header(scope: Scope, name: bytes) -> bytes:
    """A request header's last value; empty when there is none."""
    values = [value for key, value in scope["headers"] if key == name]
    return values[-1] if values else b""


async def answer(
    send: Send, status: int, body: bytes = b"", headers: Headers | None = None
) -> None:
    """A whole answer at once. For HEAD the server leaves the body out."""
    length = [] if status == 204 else [(b"content-length", str(len(body)).encode())]
    head = [*(headers or []), *length, (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})


async def answer_in_words(
    send: Send, status: int, words: str, headers: Headers | None = None
) -> None:
    """A plain sentence for whoever asked for what there is not."""
    plain = (b"content-type", b"text/plain; charset=utf-8")
    await answer(send, status, f"{words}\n".encode(), [plain, *(headers or [])])
