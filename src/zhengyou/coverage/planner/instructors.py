"""Who looks after the units without members: areas of neighbours, each of a size that one instructor manages."""

from __future__ import annotations

import math

import numpy as np

from zhengyou.coverage.planner.county import County, Floats, Ints
from zhengyou.coverage.planner.distances import between, some
from zhengyou.coverage.planner.medians import divide
from zhengyou.standards import Policy

UNMEASURED_KM = 100.0  # between townships of which one lies nobody knows where
MOVES_PER_UNIT, MOST_MOVES = 800, 2_000_000


def number_of(policy: Policy, units: int) -> int:
    """How many instructors so many units need."""
    return math.ceil(units / (policy.instructor_fill * policy.instructor_units))


def ways(county: County, policy: Policy, which: Ints) -> Floats:
    """What it costs the instructor in the middle (column) to look after a unit (row), in km."""
    units = some(county.units, which)
    apart = between(units, units)
    cost = np.where(np.isinf(apart), UNMEASURED_KM, apart)
    return np.asarray(cost + (units.town[:, None] != units.town[None, :]) * policy.other_town_km)


def _leaving(county: County, policy: Policy, which: Ints) -> Floats:
    """What it counts for a unit (row) to leave the area it was in for the one around another (column), in km."""
    units = some(county.units, which)
    names = [county.before.areas.get(int(one), "") for one in units.ids]
    was = np.unique(np.array(names, dtype=object).astype(str), return_inverse=True)[1]
    held = np.array([bool(name) for name in names])
    return np.asarray((held[:, None] & (was[:, None] != was[None, :])) * policy.stay_km)


def solve(county: County, policy: Policy, *, seed: int) -> list[tuple[int, tuple[int, ...]]]:
    """(the unit in the middle, all units) of each area, as indices into the county."""
    which = county.memberless
    if not len(which):
        return []
    count = number_of(policy, len(which))
    cost = ways(county, policy, which) + _leaving(county, policy, which)
    first = _first(county, policy, which, count)
    moves = min(MOVES_PER_UNIT * len(which), MOST_MOVES)
    found, _cost = divide(
        cost,
        np.ones(len(which), np.int32),
        np.full(len(which), policy.instructor_units, np.int32),
        groups=count,
        first=first,
        seeds=[seed],
        moves=moves,
    )
    areas = []
    for area in np.unique(found):
        inside = np.flatnonzero(found == area)
        middle = inside[int(np.argmin(cost[np.ix_(inside, inside)].sum(axis=0)))]
        areas.append((int(which[middle]), tuple(int(which[one]) for one in inside)))
    return sorted(areas, key=lambda one: one[1])


def _first(county: County, policy: Policy, which: Ints, count: int) -> Ints:
    """The areas of before as far as they hold, the others filled up township by township."""
    most = policy.instructor_units
    names: dict[str, int] = {}
    load = np.zeros(count, np.int64)
    found = np.full(len(which), -1, np.int32)
    for place, unit in enumerate(which):
        name = county.before.areas.get(int(county.units.ids[unit]))
        if name is not None and (name in names or len(names) < count):
            area = names.setdefault(name, len(names))
            if load[area] < most:
                found[place] = area
                load[area] += 1
    units = county.units
    order = np.lexsort((units.y[which], units.x[which], units.town[which]))
    area = 0
    for place in order:
        if found[place] < 0:
            while load[area] >= most:
                area += 1
            found[place] = area
            load[area] += 1
    return found
