"""Fetches a note from its own server, which alone is believed about it."""

from typing import Any

from goodtalk.doors.fediverse.actors.fetching import fetch_document
from goodtalk.doors.fediverse.inbox.values import is_of_one_server, uri_in
from goodtalk.outside.documents import NotJson


def fetch_note(uri: str) -> dict[str, Any]:
    """The object at an address, as its own server has it. Waits. Raises NotReachable.

    Asked for by the address of its page, a server may send the object with its own address: that
    is asked for then, so that each document is what is found under its own id.
    """
    found = fetch_document(uri)
    named = uri_in(found.get("id"))
    if named != uri:
        if not is_of_one_server(named, uri):
            raise NotJson("The document is of another server.")
        found = fetch_document(named)
    if uri_in(found.get("id")) != named:
        raise NotJson("The document is not at its own address.")
    return found
