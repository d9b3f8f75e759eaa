"""The keys that sign: RSA for requests, Ed25519 for objects; how they are written and read."""

from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey as Ed25519PrivateKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PublicKey as Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey as RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey as RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from goodtalk.doors.fediverse.signing.base58 import NotBase58, from_base58, to_base58

PrivateKey = RSAPrivateKey | Ed25519PrivateKey
PublicKey = RSAPublicKey | Ed25519PublicKey

MULTICODEC_ED25519 = b"\xed\x01"  # ed25519-pub as a varint, in the multicodec table
FEWEST_BITS, MOST_BITS = 2048, 8192  # of RSA; a longer one would only keep our processor busy


class KeyNotUsable(Exception):
    """What is said to be a key is none, or none that we trust."""


@dataclass(frozen=True)
class SigningKey:
    """A private key of ours, and the address under which others find its public half."""

    key_id: str
    private_key: PrivateKey

    @property
    def public_key(self) -> PublicKey:
        return self.private_key.public_key()

    @property
    def is_rsa(self) -> bool:
        return isinstance(self.private_key, RSAPrivateKey)

    def sign(self, message: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256, or Ed25519: what the key is for."""
        if isinstance(self.private_key, RSAPrivateKey):
            return self.private_key.sign(message, padding.PKCS1v15(), hashes.SHA256())
        return self.private_key.sign(message)


def make_rsa() -> RSAPrivateKey:
    """A new key of 2048 bits, which is what every server of the fediverse reads."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def make_ed25519() -> Ed25519PrivateKey:
    """A new key for integrity proofs."""
    return Ed25519PrivateKey.generate()


def private_pem(key: PrivateKey) -> str:
    """PKCS #8, not encrypted: as it is kept in our database."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode("ascii")


def load_private_pem(pem: str) -> PrivateKey:
    """The opposite. Raises KeyNotUsable."""
    try:
        key = serialization.load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyNotUsable("This is not a private key in PEM.") from error
    if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
        raise KeyNotUsable("This private key is neither RSA nor Ed25519.")
    return key


def public_pem(key: PublicKey) -> str:
    """SubjectPublicKeyInfo in PEM: what `publicKeyPem` of an actor holds."""
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode("ascii")


def load_public_pem(pem: str) -> PublicKey:
    """The opposite, of a stranger's key. Raises KeyNotUsable."""
    try:
        key = serialization.load_pem_public_key(pem.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyNotUsable("This is not a public key in PEM.") from error
    if isinstance(key, Ed25519PublicKey):
        return key
    if not isinstance(key, RSAPublicKey):
        raise KeyNotUsable("This public key is neither RSA nor Ed25519.")
    if not FEWEST_BITS <= key.key_size <= MOST_BITS:
        raise KeyNotUsable(f"An RSA key of {key.key_size} bits is not taken.")
    return key


def public_multibase(key: Ed25519PublicKey) -> str:
    """`publicKeyMultibase` of a Multikey (FEP-521a; W3C Controlled Identifiers 1.0, 2.2.2)."""
    return "z" + to_base58(MULTICODEC_ED25519 + key.public_bytes_raw())


def load_multibase(text: str) -> Ed25519PublicKey:
    """The opposite. Raises KeyNotUsable, also for the kinds of key that we have no use for."""
    if not text.startswith("z") or len(text) > 100:
        raise KeyNotUsable("This is not a multibase key in base58btc.")
    try:
        raw = from_base58(text[1:])
    except NotBase58 as error:
        raise KeyNotUsable(str(error)) from error
    if not raw.startswith(MULTICODEC_ED25519) or len(raw) != 34:
        raise KeyNotUsable("This multibase key is not an Ed25519 key.")
    return Ed25519PublicKey.from_public_bytes(raw[2:])
