"""Addresses of the announcements room."""

from django.urls import URLPattern

app_name = "announcements"
urlpatterns: list[URLPattern] = []
