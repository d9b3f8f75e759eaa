"""What a visitor is shown when there is no such page, or something went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent something that makes no sense."""
    return _page(request, 400, _("That request makes no sense"), _("Go back and try again."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not for this visitor."""
    return _page(
        request, 403, _("You may not do that"), _("Perhaps you were signed out meanwhile.")
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old, or came from somewhere else. What was typed is given back."""
    typed = request.POST.get("text", "")
    return _page(
        request,
        403,
        _("This form is too old"),
        _("You may have signed in or out in another window. Go back, reload, and send it again."),
        typed=typed,
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or not for this visitor."""
    return _page(
        request,
        404,
        _("There is nothing here"),
        _("The address may be mistyped, or the page is for people who have signed in."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500: our mistake. Rendered without a request, whose session may be what is broken."""
    page = render_to_string(
        "site/error.html",
        {
            "heading": _("Something went wrong here"),
            "words": _("It is our mistake, and the host can see it in the log. Try again soon."),
        },
    )
    return HttpResponse(page, status=500)


def _page(
    request: HttpRequest, status: int, heading: str, words: str, typed: str = ""
) -> HttpResponse:
    context = {"heading": heading, "words": words, "typed": typed}
    return render(request, "site/error.html", context, status=status)
