"""How pages for programs are asked for and answered: what `Accept` says, types, caches."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers

ACTIVITY_JSON = "application/activity+json"
JRD_JSON = "application/jrd+json"
FOR_PROGRAMS = {ACTIVITY_JSON, "application/ld+json", "application/json"}
FOR_PEOPLE = {"text/html", "application/xhtml+xml"}
A_MOMENT_SECONDS = 180
LONGEST_ACCEPT = 1000  # characters


def wants_activity(request: HttpRequest) -> bool:
    """Whether whoever asks would rather have a document for programs than a page.

    RFC 9110, 12.5.1: the greater weight wins. `*/*` alone is a person's curl or link preview and
    gets the page; ActivityPub (3.2) has programs name their type.
    """
    weights = _weights(request.headers.get("Accept", ""))
    programs = max((weights.get(kind, 0.0) for kind in FOR_PROGRAMS), default=0.0)
    people = max((weights.get(kind, 0.0) for kind in FOR_PEOPLE), default=0.0)
    return programs > 0 and programs >= people


def activity(document: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A document as ActivityPub has it; the same for everybody, so that proxies may keep it."""
    response = JsonResponse(
        document, status=status, content_type=ACTIVITY_JSON, json_dumps_params=_DUMP
    )
    return public(response)


def public(response: HttpResponse, seconds: int = A_MOMENT_SECONDS) -> HttpResponse:
    """Nothing in it depends on who asks, but for what they accept."""
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept"])
    return response


def _weights(accept: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in accept[:LONGEST_ACCEPT].split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((_number(one[2:]) for one in parameters if one.startswith("q=")), 1.0)
        weights[kind] = max(weight, weights.get(kind, 0.0))
    return weights


def _number(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


_DUMP = {"ensure_ascii": False, "separators": (",", ":")}
