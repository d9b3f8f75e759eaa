"""From an address to the import that it names; the lookup is the check."""

from typing import Any

from django.shortcuts import get_object_or_404

from goodtalk.communities.addresses import community_run_by
from goodtalk.communities.models import User
from goodtalk.doors.archives.models import ImportJob


def import_of(user: User | Any, tag: str, number: int) -> ImportJob:
    """One of a community's imports, for its organisers; 404 to everybody else."""
    community = community_run_by(user, tag)
    jobs = ImportJob.objects.select_related("community", "by")
    return get_object_or_404(jobs, community=community, pk=number)
