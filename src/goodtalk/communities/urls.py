"""Addresses of a community's own pages."""

from django.urls import path

from goodtalk.communities import dates_page, members_page, pages, themes_page

app_name = "communities"
urlpatterns = [
    path("start-a-community/", pages.start, name="start"),
    path("<str:tag>/settings/", pages.settings, name="settings"),
    path("<str:tag>/accent.css", pages.accent, name="accent"),
    path("<str:tag>/dates/", dates_page.dates, name="dates"),
    path("<str:tag>/dates/<str:day>/change", dates_page.change, name="change_date"),
    path("<str:tag>/members/", members_page.members, name="members"),
    path("<str:tag>/members/<int:number>/role", members_page.role, name="role"),
    path("<str:tag>/join", members_page.join, name="join"),
    path("<str:tag>/leave", members_page.leave, name="leave"),
    path("<str:tag>/themes/", themes_page.themes, name="themes"),
    path("<str:tag>/themes/<int:number>/vote", themes_page.vote, name="vote"),
    path("<str:tag>/themes/<int:number>/withdraw", themes_page.withdraw, name="withdraw"),
    path("<str:tag>/themes/<int:number>/put-back", themes_page.put_back, name="put_back"),
]
