"""Addresses of the programme, the room and the desk."""

from django.urls import path

from goodtalk.chats import addresses as _  # noqa: F401 - knows how an hour is written
from goodtalk.chats import desk, programme, room

app_name = "chats"
urlpatterns = [
    path("<str:tag>/calendar.ics", programme.calendar, name="calendar"),
    path("<str:tag>/plan/", programme.plan_new, name="plan_new"),
    path("<str:tag>/themes/<int:number>/schedule", programme.schedule, name="schedule"),
    path("<str:tag>/<hour:hour>/", room.hour, name="hour"),
    path("<str:tag>/<hour:hour>/aside", room.aside, name="aside"),
    path("<str:tag>/<hour:hour>/<int:number>/", room.post, name="post"),
    path("<str:tag>/<hour:hour>/desk/", desk.desk, name="desk"),
    path("<str:tag>/<hour:hour>/desk/sheet/", desk.sheet, name="sheet"),
    path("<str:tag>/<hour:hour>/desk/plan/", desk.plan, name="plan"),
    path("<str:tag>/<hour:hour>/desk/release", desk.release_next, name="release_next"),
    path("<str:tag>/<hour:hour>/desk/extend", desk.extend, name="extend"),
    path("<str:tag>/<hour:hour>/desk/end/", desk.end, name="end"),
    path(
        "<str:tag>/<hour:hour>/desk/posts/<int:number>/<str:action>",
        desk.look_after,
        name="look_after",
    ),
]
