"""Signing in with an account on another server: there, and back again."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from goodtalk.chats.arriving.incoming import Author
from goodtalk.chats.models import Account
from goodtalk.communities.models import User
from goodtalk.doors.fediverse.hosts.rules import is_shut_out
from goodtalk.doors.fediverse.signing_in.apps_elsewhere import ShutOut, app_at, server_of
from goodtalk.doors.fediverse.signing_in.asking import Errand, NotOurs, who_is_it
from goodtalk.doors.fediverse.signing_in.forms import AddressForm
from goodtalk.doors.fediverse.signing_in.linking import (
    OnlyWayIn,
    SomebodyElses,
    link,
    unlink,
    user_of,
)
from goodtalk.doors.fediverse.signing_in.models import SignInApp
from goodtalk.doors.fediverse.signing_in.talking import TooManyAtOnce, a_place
from goodtalk.doors.fediverse.signing_in.typed_address import TypedAddress, host_of_origin
from goodtalk.outside.client import NotReachable


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Asks for the address, and finds the server. Where this server has no address: 404."""
    if not settings.ORIGIN:
        raise Http404
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed: TypedAddress = form.cleaned_data["address"]
        try:
            with a_place():
                _set_out(request, typed)
        except (NotReachable, ShutOut, TooManyAtOnce) as error:
            form.add_error("address", _in_words(error, typed.host))
        else:
            return redirect("fediverse_sign_in_onward")
    return _ask(request, form)


@never_cache
@require_GET
def onward(request: HttpRequest) -> HttpResponse:
    """Sends the browser to their server.

    A page and not a redirect: our policy, `form-action 'self'`, counts for all that a form leads
    to, redirects too (CSP 3, section 6.4.2), and should go on doing so.
    """
    try:
        errand = Errand.of(request.session, timezone.now())
    except NotOurs:
        return redirect("fediverse_sign_in")
    app = SignInApp.objects.filter(host=errand.host).first()
    if app is None:
        return redirect("fediverse_sign_in")
    context = {"host": errand.host, "address": errand.address(app)}
    return render(request, "fediverse/signing_in/onward.html", context)


@never_cache
@require_GET
def back(request: HttpRequest, host: str) -> HttpResponse:
    """They come back from their server, with a code for us or with a no."""
    try:
        with a_place(comes_back=True):
            errand = _come_back(request, host)
            author = _proved(request, errand)
    except NotOurs:
        return _not_signed_in(request, "", _("This was begun elsewhere, or too long ago."))
    except SaidNo:
        words = _("%(host)s was told no, so nothing has changed here.") % {"host": host}
        return _not_signed_in(request, errand.next, words, status=200)
    except (NotReachable, ShutOut, TooManyAtOnce) as error:
        return _not_signed_in(request, "", _in_words(error, host))
    return _link(request, errand, author) if errand.user else _sign_in(request, errand, author)


@require_POST
@login_required
def let_go(request: HttpRequest, number: int) -> HttpResponse:
    """An account is not the user's any more."""
    user: User = request.user  # type: ignore[assignment]
    account = get_object_or_404(
        Account, pk=number, network="fediverse", person__user=user
    )
    try:
        unlink(user, account, now=timezone.now())
    except OnlyWayIn:
        words = _("%(account)s is your only way in: give an e-mail address first.")
        messages.error(request, words % {"account": account})
    else:
        words = _("%(account)s does not sign you in any more.")
        messages.success(request, words % {"account": account})
    return redirect("my_account")


class SaidNo(Exception):
    """Whoever was asked by their server does not want it."""


def _set_out(request: HttpRequest, typed: TypedAddress) -> None:
    now, host = timezone.now(), server_of(typed)
    app_at(host, now=now)
    Errand.begin(
        request.session, host, next_page=_next_page(request), user=request.user.pk or 0, now=now
    )


def _come_back(request: HttpRequest, host: str) -> Errand:
    """The errand that ends with this. Raises NotOurs."""
    errand = Errand.end(request.session, host, request.GET.get("state", ""), timezone.now())
    issuer = request.GET.get("iss")  # RFC 9207
    if errand.user != (request.user.pk or 0) or (issuer and host_of_origin(issuer) != host):
        raise NotOurs
    return errand


def _proved(request: HttpRequest, errand: Errand) -> Author:
    """Who they are. Raises NotReachable, ShutOut, SaidNo, NotOurs."""
    if is_shut_out(errand.host):
        raise ShutOut(errand.host)
    app = SignInApp.objects.filter(host=errand.host).first()
    if "error" in request.GET:
        raise SaidNo
    if app is None or not (code := request.GET.get("code", "")):
        raise NotOurs
    return who_is_it(errand, app, code)


def _sign_in(request: HttpRequest, errand: Errand, author: Author) -> HttpResponse:
    user = user_of(author)
    if not user.is_active:
        words = _("%(account)s may not sign in here.") % {"account": author.handle}
        return _not_signed_in(request, "", words, status=403)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(errand.next or "/")


def _link(request: HttpRequest, errand: Errand, author: Author) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    try:
        account = link(user, author, now=timezone.now())
    except SomebodyElses:
        words = _("%(account)s signs in somebody else here. Sign in with it, and unlink it first.")
        messages.error(request, words % {"account": author.handle})
    else:
        words = _("%(account)s is yours here: what it says is said by you.")
        messages.success(request, words % {"account": account})
    return redirect(errand.next or "my_account")


def _ask(request: HttpRequest, form: AddressForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "next": _next_page(request)}
    return render(request, "fediverse/signing_in/begin.html", context, status=status)


def _not_signed_in(
    request: HttpRequest, next_page: str, words: str, *, status: int = 400
) -> HttpResponse:
    context = {"form": AddressForm(), "next": next_page, "words": words}
    return render(request, "fediverse/signing_in/begin.html", context, status=status)


def _next_page(request: HttpRequest) -> str:
    """Where to go afterwards: a page of ours, or empty."""
    page = request.POST.get("next") or request.GET.get("next") or ""
    ours = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(page, ours, require_https=request.is_secure())
    return page if is_ours and len(page) <= 500 else ""


def _in_words(error: Exception, host: str) -> str:
    if isinstance(error, ShutOut):
        return _("%(host)s is not spoken with here.") % {"host": error}
    if isinstance(error, TooManyAtOnce):
        return _("Others are just signing in from slow servers. Try again in a moment.")
    words = _("%(host)s: %(why)s Only servers that talk like Mastodon can sign you in here.")
    return words % {"host": host, "why": error}
