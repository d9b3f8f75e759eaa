"""The keys with which our own actors sign. They are made when they are first asked for."""

from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from django.utils import timezone

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors.addresses import key_id
from goodtalk.doors.fediverse.actors.models import OwnKey
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
        made = {"private_pem": private_pem(MAKERS[kind]()), "made_at": timezone.now()}
        row, _ = OwnKey.objects.get_or_create(community=community, kind=kind, defaults=made)
    return SigningKey(key_id(community, kind), _loaded(row.private_pem))


@lru_cache(maxsize=256)
def _loaded(pem: str) -> PrivateKey:
    """Reading an RSA key checks it, which takes longer than signing with it."""
    return load_private_pem(pem)
