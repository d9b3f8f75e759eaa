"""Addresses of the coverage light."""

from django.urls import path

from goodtalk.doors.fediverse.gathering import views

app_name = "gathering"
urlpatterns = [
    path("<str:tag>/coverage/", views.coverage, name="coverage"),
]
