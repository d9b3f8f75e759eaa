"""The addresses of pictures that came from other servers."""

from django.urls import path

from goodtalk.pictures import views

app_name = "pictures"

urlpatterns = [
    path("post-pictures/emoji/<str:signed>", views.emoji, name="emoji"),
    path("post-pictures/<int:post>/<str:key>", views.picture, name="picture"),
]
