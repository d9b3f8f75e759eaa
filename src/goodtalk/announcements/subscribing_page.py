"""The pages on which people ask to be told by e-mail, confirm it, and end it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from goodtalk.announcements import subscribing
from goodtalk.announcements.forms import AskingForm, WishesForm
from goodtalk.announcements.models import Subscription
from goodtalk.communities.addresses import community_tagged
from goodtalk.communities.models import Community, User


def by_email(request: HttpRequest, tag: str) -> HttpResponse:
    """Which of the four one wants: at once for who is signed in, by a letter for everybody else."""
    community = community_tagged(tag)
    if isinstance(request.user, User):
        return _signed_in(request, community, request.user)
    form = AskingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            subscribing.ask(community, email, form.wishes, now=timezone.now())
        except subscribing.TooManyAsked:
            form.add_error(None, _("Very many have asked just now. Try again in an hour."))
        else:
            context = {"community": community, "email": email}
            return render(request, "announcements/asked.html", context)
    return render(request, "announcements/by_email.html", {"community": community, "form": form})


@require_POST
def no_more(request: HttpRequest, tag: str) -> HttpResponse:
    """Somebody who is signed in wants none of the four."""
    community = community_tagged(tag)
    if isinstance(request.user, User):
        subscribing.stop(community, request.user.email)
        messages.success(request, _("No more e-mail about this."))
    return redirect("announcements:by_email", community.tag_key)


def confirm(request: HttpRequest, tag: str, secret: str) -> HttpResponse:
    """Asks first: mail programs open the links in them by themselves."""
    community, now = community_tagged(tag), timezone.now()
    asking = subscribing.asked_by(community, secret, now=now)
    stop_path = ""
    if asking and request.method == "POST":
        stop_path = subscribing.confirm(asking, now=now).stop_path
    context = {"community": community, "asking": asking, "stop": stop_path}
    status = 200 if asking else 410
    return render(request, "announcements/confirm.html", context, status=status)


@csrf_exempt  # RFC 8058: the mail program posts, which holds no cookie of ours
def stop(request: HttpRequest, tag: str, secret: str) -> HttpResponse:
    """Ends it without signing in. Opened alone it only asks: mail scanners follow links too."""
    community = community_tagged(tag)
    if request.method == "POST":
        subscribing.stop_by_link(community, secret)
    is_over = not Subscription.objects.filter(community=community, secret=secret).exists()
    context = {"community": community, "is_over": is_over}
    return render(request, "announcements/stop.html", context)


def _signed_in(request: HttpRequest, community: Community, user: User) -> HttpResponse:
    mine = Subscription.objects.filter(community=community, email=user.email.lower()).first()
    form = WishesForm(request.POST or None, instance=mine)
    if request.method == "POST" and form.is_valid():
        subscribing.subscribe(community, user.email, form.wishes, now=timezone.now())
        messages.success(request, _("Kept. Letters go to %(email)s.") % {"email": user.email})
        return redirect("announcements:by_email", community.tag_key)
    context = {"community": community, "form": form, "mine": mine}
    return render(request, "announcements/by_email.html", context)
