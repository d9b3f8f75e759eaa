"""The time zones of the world, as a form offers them."""

from functools import lru_cache
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy

CONTINENTS = (
    "Europe", "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Indian",
    "Pacific",
)  # fmt: skip


@lru_cache(maxsize=1)
def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """By continent, as a select wants them: (Europe, [(Europe/London, London), …])."""
    groups: dict[str, list[tuple[str, str]]] = {name: [] for name in (*CONTINENTS, "")}
    for zone in sorted(available_timezones()):
        continent, _slash, place = zone.partition("/")
        if continent in CONTINENTS:
            groups[continent].append((zone, place.replace("_", " ")))
        else:  # UTC, and older names that a community may have been made with
            groups[""].append((zone, zone))
    return [(name or gettext_lazy("Others"), zones) for name, zones in groups.items()]  # type: ignore[misc]
