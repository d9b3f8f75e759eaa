"""The page behind a link: what is asked, and the two buttons with which one answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from goodtalk.communities.addresses import community_tagged
from goodtalk.communities.models import User
from goodtalk.rota import asking
from goodtalk.rota.dates import NotToCome, Occasion, occasion_of
from goodtalk.rota.forms import AnswerForm
from goodtalk.rota.links import turn_asked
from goodtalk.rota.models import Turn
from goodtalk.rota.refusals import REFUSALS, why_not


@never_cache
def answer(request: HttpRequest, tag: str, token: str) -> HttpResponse:
    """Says what is asked. The link signs nobody in: whoever answers has signed in by themselves."""
    turn, now = turn_asked(community_tagged(tag).tag_key, token), timezone.now()
    try:
        occasion = occasion_of(turn, now=now)
    except NotToCome:
        return _ended(request, turn, _("This hour is not to come any more, or it was cancelled."))
    if not turn.is_open:
        return _ended(request, turn, _("This was answered already, or was withdrawn."))
    if occasion.starts_at <= now:
        return _ended(request, turn, _("The hour has begun, so the question has ended."))
    if occasion.holder(turn.seat):
        return _ended(request, turn, _("Somebody else has said yes in the meantime. Thank you!"))
    if not request.user.is_authenticated:
        return _shown(request, turn, occasion, None)
    form = AnswerForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        return _answered(request, turn, form)
    return _shown(request, turn, occasion, form)


def _answered(request: HttpRequest, turn: Turn, form: AnswerForm) -> HttpResponse:
    by: User = request.user  # type: ignore[assignment]
    verbs = {
        "yes": (asking.accept, _("Thank you! It is on the rota. Here are your dates.")),
        "no": (asking.decline, _("Thank you for answering. Another time, perhaps.")),
    }
    if request.POST.get("answer") not in verbs:
        raise Http404
    verb, words = verbs[request.POST["answer"]]
    form.keep_name()
    try:
        verb(turn, word=form.cleaned_data["word"], by=by, now=timezone.now())
    except REFUSALS as error:
        messages.error(request, why_not(error))
    else:
        messages.success(request, words)
    return redirect("rota:rota", turn.community.tag_key)


def _shown(
    request: HttpRequest, turn: Turn, occasion: Occasion, form: AnswerForm | None
) -> HttpResponse:
    context = {
        "community": turn.community, "turn": turn, "occasion": occasion, "form": form,
    }  # fmt: skip
    return render(request, "rota/answer.html", context)


def _ended(request: HttpRequest, turn: Turn, why: str) -> HttpResponse:
    context = {"community": turn.community, "why": why}
    return render(request, "rota/ended.html", context, status=410)
