"""Makes this room known to Django, and to the desks whose imports it brought."""

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from goodtalk.communities.models import User


class ArchivesConfig(AppConfig):
    """See the room's own docstring."""

    name = "goodtalk.doors.archives"
    label = "doors_archives"

    def ready(self) -> None:
        """An hour's log keeps the moment of an import; here is whose it was."""
        from goodtalk.chats.whose_imports import tell_whose

        tell_whose(_importers)


def _importers(community: int, moments: "Collection[datetime]") -> "dict[datetime, User]":
    """Loads what it needs when somebody asks: while the apps are made ready, no model is there."""
    from goodtalk.doors.archives.models import ImportJob

    jobs = ImportJob.objects.filter(community=community, confirmed_at__in=moments)
    jobs = jobs.exclude(by=None).select_related("by")
    return {job.confirmed_at: job.by for job in jobs if job.confirmed_at and job.by}
