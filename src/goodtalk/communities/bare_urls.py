"""The address by which a community is named, by itself: whoever writes it down need not load all
the pages of the server, which takes half a second.
"""

from typing import NoReturn

from django.http import Http404, HttpRequest
from django.urls import path


def _elsewhere(_request: HttpRequest, tag: str) -> NoReturn:
    """The page is in site/urls.py, under the same name."""
    raise Http404(tag)


urlpatterns = [path("<str:tag>/", _elsewhere, name="community")]
