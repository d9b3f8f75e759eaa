"""Fetches documents of other servers of the fediverse, as the server's own actor asks for them."""

from collections.abc import Mapping
from typing import Any

from goodtalk.doors.fediverse.actors.addresses import is_open
from goodtalk.doors.fediverse.actors.own_keys import signing_key
from goodtalk.doors.fediverse.hosts.rules import is_shut_out
from goodtalk.doors.fediverse.inbox.values import server_of
from goodtalk.doors.fediverse.signing.keys import SigningKey
from goodtalk.doors.fediverse.signing.requests import How, sign_request
from goodtalk.outside.client import Answer, AnsweredOtherwise, NotAllowed, fetch
from goodtalk.outside.documents import read_document

# ActivityPub, section 3.2: this is what one has to ask for.
LD_JSON = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
ACCEPT = f"application/activity+json, {LD_JSON}"
GONE = 410
REFUSALS = {401, 403}  # by a server that wants its requests signed, and did not like ours


def fetch_document(uri: str) -> dict[str, Any]:
    """The document at an address, with a signed request, so that careful servers answer too.

    Raises NotReachable: NotAllowed where the server is shut out, also by way of a redirect;
    AnsweredOtherwise, with its status, where the answer is none (410: it is gone). That the
    document's `id` is what was asked for is for the caller to check.
    """
    if not is_open():
        raise NotAllowed("This server has no public address, and asks nobody.")
    answer = _ask(uri, "cavage")
    if answer.status in REFUSALS:
        answer = _ask(uri, "rfc9421")
    if not answer.is_good:
        raise AnsweredOtherwise(f"The server answered with {answer.status}.", answer.status)
    if server_of(answer.url) != server_of(uri):
        # An open redirect there would have others speak in the name of that server's people.
        raise AnsweredOtherwise("The server sends whoever asks to another server.", answer.status)
    if not _is_activity(answer):
        # A file that somebody put on a server is not that server's word (CVE-2024-23832 was one
        # of this kind): what speaks for its people says what it is.
        raise AnsweredOtherwise("The answer is no ActivityPub document.", answer.status)
    return read_document(answer.body)


def _ask(uri: str, how: How) -> Answer:
    key = signing_key(None)

    def sign(method: str, url: str, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
        _check_welcome(url)
        return _signed(key, method, url, headers, body, how)

    return fetch(uri.partition("#")[0], accept=ACCEPT, sign=sign)


def _signed(
    key: SigningKey, method: str, url: str, headers: Mapping[str, str], body: bytes, how: How
) -> dict[str, str]:
    return sign_request(key, method, url, headers, body, how)


def _check_welcome(url: str) -> None:
    if is_shut_out(server_of(url)):
        raise NotAllowed("Nothing is asked of that server: it is shut out.")


def _is_activity(answer: Answer) -> bool:
    if answer.media_type == "application/activity+json":
        return True
    said = answer.headers.get("Content-Type", "")
    return answer.media_type == "application/ld+json" and (
        "https://www.w3.org/ns/activitystreams" in said
    )
