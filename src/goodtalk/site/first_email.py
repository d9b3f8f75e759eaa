"""An e-mail address for somebody who came without one: a letter with a link proves it."""

from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from goodtalk.communities.models import User
from goodtalk.doors.fediverse.signing_in.no_email import signs_in_by_email

SALT = "goodtalk.site.first_email"
GOOD_FOR_SECONDS = 24 * 60 * 60
PAUSE_SECONDS = 60  # between two letters that somebody has sent


class FirstEmailForm(forms.Form):
    """One field."""

    email = forms.EmailField(
        label=_lazy("Your e-mail address"),
        help_text=_lazy("Then a code by e-mail signs you in too, also when your server is away."),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@require_POST
@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """Sends a letter to the address, which may be anybody's: once a minute."""
    user: User = request.user  # type: ignore[assignment]
    form = FirstEmailForm(request.POST)
    if signs_in_by_email(user) or not form.is_valid():
        messages.error(request, _("That is no e-mail address."))
    elif not cache.add(f"{SALT}:{user.pk}", True, PAUSE_SECONDS):
        messages.error(request, _("A letter has just gone out. Wait a minute before another."))
    else:
        email = form.cleaned_data["email"].lower()
        _send(user, email)
        words = _("A letter is on its way to %(email)s. Its link works for a day.")
        messages.success(request, words % {"email": email})
    return redirect("my_account")


@login_required
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Asks first, as mail programs open links by themselves; then the address is theirs."""
    user: User = request.user  # type: ignore[assignment]
    email = _email_in(token, user)
    if email is None:
        return render(request, "site/first_email.html", {"is_used": True}, status=410)
    if request.method != "POST":
        return render(request, "site/first_email.html", {"email": email})
    if not keep(user, email):
        messages.error(request, _("%(email)s signs in somebody else here.") % {"email": email})
    return redirect("my_account")


@transaction.atomic
def keep(user: User, email: str) -> bool:
    """Have the address be theirs, and sign them in. False when it is somebody else's."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        return False
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    return True


def _send(user: User, email: str) -> None:
    token = signing.dumps({"user": user.pk, "email": email, "now": user.email}, salt=SALT)
    link = f"{settings.ORIGIN}{reverse('first_email_link', args=[token])}"
    words = render_to_string("site/first_email.txt", {"who": user.shown_name, "link": link})
    send_mail(_("Is this your address?"), words, None, [email])


def _email_in(token: str, user: User) -> str | None:
    """The address that a link proves, while it is for this user and not used."""
    try:
        told = signing.loads(token, salt=SALT, max_age=GOOD_FOR_SECONDS)
    except signing.BadSignature:
        return None
    return told["email"] if (told["user"], told["now"]) == (user.pk, user.email) else None
