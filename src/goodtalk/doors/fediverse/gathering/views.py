"""The page on which organisers see how well their tag is heard."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from goodtalk.communities.addresses import community_run_by
from goodtalk.doors.fediverse.gathering.coverage import light_of_all, rows_of


@login_required
def coverage(request: HttpRequest, tag: str) -> HttpResponse:
    """Every source with its light, and what it alone has seen."""
    community = community_run_by(request.user, tag)
    rows = rows_of(community, timezone.now())
    light = light_of_all(row.light for row in rows)
    context = {"community": community, "rows": rows, "light": light}
    return render(request, "fediverse/coverage.html", context)
