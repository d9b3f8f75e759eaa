"""Addresses of imports in the browser."""

from django.urls import path

from goodtalk.doors.archives.imports import pages, sending

app_name = "archives"
urlpatterns = [
    path("<str:tag>/imports/", pages.imports, name="imports"),
    path("<str:tag>/imports/begin", sending.begin, name="begin"),
    path("<str:tag>/imports/whole", sending.whole, name="whole"),
    path("<str:tag>/imports/<int:number>/", pages.one_import, name="import"),
    path("<str:tag>/imports/<int:number>/part", sending.part, name="part"),
    path("<str:tag>/imports/<int:number>/start", pages.start, name="start"),
    path("<str:tag>/imports/<int:number>/go-on", pages.resume, name="go_on"),
    path("<str:tag>/imports/<int:number>/again", pages.again, name="again"),
    path("<str:tag>/imports/<int:number>/remove", pages.remove, name="remove"),
    path("<str:tag>/imports/<int:number>/take-back/", pages.take_back, name="take_back"),
]
