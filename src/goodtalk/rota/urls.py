"""Addresses of the rota room."""

from django.urls import path

from goodtalk.rota import acts, answering, pages, removal_page, swaps

app_name = "rota"
urlpatterns = [
    path("<str:tag>/members/<int:number>/remove/", removal_page.remove, name="remove"),
    path("<str:tag>/rota/", pages.rota, name="rota"),
    path("<str:tag>/rota/past/", pages.past, name="past"),
    path("<str:tag>/rota/log/", pages.log, name="log"),
    path("<str:tag>/rota/my-dates.ics", pages.my_calendar, name="my_calendar"),
    path("<str:tag>/rota/asked/<str:token>/", answering.answer, name="answer"),
    path("<str:tag>/rota/turns/<int:number>/withdraw", acts.withdraw, name="withdraw"),
    path("<str:tag>/rota/turns/<int:number>/come-back", acts.come_back, name="come_back"),
    path(
        "<str:tag>/rota/turns/<int:number>/<str:action>", acts.answer_offer, name="answer_offer"
    ),
    path("<str:tag>/rota/swaps/<int:number>/<str:action>", swaps.answer, name="answer_swap"),
    path("<str:tag>/rota/<str:key>/ask", acts.ask, name="ask"),
    path("<str:tag>/rota/<str:key>/swap/", swaps.offer, name="swap"),
    path("<str:tag>/rota/<str:key>/<str:seat>/offer", acts.offer, name="offer"),
    path("<str:tag>/rota/<str:key>/<str:seat>/give-up", acts.give_up, name="give_up"),
    path("<str:tag>/rota/<str:key>/<str:seat>/take-off", acts.take_off, name="take_off"),
]
