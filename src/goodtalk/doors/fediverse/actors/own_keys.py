"""The keys with which our own actors sign. They are made when they are first asked for."""

from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from django.db import transaction
from django.utils import timezone

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors.addresses import key_id, tag_uri
from goodtalk.doors.fediverse.actors.models import FormerActor, OwnKey
from goodtalk.doors.fediverse.signing.keys import (
    PrivateKey,
    SigningKey,
    load_private_pem,
    make_ed25519,
    make_rsa,
    private_pem,
)

Kind = Literal["rsa", "ed25519"]
MAKERS: dict[Kind, Callable[[], PrivateKey]] = {"rsa": make_rsa, "ed25519": make_ed25519}


def signing_key(community: Community | None, kind: Kind = "rsa") -> SigningKey:
    """A key of a community's actor, or for none of the server's own. One query once it is there."""
    row = OwnKey.objects.filter(community=community, kind=kind).first()
    if row is None:  # a key takes long to make: only whoever needs a new one makes it
        row = _keep(community, kind, private_pem(MAKERS[kind]()))
    return SigningKey(key_id(community, kind), _loaded(row.private_pem))


def former_signing_key(former: FormerActor) -> SigningKey | None:
    """The RSA key of a community that was deleted, as long as it is kept."""
    if not former.private_pem:
        return None
    return SigningKey(f"{tag_uri(former.tag_key)}#main-key", _loaded(former.private_pem))


@transaction.atomic
def _keep(community: Community | None, kind: Kind, pem: str) -> OwnKey:
    """A new actor stands at the address from now on: what the former one had still to say there
    would end the new one.
    """
    if community is not None:
        former = FormerActor.objects.filter(tag_key=community.tag_key).first()
        if former is not None:
            former.delete()
    row, _ = OwnKey.objects.get_or_create(
        community=community, kind=kind,
        defaults={"private_pem": pem, "made_at": timezone.now()},
    )  # fmt: skip
    return row


@lru_cache(maxsize=256)
def _loaded(pem: str) -> PrivateKey:
    """Reading an RSA key checks it, which takes longer than signing with it."""
    return load_private_pem(pem)
