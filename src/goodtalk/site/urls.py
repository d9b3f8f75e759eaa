"""Every address of the site. Its own pages have a hyphen, which no hashtag can have."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from goodtalk.chats import programme
from goodtalk.doors.fediverse.actors.pages import front
from goodtalk.site import first_email, sign_in_links, signing_in

admin.autodiscover()

to_the_code = RedirectView.as_view(
    pattern_name="account_request_login_code", query_string=True
)

urlpatterns = [
    path("", programme.home, name="home"),
    path("sign-in/link/<str:token>/", sign_in_links.follow, name="sign_in_link"),
    path("sign-in/login/", to_the_code),  # allauth's own pages here would ask for a password
    path("sign-in/signup/", to_the_code),
    path("", include("goodtalk.doors.fediverse.signing_in.urls")),
    path("sign-in/", include("allauth.urls")),
    path("my-account/", signing_in.my_account, name="my_account"),
    path("my-account/e-mail/", first_email.ask, name="first_email"),
    path("my-account/e-mail/<str:token>/", first_email.confirm, name="first_email_link"),
    path("host-admin/", admin.site.urls),
    path("", include("goodtalk.doors.api.urls")),
    path("", include("goodtalk.doors.web.urls")),
    path("", include("goodtalk.doors.archives.urls")),
    path("", include("goodtalk.doors.fediverse.urls")),
    path("", include("goodtalk.rota.urls")),
    path("", include("goodtalk.announcements.urls")),
    path("", include("goodtalk.pictures.urls")),
    path("", include("goodtalk.desk.urls")),
    path("", include("goodtalk.record.urls")),
    path("", include("goodtalk.communities.urls")),
    path("", include("goodtalk.chats.urls")),
    path("<str:tag>/", front, name="community"),
]

handler400 = "goodtalk.site.errors.bad_request"
handler403 = "goodtalk.site.errors.forbidden"
handler404 = "goodtalk.site.errors.not_found"
handler500 = "goodtalk.site.errors.broken"
