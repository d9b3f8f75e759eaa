"""Signing in with a code, which is also how somebody new joins; and one's own page."""

from typing import Any

from allauth.account.forms import RequestLoginCodeForm
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from goodtalk.communities.models import User
from goodtalk.communities.plain_text import PlainLine
from goodtalk.doors.fediverse.signing_in.linking import linked_accounts
from goodtalk.doors.fediverse.signing_in.no_email import signs_in_by_email
from goodtalk.site.first_email import FirstEmailForm


class SignInForm(RequestLoginCodeForm):  # type: ignore[misc]
    """Sends a code to an address that is known, and to one that is new just the same.

    Who is new exists from here on, but can do nothing until the code has proved the address. Its
    answer is the same for both, so that it tells nobody who has been here.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Your e-mail address")
        self.fields["email"].widget.attrs |= {"autocomplete": "email"}
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self) -> str:
        """The address, with somebody to whom it belongs."""
        email = self.cleaned_data["email"] = str(self.cleaned_data["email"]).lower()
        user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email)
        if user.is_active:  # the row that the code will prove to be theirs
            EmailAddress.objects.get_or_create(user=user, email=email, defaults={"primary": True})
        return str(super().clean_email())


class PasskeysAreEnough(DefaultMFAAdapter):  # type: ignore[misc]
    """A passkey is another way in, not a second lock: whoever has one may still use a code."""

    def is_mfa_enabled(self, user: User, types: Any = None) -> bool:
        """Asked by allauth before it wants a second factor."""
        return False

    def generate_authenticator_name(self, user: User, kind: Any) -> str:
        """What stands in the form; allauth's "Master key" suits an office with one door."""
        count = Authenticator.objects.filter(user=user, type=kind).count()
        return _("Passkey %(number)s") % {"number": count + 1} if count else _("Passkey")


class NameForm(forms.ModelForm):  # type: ignore[type-arg]
    """What others see."""

    name = PlainLine(label=_lazy("Name shown to others"), max_length=80, required=False)

    class Meta:
        model = User
        fields = ["name"]


@login_required
def my_account(request: HttpRequest) -> HttpResponse:
    """One's name, ways to sign in, and communities."""
    user: User = request.user  # type: ignore[assignment]
    form = NameForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("That is your name from now on."))
        return redirect("my_account")
    passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    context = {
        "form": form,
        "passkeys": passkeys.count(),
        "email_form": None if signs_in_by_email(user) else FirstEmailForm(),
        "linked": linked_accounts(user),
        "memberships": user.memberships.select_related("community").order_by("community__tag_key"),
    }
    return render(request, "site/my_account.html", context)
