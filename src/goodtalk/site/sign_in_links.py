"""A link that signs its owner in once: printed for the organiser on the first start."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36

from goodtalk.communities.models import User


class _Once(PasswordResetTokenGenerator):
    """Django's own one-time token: it holds the moment of the last sign-in, which using it ends."""

    key_salt = "goodtalk.site.sign_in_links"


_tokens = _Once()


def sign_in_path(user: User) -> str:
    """Where the user is signed in. It works once, and for three days (PASSWORD_RESET_TIMEOUT)."""
    token = f"{int_to_base36(user.pk)}-{_tokens.make_token(user)}"
    return reverse("sign_in_link", args=[token])


def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Asks first: mail programs and chats open the links in them by themselves."""
    user = _owner(token)
    if user is None:
        return render(request, "site/sign_in_link.html", {"is_used": True}, status=410)
    if request.method != "POST":
        return render(request, "site/sign_in_link.html", {"owner": user})
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("home")


def _owner(token: str) -> User | None:
    number, _, secret = token.partition("-")
    try:
        user = User.objects.filter(pk=base36_to_int(number), is_active=True).first()
    except (ValueError, OverflowError):
        return None
    return user if user and _tokens.check_token(user, secret) else None
