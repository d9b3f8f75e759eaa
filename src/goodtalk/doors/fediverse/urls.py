"""Addresses of this door: our actors and what they say, how they are found, where things arrive."""

from django.urls import include, path

from goodtalk.chats import addresses as _  # noqa: F401 - knows how an hour is written
from goodtalk.doors.fediverse.actors import discovery, pages
from goodtalk.doors.fediverse.inbox import receiving
from goodtalk.doors.fediverse.outbox import choosing_page, collections

ours = [
    path(".well-known/webfinger", discovery.webfinger, name="webfinger"),
    path(".well-known/host-meta", discovery.host_meta, name="host_meta"),
    path(".well-known/host-meta.json", discovery.host_meta_json, name="host_meta_json"),
    path(".well-known/nodeinfo", discovery.nodeinfo_links, name="nodeinfo_links"),
    path("fediverse-nodeinfo/<str:edition>", discovery.nodeinfo, name="nodeinfo"),
    path("fediverse-actor", pages.server, name="server"),
    path("fediverse-actor/outbox", pages.server_outbox, name="server_outbox"),
    path("fediverse-inbox", receiving.shared_inbox, name="shared_inbox"),
    path("@<str:tag>", pages.actor, name="actor"),
    path("@<str:tag>/", pages.actor),
    path("@<str:tag>/inbox", receiving.inbox, name="inbox"),
    path("@<str:tag>/outbox", pages.outbox, name="outbox"),
    path("@<str:tag>/icon.png", pages.icon, name="icon"),
    path("@<str:tag>/followers", pages.collection(collections.followers), name="followers"),
    path("@<str:tag>/following", pages.collection(collections.following), name="following"),
    path("@<str:tag>/featured", pages.collection(collections.featured), name="featured"),
    path("@<str:tag>/notes/<int:number>", pages.own_object, name="object"),
    path("@<str:tag>/notes/<int:number>/quoted", pages.quoted, name="quoted"),
    path("@<str:tag>/activities/create-<int:number>", pages.create, name="create"),
    path("<str:tag>/<hour:hour>/", pages.hour, name="hour"),
    path("<str:tag>/fediverse/", choosing_page.how_to_follow, name="how_to_follow"),
    path("<str:tag>/fediverse/thanks", choosing_page.choose, name="choose"),
]
urlpatterns = [
    path("", include((ours, "fediverse"))),
    path("", include("goodtalk.doors.fediverse.gathering.urls")),
]
