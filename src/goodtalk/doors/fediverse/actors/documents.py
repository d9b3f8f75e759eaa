"""Our actors as others read them: a community as a Group, the server as an Application.

ActivityPub, 4.1; Mastodon's extensions as its documentation names them
(https://docs.joinmastodon.org/spec/activitypub/); keys by security/v1 and FEP-521a.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _

from goodtalk.chats.arriving.said import said_to_html
from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors import addresses
from goodtalk.doors.fediverse.actors.own_keys import signing_key
from goodtalk.doors.fediverse.signing.keys import Ed25519PublicKey, public_multibase, public_pem

CONTEXT = [
    "https://www.w3.org/ns/activitystreams",
    "https://w3id.org/security/v1",
    "https://w3id.org/security/data-integrity/v1",
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    {
        "toot": "http://joinmastodon.org/ns#",
        "schema": "http://schema.org#",
        "PropertyValue": "schema:PropertyValue",
        "value": "schema:value",
        "Hashtag": "as:Hashtag",
        "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
        "discoverable": "toot:discoverable",
        "indexable": "toot:indexable",
        "featured": {"@id": "toot:featured", "@type": "@id"},
    },
]


def community_actor(community: Community) -> dict[str, Any]:
    """A community's actor. Three queries once its keys are there."""
    return {"@context": CONTEXT, **profile(community), **_keys(community)}


def profile(community: Community) -> dict[str, Any]:
    """Who it is, without its keys. One query where its rhythm is not known yet."""
    uri, page = addresses.actor_uri(community), addresses.page_uri(community)
    return {
        "id": uri,
        "type": "Group",
        "preferredUsername": addresses.username(community),
        "name": community.name,
        "summary": _summary(community),
        "url": page,
        "published": community.created_at.isoformat(timespec="seconds"),
        "inbox": addresses.inbox_uri(community),
        "outbox": addresses.outbox_uri(community),
        "followers": addresses.followers_uri(community),
        "following": f"{uri}/following",
        "featured": addresses.featured_uri(community),
        "endpoints": {"sharedInbox": addresses.shared_inbox_uri()},
        "icon": {
            "type": "Image",
            "mediaType": "image/png",
            "url": f"{uri}/icon.png?{community.accent.removeprefix('#').lower()}",
        },
        "tag": [hashtag(community)],
        "attachment": list(_fields(community)),
        "manuallyApprovesFollowers": False,
        "discoverable": True,
        "indexable": True,
    }


def server_actor() -> dict[str, Any]:
    """The server's own actor: nobody follows it, and it says nothing. Two queries."""
    uri = addresses.server_actor_uri()
    return {
        "@context": CONTEXT,
        "id": uri,
        "type": "Application",
        "preferredUsername": server_username(),
        "name": _("Goodtalk at %(host)s") % {"host": addresses.our_host()},
        "summary": _("Signs what this server asks of others."),
        "url": f"{settings.ORIGIN}/",
        "inbox": addresses.shared_inbox_uri(),
        "outbox": f"{uri}/outbox",
        "endpoints": {"sharedInbox": addresses.shared_inbox_uri()},
        "manuallyApprovesFollowers": True,
        "discoverable": False,
        "indexable": False,
        **_keys(None),
    }


def server_username() -> str:
    """As Mastodon names its own: by the host. A port is no part of a name."""
    return addresses.our_host().replace(":", "-")


def hashtag(community: Community) -> dict[str, str]:
    """The tag of a community, as what it says carries it."""
    return {
        "type": "Hashtag",
        "name": f"#{community.tag}",
        "href": addresses.page_uri(community),
    }


def _summary(community: Community) -> str:
    page = addresses.page_uri(community)

    def tag_address(tag: str) -> str | None:
        return page if tag.lower() == community.tag.lower() else None

    words = community.welcome or _("An hour of talk about one theme, with #%(tag)s.") % {
        "tag": community.tag
    }
    return said_to_html(words, tag_url=tag_address)


def _fields(community: Community) -> list[dict[str, str]]:
    calendar = reverse("chats:calendar", args=[community.tag_key])
    return [
        _field(_("When"), escape(community.rhythm_in_words)),
        _field(_("Where"), _link(addresses.page_uri(community))),
        _field(_("Calendar"), _link(f"{settings.ORIGIN}{calendar}")),
    ]


def _field(name: str, value: str) -> dict[str, str]:
    return {"type": "PropertyValue", "name": name, "value": value}


def _link(address: str) -> str:
    shown = address.partition("://")[2]
    return format_html('<a href="{}" rel="nofollow noopener me">{}</a>', address, shown)


def _keys(community: Community | None) -> dict[str, Any]:
    """The public halves: RSA as every server reads it, Ed25519 as a Multikey."""
    actor = addresses.actor_uri_of(community)
    rsa, ed25519 = signing_key(community, "rsa"), signing_key(community, "ed25519")
    if not isinstance(ed25519.public_key, Ed25519PublicKey):
        raise TypeError(f"{ed25519.key_id} is not an Ed25519 key.")
    return {
        "publicKey": {
            "id": rsa.key_id,
            "type": "Key",
            "owner": actor,
            "publicKeyPem": public_pem(rsa.public_key),
        },
        "assertionMethod": [
            {
                "id": ed25519.key_id,
                "type": "Multikey",
                "controller": actor,
                "publicKeyMultibase": public_multibase(ed25519.public_key),
            }
        ],
    }
