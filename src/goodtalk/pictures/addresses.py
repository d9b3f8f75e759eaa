"""Where a picture of another server is shown from here, and what such an address may name.

A picture's address names the post that it came with, so that it goes with its post. An emoji comes
with thousands of posts, and its address is the same for all: it is signed. Neither lets a stranger
have us fetch an address of their choosing, other than by saying something that is let in.
"""

from functools import lru_cache
from hashlib import sha256

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from goodtalk.chats.models import Post


def key_of(url: str) -> str:
    """The name under which an address's picture is kept."""
    return sha256(url.encode("utf-8", "surrogatepass")).hexdigest()


def picture_address(post: Post, url: str) -> str:
    """Of a picture that came with a post."""
    return reverse("pictures:picture", args=[post.pk, key_of(url)])


@lru_cache(maxsize=10_000)
def emoji_address(url: str) -> str:
    """Of a custom emoji; the same wherever it is shown."""
    return reverse("pictures:emoji", args=[_signer().sign_object(url)])


def emoji_url(signed: str) -> str | None:
    """The address that we have signed; None for anything else."""
    try:
        url = _signer().unsign_object(signed)
    except (BadSignature, ValueError):
        return None
    return url if isinstance(url, str) else None


def picture_url(post: Post, key: str) -> str | None:
    """The address of the picture of that key, if it is one of the post's."""
    came = post.came_with
    urls = (picture.url for picture in came.pictures if picture.is_shown_here) if came else ()
    return next((url for url in urls if key_of(url) == key), None)


def _signer() -> Signer:
    return Signer(salt="goodtalk.pictures.emoji")
