"""What is answered when something is not done: always JSON, always one plain sentence."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.types import DictStrAny

Addresses = tuple[list[URLResolver | URLPattern], str, str]  # as Django's include() takes them


class NotJson(Exception):
    """The body says of itself that it is something else."""


class JsonParser(Parser):
    """Reads bodies that say they are JSON."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """Raises NotJson, and whatever the JSON parser raises; ninja makes a 400 of both."""
        if request.content_type != "application/json":
            raise NotJson
        return super().parse_body(request)


def explain_refusals(api: NinjaAPI) -> None:
    """Have every refusal of this API answered in the same way."""
    api.exception_handler(AuthenticationError)(_no_token)
    api.exception_handler(HttpError)(_refused)
    api.exception_handler(ValidationError)(_not_understood)
    api.exception_handler(RequestDataTooBig)(_too_big)
    api.exception_handler(Http404)(_no_hour)


def refuse_in_json(api: NinjaAPI) -> Addresses:
    """The API's addresses; ninja itself answers a method that they do not take in plain text."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _in_json(pattern.callback)
    return patterns, app, namespace


@csrf_exempt
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """404 for every other address below the API's own."""
    return _answer(404, _("There is nothing at this address of the API."))


def _in_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answered(*args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(*args, **kwargs)
        if not isinstance(answer, HttpResponseNotAllowed):
            return answer
        ways = ", ".join(sorted(answer.headers["Allow"].split(", ")))
        sentence = _("This address takes %(ways)s.") % {"ways": ways}
        return JsonResponse({"detail": sentence}, status=405, headers={"Allow": ways})

    return answered


def _answer(status: int, sentence: str) -> HttpResponse:
    return JsonResponse({"detail": sentence}, status=status)


def _no_token(request: HttpRequest, error: Exception) -> HttpResponse:
    answer = _answer(401, _("Send a valid token: Authorization: Bearer gt_…"))
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _refused(request: HttpRequest, error: Exception) -> HttpResponse:
    if isinstance(error.__cause__, NotJson):
        return _answer(415, _("Send JSON, with Content-Type: application/json."))
    status = error.status_code if isinstance(error, HttpError) else 400
    if error.__cause__ is not None:  # the parser's own words are not for people
        return _answer(status, _("The body is not JSON."))
    return _answer(status, str(error))


def _not_understood(request: HttpRequest, error: Exception) -> HttpResponse:
    """The first thing that is wrong, and where."""
    first = error.errors[0] if isinstance(error, ValidationError) else {}
    where = [str(step) for step in first.get("loc", ())][1:]
    name = where[-1] if where else _("body")
    return _answer(422, f"{name}: {first.get('msg', '')}.")


def _too_big(request: HttpRequest, error: Exception) -> HttpResponse:
    return _answer(413, _("The body is too large."))


def _no_hour(request: HttpRequest, error: Exception) -> HttpResponse:
    return _answer(404, _("There is no such hour."))
