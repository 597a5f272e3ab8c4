"""Where units of a county lie: by their own place, else the middle of their park, else of their township."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zhengyou.coverage.models import Location
from zhengyou.coverage.planner.county import Placing
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope, below
from zhengyou.standards import fold

KM_PER_DEGREE = 111.32  # of latitude; of longitude on the equator

Degrees = tuple[float, float]  # east, north


@dataclass(frozen=True, slots=True)
class Place:
    """x, y: km in the county's plane, nan unknown."""

    x: float
    y: float
    placing: Placing


@dataclass(frozen=True, slots=True)
class Places:
    """All known places of a county, in a plane about their middle; over a county the error is below one in a thousand."""

    units: Mapping[int, Degrees]
    zones: Mapping[tuple[str, str], Degrees]
    towns: Mapping[str, Degrees]
    middle: Degrees

    def of(self, unit: int, path: str, zone: str) -> Place:
        """The best that is known of a unit. zone: as the census has it."""
        if unit in self.units:
            return self._place(self.units[unit], Placing.OWN)
        if zone and (path, fold(zone)) in self.zones:
            return self._place(self.zones[path, fold(zone)], Placing.PARK)
        if path in self.towns:
            return self._place(self.towns[path], Placing.TOWN)
        return Place(math.nan, math.nan, Placing.UNKNOWN)

    def _place(self, degrees: Degrees, placing: Placing) -> Place:
        east, north = degrees[0] - self.middle[0], degrees[1] - self.middle[1]
        shrink = math.cos(math.radians(self.middle[1]))
        return Place(east * KM_PER_DEGREE * shrink, north * KM_PER_DEGREE, placing)


def places_in(territory: Territory, by: Scope) -> Places:
    """What is known of a county, one query. A park or township without a place of its own takes the middle of its units'."""
    rows = Location.objects.within(by).filter(below("path", territory.path))
    held: Any = rows.values_list("path", "zone", "unit_id", "unit__path", "unit__zone_name", "east", "north")
    units: dict[int, Degrees] = {}
    zones: dict[tuple[str, str], Degrees] = {}
    towns: dict[str, Degrees] = {}
    in_zones: dict[tuple[str, str], list[Degrees]] = {}
    in_towns: dict[str, list[Degrees]] = {}
    for path, zone, unit, lives, named, east, north in held:
        if unit is None and zone:
            zones[path, fold(zone)] = (east, north)
        elif unit is None:
            towns[path] = (east, north)
        elif path == lives:  # else it moved since, and what was said of it holds no longer
            units[unit] = (east, north)
            in_zones.setdefault((path, fold(named)), []).append((east, north))
            in_towns.setdefault(path, []).append((east, north))
    for key, some in in_zones.items():
        if key[1]:
            zones.setdefault(key, _middle(some))
    for path, some in in_towns.items():
        towns.setdefault(path, _middle(some))
    return Places(units, zones, towns, _middle([*units.values(), *zones.values(), *towns.values()]))


def _middle(some: Iterable[Degrees]) -> Degrees:
    every = list(some)
    if not every:
        return (0.0, 0.0)
    return (sum(one[0] for one in every) / len(every), sum(one[1] for one in every) / len(every))
