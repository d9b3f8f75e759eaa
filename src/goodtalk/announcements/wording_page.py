"""The organisers' page of announcements: which go out, in which words, and how they would look."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from goodtalk.announcements.forms import WordingForm
from goodtalk.announcements.models import Announcement, Which
from goodtalk.announcements.own_words import as_usual, keep_words
from goodtalk.announcements.times import due_at
from goodtalk.announcements.wording import NAMES, unknown_names, worded, words_of
from goodtalk.chats.models import Chat
from goodtalk.chats.steering.fitting import fits
from goodtalk.communities.addresses import community_run_by
from goodtalk.communities.models import Community, User

LATELY = 8  # announcements that have gone out


@login_required
def announcements(request: HttpRequest, tag: str) -> HttpResponse:
    """All four, with a look at each about the next hour; kept together, or shown first."""
    community = community_run_by(request.user, tag)
    by: User = request.user  # type: ignore[assignment]
    usual = request.POST.get("usual")
    if usual in Which.values:
        as_usual(community, Which(usual), by=by, now=timezone.now())
        messages.success(request, _("That is the usual wording again."))
        return redirect("announcements:announcements", community.tag_key)
    forms = [
        WordingForm(request.POST or None, which=which, words=words)
        for which, words in words_of(community).items()
    ]
    fine = request.method == "POST" and all(form.is_valid() for form in forms)
    if fine and "look" not in request.POST:
        _keep(community, forms, by)
        messages.success(request, _("Kept."))
        return redirect("announcements:announcements", community.tag_key)
    context = {"community": community, "names": NAMES, **_shown(community, forms)}
    return render(request, "announcements/announcements.html", context)


@transaction.atomic
def _keep(community: Community, forms: list[WordingForm], by: User) -> None:
    for form in forms:
        if form.has_changed():
            text, is_on = form.cleaned_data["text"], form.cleaned_data["is_on"]
            keep_words(community, form.which, text, is_on=is_on, by=by, now=timezone.now())


def _shown(community: Community, forms: list[WordingForm]) -> dict[str, Any]:
    chats = community.chats.coming().filter(started_at=None).select_related("community", "chair")
    chat = chats.first()
    lately = Announcement.objects.filter(chat__community=community).select_related("chat")
    return {
        "next": chat,
        "rows": [_row(form, chat) for form in forms],
        "has_errors": any(form.is_bound and form.errors for form in forms),
        "lately": lately.order_by("-at")[:LATELY],
    }


def _row(form: WordingForm, chat: Chat | None) -> dict[str, Any]:
    """One announcement, as it would go out about the next hour; nothing without one."""
    row: dict[str, Any] = {"form": form, "which": form.which}
    text = str(form["text"].value() or "")
    if chat is not None and text and not unknown_names(text):
        row["look"] = worded(text, chat)
        row["lengths"] = fits(row["look"], chat.community.tag)
        row["at"] = chat.starts_at if form.which == Which.LIVE else due_at(chat, form.which)
        row["is_past"] = row["at"] < timezone.now()
    return row
