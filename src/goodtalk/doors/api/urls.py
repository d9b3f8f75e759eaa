"""Where other programs find the API."""

from django.urls import path
from ninja import NinjaAPI

from goodtalk.doors.api.bearer import Bearer
from goodtalk.doors.api.endpoints import router
from goodtalk.doors.api.refusals import (
    JsonParser,
    explain_refusals,
    nothing_here,
    refuse_in_json,
)

api = NinjaAPI(
    title="Goodtalk",
    version="1",
    description="Read an hour, and say something in it. docs/api.md has examples.",
    docs_url=None,  # its page would load scripts from elsewhere
    openapi_url="openapi.json",
    urls_namespace="api",
    auth=Bearer(),
    parser=JsonParser(),
)
api.add_router("", router)
explain_refusals(api)

urlpatterns = [
    path("api/v1/", nothing_here),
    path("api/v1/", refuse_in_json(api)),
    path("api/v1/<path:rest>", nothing_here),
]
