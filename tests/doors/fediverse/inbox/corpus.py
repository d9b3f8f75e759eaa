"""What becomes of each real document: the rows of the table in docs/activities.md."""

import csv
from pathlib import Path

from django.db import transaction

from goodtalk.doors.fediverse.actors.known import ActorNotUsable, keep_actor
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.inbox.bodies import NotADocument, read_body
from goodtalk.doors.fediverse.inbox.dealing import NO_ACTOR
from goodtalk.doors.fediverse.inbox.notes import take_note
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, ignored, refused
from goodtalk.doors.fediverse.inbox.publishing import ACTORS
from goodtalk.doors.fediverse.inbox.reading import KINDS, authors_in
from goodtalk.doors.fediverse.inbox.taking_in import take_in
from goodtalk.doors.fediverse.inbox.values import kind_of, listed, server_of, uri_in
from tests.hour import at

DOCS = Path(__file__).parents[4] / "docs/activities.md"
NOW = at("13:10")
TAG = {"type": "Hashtag", "name": "#lgovsm"}


def rows_in_docs():
    """The rows of the table: they begin with the path of a document."""
    lines = DOCS.read_text().splitlines()
    return [line for line in lines if line.startswith("| ") and ".json |" in line]


def paths_in(folder):
    """The documents of the corpus, in order."""
    with (folder / "INDEX.tsv").open(newline="") as index:
        return sorted(row["path"] for row in csv.DictReader(index, delimiter="\t"))


def row_of(path, folder):
    """One row: the document, what it is, what becomes of it and why. Nothing of it is kept."""
    body = (folder / path).read_bytes()
    try:
        document = read_body(body)
    except NotADocument as error:
        return f"| {path} | – | refused | {error} |"
    with transaction.atomic():
        outcome = outcome_of(document)
        transaction.set_rollback(True)
    return f"| {path} | {kind_of(document) or '–'} | {outcome.kind} | {outcome.reason} |"


def outcome_of(document):
    """As if it had come from whoever it says that it is by; posts, as if they had our tag."""
    kind = kind_of(document)
    if kind in ACTORS:
        return _actor(document)
    if kind in KINDS:
        for uri in authors_in(document):
            known(uri)
        return take_note(_tagged(document), now=NOW)
    by = uri_in(document.get("actor"))
    if not by:
        return refused(NO_ACTOR)
    thing = document.get("object")
    if isinstance(thing, dict) and kind_of(thing) in KINDS:
        document = document | {"object": _tagged(thing)}
    return take_in(document, actor=known(by), now=NOW)


def known(uri):
    """Somebody of another server whom we know."""
    host = server_of(uri)
    told = {
        "kind": "Person", "handle": f"@jo@{host}", "name": "Jo", "inbox": f"https://{host}/inbox",
        "fetched_at": NOW,
    }
    return RemoteActor.objects.get_or_create(uri=uri, defaults=told)[0]


def _actor(document):
    try:
        actor = keep_actor(document, now=NOW)
    except ActorNotUsable as error:
        return refused(str(error))
    if actor.inbox and actor.keys.exists():
        return Outcome("stored", "An actor, with an inbox and a key.")
    return ignored("An actor, without an inbox or without a key.")


def _tagged(note):
    return note | {"tag": [*listed(note.get("tag")), TAG]}
