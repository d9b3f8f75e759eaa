"""The coverage light, where other pages show it: `{% coverage_light community %}`."""

from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.gathering.coverage import light_of, light_of_all, sources_for

register = template.Library()


@register.inclusion_tag("fediverse/_light.html")
def coverage_light(community: Community) -> dict[str, Any]:
    """How well the community is heard on the whole. One query; none where this door is closed."""
    if not settings.ORIGIN:
        return {}
    now = timezone.now()
    return {"light": light_of_all(light_of(each, now=now) for each in sources_for(community))}
