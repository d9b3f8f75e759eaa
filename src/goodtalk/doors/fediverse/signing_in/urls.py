"""Signing in with an account on another server."""

from django.urls import path

from goodtalk.doors.fediverse.signing_in import views

urlpatterns = [
    path("sign-in/fediverse/", views.begin, name="fediverse_sign_in"),
    path("sign-in/fediverse/onward/", views.onward, name="fediverse_sign_in_onward"),
    path("sign-in/fediverse/back/<str:host>/", views.back, name="fediverse_sign_in_back"),
    path("my-account/fediverse/<int:number>/", views.let_go, name="fediverse_let_go"),
]
