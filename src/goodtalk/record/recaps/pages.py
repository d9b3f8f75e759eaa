"""The recap's page, and the one on which the chair writes it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodtalk.chats.addresses import Hour, chat_at, chat_for_chair
from goodtalk.chats.models import Chat, Question
from goodtalk.chats.reading.reading import readable
from goodtalk.chats.taking_part import seat_of
from goodtalk.communities.models import User
from goodtalk.record.models import RecapText
from goodtalk.record.recaps.drafting import TALK, best_answers, draft_recap
from goodtalk.record.recaps.forms import RecapForm
from goodtalk.record.recaps.publishing import (
    HourNotOver,
    WrittenMeanwhile,
    keep_text,
    publish_recap,
    published_text,
    take_recap_back,
    texts_of,
)
from goodtalk.record.recaps.reading import Recap

TO_CHOOSE_FROM = 8  # answers to each question, beside the text


def recap(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """The recap of an hour; 404, in plain words, while there is none."""
    chat = chat_at(tag, hour)
    published = published_text(chat)
    context = {
        **_about(chat),
        "published": published,
        "recap": Recap(chat, published.text) if published else None,
        "seat": seat_of(request, chat),
    }
    return render(request, "record/recap.html", context, status=200 if published else 404)


@login_required
def write(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """Where a recap is written: a draft to begin with, a look at it, what was kept before."""
    chat = chat_for_chair(request.user, tag, hour)
    if request.method == "POST" and request.htmx:  # type: ignore[attr-defined]
        return render(request, "record/_look.html", _look(chat, RecapForm(request.POST, chat=chat)))
    texts = list(texts_of(chat))
    latest = texts[0] if texts else None
    if request.method == "POST":
        form = RecapForm(request.POST, chat=chat)
        if form.is_valid() and "look" not in request.POST:
            answer = _keep(request, chat, form)
            if answer is not None:
                return answer
    else:
        begun = {"text": _to_begin_with(request, chat, texts), "after": latest.pk if latest else 0}
        form = RecapForm(chat=chat, initial=begun)
    context = {
        **_about(chat),
        **_look(chat, form),
        "texts": texts,
        "latest": latest,
        "published": published_text(chat),
        "choices": _choices(chat),
    }
    return render(request, "record/write_recap.html", context)


@require_POST
@login_required
def take_back(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """Nobody reads it any more but those at the desk."""
    chat = chat_for_chair(request.user, tag, hour)
    by: User = request.user  # type: ignore[assignment]
    take_recap_back(chat, by=by, now=timezone.now())
    messages.success(request, _("The recap is taken back. Its text is kept here."))
    return redirect("record:write_recap", chat.community.tag_key, chat.address)


def _keep(request: HttpRequest, chat: Chat, form: RecapForm) -> HttpResponse | None:
    """Keep or publish; None when that cannot be, with the reason in the form."""
    by: User = request.user  # type: ignore[assignment]
    now, text = timezone.now(), form.cleaned_data["text"]
    after = form.cleaned_data["after"]
    try:
        if "publish" in request.POST:
            publish_recap(chat, text, after=after, by=by, now=now)
            messages.success(request, _("Published."))
            return redirect(chat.recap_url())
        keep_text(chat, text, after=after, by=by, now=now)
    except HourNotOver:
        form.add_error(None, _("A recap can be published once the hour is over."))
        return None
    except WrittenMeanwhile:
        form.add_error(
            None,
            _(
                "Somebody else kept another text meanwhile: it is the first of those below. "
                "Yours is still here, and not kept yet; to keep it after theirs, press again."
            ),
        )
        anew = request.POST.copy()
        anew["after"] = str(texts_of(chat).values_list("pk", flat=True).first() or 0)
        form.data = anew
        return None
    messages.success(request, _("Kept. Only those at the desk see it."))
    return redirect("record:write_recap", chat.community.tag_key, chat.address)


def _look(chat: Chat, form: RecapForm) -> dict[str, Any]:
    """How the form's text would be read; nothing while something is wrong with it."""
    text = str(form["text"].value() or "")
    return {"chat": chat, "form": form, "look": None if form.errors else Recap(chat, text)}


def _to_begin_with(request: HttpRequest, chat: Chat, texts: list[RecapText]) -> str:
    """The text that was asked for, or the latest; else a new draft."""
    asked = request.GET.get("text", "")
    for one in texts:
        if asked == str(one.pk):
            return one.text
    return draft_recap(chat) if asked == "draft" or not texts else texts[0].text


def _choices(chat: Chat) -> list[dict[str, Any]]:
    """Answers that one may want to quote, by question. Three queries."""
    questions = list(chat.questions.exclude(released_at=None))
    said = readable(chat).authored()
    best = best_answers(said, questions, most=TO_CHOOSE_FROM)
    posts = said.in_bulk([number for numbers in best.values() for number in numbers])
    lanes: dict[int, Question | None] = {one.pk: one for one in questions}
    lanes = lanes or {TALK: None}
    return [
        {"question": one, "posts": [posts[number] for number in best[place]]}
        for place, one in lanes.items()
        if best[place]
    ]


def _about(chat: Chat) -> dict[str, Any]:
    return {"chat": chat, "community": chat.community, "theme": chat.shown_theme}
