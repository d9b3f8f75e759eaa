"""Addresses of the desk: an hour's own, and `desk/` behind it."""

from django.urls import path

from goodtalk.chats import addresses as _  # noqa: F401 - knows how an hour is written
from goodtalk.desk import desk, log, pacing, posts, sheet

HOUR = "<str:tag>/<hour:hour>/desk"

app_name = "desk"
urlpatterns = [
    path(f"{HOUR}/", desk.desk, name="desk"),
    path(f"{HOUR}/sheet/", sheet.sheet, name="sheet"),
    path(f"{HOUR}/plan/", sheet.plan, name="plan"),
    path(f"{HOUR}/release", pacing.release_next, name="release_next"),
    path(f"{HOUR}/hold", pacing.hold, name="hold"),
    path(f"{HOUR}/resume", pacing.resume, name="resume"),
    path(f"{HOUR}/extend", pacing.extend, name="extend"),
    path(f"{HOUR}/stretch", pacing.stretch, name="stretch"),
    path(f"{HOUR}/add", pacing.add, name="add"),
    path(
        f"{HOUR}/questions/<int:key>/<str:action>", pacing.change_question, name="change_question"
    ),
    path(f"{HOUR}/undo/<int:seq>", pacing.undo, name="undo"),
    path(f"{HOUR}/log/", log.log, name="log"),
    path(f"{HOUR}/end/", pacing.end, name="end"),
    path(f"{HOUR}/posts/<int:number>/<str:action>", posts.look_after, name="look_after"),
]
