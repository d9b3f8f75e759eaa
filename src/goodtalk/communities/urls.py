"""Addresses of a community's own pages."""

from django.urls import path

app_name = "communities"
urlpatterns: list = []
