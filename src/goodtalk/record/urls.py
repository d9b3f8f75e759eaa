"""Addresses of an hour's recap."""

from django.urls import path

from goodtalk.chats import addresses as _  # noqa: F401 - knows how an hour is written
from goodtalk.record.recaps import pages

RECAP = "<str:tag>/<hour:hour>/recap"

app_name = "record"
urlpatterns = [
    path(f"{RECAP}/", pages.recap, name="recap"),
    path(f"{RECAP}/write/", pages.write, name="write_recap"),
    path(f"{RECAP}/take-back", pages.take_back, name="take_recap_back"),
]
