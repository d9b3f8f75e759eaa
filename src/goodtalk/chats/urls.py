"""Addresses of the programme and the room."""

from django.urls import path

from goodtalk.chats import addresses as _  # noqa: F401 - knows how an hour is written
from goodtalk.chats import asking_page, programme, room

app_name = "chats"
urlpatterns = [
    path("<str:tag>/calendar.ics", programme.calendar, name="calendar"),
    path("<str:tag>/plan/", programme.plan_new, name="plan_new"),
    path("<str:tag>/themes/<int:number>/schedule", programme.schedule, name="schedule"),
    path("<str:tag>/<hour:hour>/", room.hour, name="hour"),
    path("<str:tag>/<hour:hour>/aside", room.aside, name="aside"),
    path("<str:tag>/<hour:hour>/<int:number>/", room.post, name="post"),
    path("<str:tag>/<hour:hour>/<int:number>/why", asking_page.ask, name="ask_why"),
]
