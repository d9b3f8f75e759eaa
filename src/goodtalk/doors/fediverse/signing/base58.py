"""Base58 as Bitcoin spells it: how multibase writes keys and proofs ("z…").

The alphabet and the rule for leading zeros: draft-msporny-base58-03, sections 2 to 4.
"""

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
LONGEST = 200  # characters; reading takes the square of the length


class NotBase58(Exception):
    """A character is not of the alphabet, or there are too many of them."""


def to_base58(raw: bytes) -> str:
    """Bytes as text. Each leading zero byte is a "1"."""
    number, digits = int.from_bytes(raw), ""
    while number:
        number, digit = divmod(number, 58)
        digits = ALPHABET[digit] + digits
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + digits


def from_base58(text: str) -> bytes:
    """The opposite. Raises NotBase58."""
    if len(text) > LONGEST or not set(text) <= set(ALPHABET):
        raise NotBase58("This is not base58.")
    number = 0
    for character in text:
        number = number * 58 + ALPHABET.index(character)
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)
