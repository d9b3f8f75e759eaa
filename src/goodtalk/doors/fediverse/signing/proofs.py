"""Object integrity proofs (FEP-8b32): a document that carries its own signature.

The suite is eddsa-jcs-2022 (W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.3): the document
and the proof's options, each in canonical JSON (RFC 8785) and hashed, signed with Ed25519.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from goodtalk.doors.fediverse.signing.base58 import NotBase58, from_base58, to_base58
from goodtalk.doors.fediverse.signing.keys import PublicKey, SigningKey
from goodtalk.doors.fediverse.signing.refusing import Unsigned
from goodtalk.doors.fediverse.signing.verifying import MARGIN, check_with_key

SUITE = "eddsa-jcs-2022"
MOST_PROOFS = 5  # looked at in one document


def prove(
    document: dict[str, Any], key: SigningKey, *, now: datetime | None = None
) -> dict[str, Any]:
    """The document with a proof by an Ed25519 key. An older proof in it is replaced."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    created = (now or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "verificationMethod": key.key_id,
        "proofPurpose": "assertionMethod",
        "created": created,
    }
    if "@context" in bare:
        options = {"@context": bare["@context"]} | options
    value = "z" + to_base58(key.sign(_hash_data(bare, options)))
    return bare | {"proof": options | {"proofValue": value}}


def check_proof(
    document: dict[str, Any],
    find_key: Callable[[str], PublicKey],
    *,
    now: datetime | None = None,
) -> str:
    """The key (its address) that vouches for this document. Raises Unsigned.

    `find_key` gets the address and returns the key, or raises. Whether the key's owner may speak
    for the document's actor is for the caller to check, as FEP-8b32 asks.
    """
    options = _usable_proof(document)
    signature = _signature_of(options)
    bare = {k: v for k, v in document.items() if k not in ("proof", "signature")}
    bare = _within_context(bare, options)
    _check_times(options, now or datetime.now(UTC))
    signed = _hash_data(bare, {k: v for k, v in options.items() if k != "proofValue"})
    key_id = options["verificationMethod"]
    key = find_key(key_id)
    if not isinstance(key, Ed25519PublicKey):
        raise Unsigned("The proof's key is not an Ed25519 key.")
    check_with_key(signature, signed, key)
    return str(key_id)


def _hash_data(bare: dict[str, Any], options: dict[str, Any]) -> bytes:
    """Section 3.3.4: the hash of the options, then that of the document."""
    try:
        written = rfc8785.dumps(options), rfc8785.dumps(bare)
    except (rfc8785.CanonicalizationError, ValueError, TypeError, RecursionError) as error:
        raise Unsigned("The document cannot be written in canonical JSON.") from error
    return b"".join(hashlib.sha256(text).digest() for text in written)


def _usable_proof(document: dict[str, Any]) -> dict[str, Any]:
    proofs = document.get("proof")
    proofs = proofs[:MOST_PROOFS] if isinstance(proofs, list) else [proofs]
    for proof in proofs:
        if isinstance(proof, dict) and _is_usable(proof):
            return proof
    raise Unsigned("The document has no proof of a kind that is read here.")


def _is_usable(proof: dict[str, Any]) -> bool:
    method = proof.get("verificationMethod")
    return (
        proof.get("type") == "DataIntegrityProof"
        and proof.get("cryptosuite") == SUITE
        and proof.get("proofPurpose") == "assertionMethod"
        and isinstance(method, str)
        and len(method) <= 500
    )


def _signature_of(proof: dict[str, Any]) -> bytes:
    value = proof.get("proofValue")
    if not isinstance(value, str) or not value.startswith("z"):
        raise Unsigned("The proof's value cannot be read.")
    try:
        return from_base58(value[1:])
    except NotBase58 as error:
        raise Unsigned("The proof's value cannot be read.") from error


def _within_context(bare: dict[str, Any], proof: dict[str, Any]) -> dict[str, Any]:
    """Section 3.3.2: the document's contexts begin with the proof's, which then stand for them."""
    if "@context" not in proof:
        return bare
    own, proven = _listed(bare.get("@context")), _listed(proof["@context"])
    if own[: len(proven)] != proven:
        raise Unsigned("The proof was made for another context.")
    return bare | {"@context": proof["@context"]}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _check_times(proof: dict[str, Any], now: datetime) -> None:
    created, expires = _moment(proof, "created"), _moment(proof, "expires")
    if created and created > now + MARGIN:
        raise Unsigned("The proof is from the future.")
    if expires and expires < now:
        raise Unsigned("The proof is no longer meant to be good.")


def _moment(proof: dict[str, Any], name: str) -> datetime | None:
    if name not in proof:
        return None
    try:
        moment = datetime.fromisoformat(str(proof[name]))
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError as error:
        raise Unsigned("The proof's time cannot be read.") from error
