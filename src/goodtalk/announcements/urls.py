"""Addresses of the announcements room."""

from django.urls import path

from goodtalk.announcements import kept_page, subscribing_page, wording_page

app_name = "announcements"
urlpatterns = [
    path("<str:tag>/announcements/", wording_page.announcements, name="announcements"),
    path("<str:tag>/by-email/", subscribing_page.by_email, name="by_email"),
    path("<str:tag>/by-email/no-more", subscribing_page.no_more, name="no_more"),
    path("<str:tag>/by-email/confirm/<slug:secret>/", subscribing_page.confirm, name="confirm"),
    path("<str:tag>/by-email/stop/<slug:secret>/", subscribing_page.stop, name="stop"),
    path("<str:tag>/kept/", kept_page.kept, name="kept"),
    path("<str:tag>/kept/ask", kept_page.ask, name="ask"),
    path("<str:tag>/kept/leave/", kept_page.leave, name="leave"),
    path("<str:tag>/kept/requests/", kept_page.requests, name="requests"),
    path("<str:tag>/kept/requests/<int:number>/mark", kept_page.mark, name="mark"),
]
