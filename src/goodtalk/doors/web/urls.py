"""Addresses of the web door."""

from django.urls import path

from goodtalk.chats import addresses as _  # noqa: F401 - knows how an hour is written
from goodtalk.doors.web import views

app_name = "web"
urlpatterns = [
    path("said/<uuid:name>/", views.find_said, name="said"),
    path("said/<uuid:name>", views.find_said),
    path("<str:tag>/<hour:hour>/say", views.say_something, name="say"),
    path("<str:tag>/<hour:hour>/<int:number>/thanks", views.give_thanks, name="thanks"),
    path("<str:tag>/<hour:hour>/<int:number>/take-back", views.take_back, name="take_back"),
]
