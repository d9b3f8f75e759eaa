"""Addresses of the desk: an hour's own, and `desk/` behind it."""

from django.urls import path

from goodtalk.chats import addresses as _  # noqa: F401 - knows how an hour is written
from goodtalk.desk import backstage, desk, log, pacing, posts, sheet, welcome_page, whole_log, whys

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
    path(f"{HOUR}/bars/<int:number>/<str:action>", log.change_bar, name="change_bar"),
    path(f"{HOUR}/end/", pacing.end, name="end"),
    path(f"{HOUR}/posts/<int:number>/tools/", posts.tools, name="tools"),
    path(f"{HOUR}/posts/<int:number>/<str:action>", posts.look_after, name="look_after"),
    path(f"{HOUR}/whys/<int:number>", whys.answer, name="answer_why"),
    path(f"{HOUR}/backstage/", backstage.backstage, name="backstage"),
    path(f"{HOUR}/backstage/<int:number>/<str:action>", backstage.change, name="change_note"),
    path("<str:tag>/desk-log/", whole_log.page, name="whole_log"),
    path("<str:tag>/desk-log/export.csv", whole_log.export, name="export_log"),
    path("<str:tag>/desk-log/bars/<int:number>/<str:action>", whole_log.change_bar, name="bar"),
    path(f"{HOUR}/welcome/<int:number>/<str:action>", welcome_page.look_after, name="welcome"),
]
