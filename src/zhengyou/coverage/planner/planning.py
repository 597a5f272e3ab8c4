"""The whole plan of a county: organisations of their own, joint branches, instructors, and who is left over."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from zhengyou.coverage.planner import explaining, instructors, joint
from zhengyou.coverage.planner.county import UNKNOWN, County, Level, Sites
from zhengyou.coverage.planner.distances import between, joined, some
from zhengyou.coverage.planner.identity import named
from zhengyou.coverage.planner.own import units_of_their_own
from zhengyou.coverage.planner.plan import Area, Basis, Group, Kind, Left, Plan, Why
from zhengyou.standards import Policy

_JOINT_SHARE = 0.7  # of the work, for the bar


def plan(
    county: County, policy: Policy, *, seed: int = 1, tell: Callable[[float], None] = lambda _share: None
) -> Plan:
    """The plan of a county, the same for the same county, policy and seed.

    tell: called with the share of the work that is done; what it raises ends the planning.
    """
    division = joint.solve(county, policy, seed=seed, tell=lambda share: tell(share * _JOINT_SHARE))
    areas = instructors.solve(county, policy, seed=seed)
    tell(1.0)
    groups = _groups(county, division)
    members = county.units.members
    left = [
        Left(one, Why.TOO_MANY_MEMBERS if members[one] > policy.most_members else Why.GROUPS_REFUSE)
        for one in division.left
    ]
    unknown = (members == UNKNOWN) & (county.level == Level.NONE)
    left += [Left(int(one), Why.MEMBERS_UNKNOWN) for one in np.flatnonzero(unknown)]
    found = Plan(
        groups=groups,
        areas=_areas(county, areas),
        left=tuple(sorted(left, key=lambda one: one.unit)),
        cost_km=division.cost_km,
        areas_km=_length(county, policy, areas),
        seed=seed,
    )
    return explaining.with_reasons(county, policy, found)


def diameter(sites: Sites) -> float:
    """Greatest distance in km between any two; infinite where one is not known."""
    return float(between(sites, sites).max()) if len(sites) else 0.0


def together(county: County, units: Sequence[int], host: int | None) -> Sites:
    """The places of a group's units, and of its host."""
    sites = some(county.units, np.array(units, np.int32))
    return sites if host is None else joined(sites, some(county.hosts, np.array([host], np.int32)))


def _groups(county: County, division: joint.Division) -> tuple[Group, ...]:
    own = [(one, (one,), Kind.OWN) for one in units_of_their_own(county)]
    shared = [(anchor, units, Kind.JOINT) for anchor, units in division.groups]
    hosted = [(host, units, Kind.HOSTED) for host, units in division.hosted]
    every = [*own, *shared, *hosted]
    ids = [[int(county.units.ids[unit]) for unit in units] for _anchor, units, _kind in every]
    names = named(ids, county.before.groups, "G")
    made = [
        group_of(county, kind=kind, anchor=anchor, units=units, name=name)
        for name, (anchor, units, kind) in zip(names, every, strict=True)
    ]
    return tuple(sorted(made, key=lambda one: (len(one.id), one.id)))


def group_of(county: County, *, kind: Kind, anchor: int, units: tuple[int, ...], name: str) -> Group:
    """A group with the figures that follow from its units."""
    host = anchor if kind is Kind.HOSTED else None
    members = int(county.units.members[list(units)].sum())
    if host is not None:
        members += int(county.hosts.members[host])
    return Group(
        id=name,
        kind=kind,
        basis=_basis(county.units, units) if kind is Kind.JOINT else None,
        level=int(county.level[units[0]]) if kind is Kind.OWN else int(Level.BRANCH),
        anchor=anchor,
        units=units,
        members=members,
        diameter_km=diameter(together(county, units, host)),
    )


def _basis(sites: Sites, units: tuple[int, ...]) -> Basis:
    parks, towns, industries = (
        {int(values[one]) for one in units} for values in (sites.park, sites.town, sites.industry)
    )
    if len(parks) == 1 and UNKNOWN not in parks:
        return Basis.PARK
    if len(industries) == 1 and UNKNOWN not in industries:
        return Basis.INDUSTRY
    return Basis.PLACE if len(towns) == 1 else Basis.NEAR


def _areas(county: County, areas: list[tuple[int, tuple[int, ...]]]) -> tuple[Area, ...]:
    ids = [[int(county.units.ids[unit]) for unit in units] for _anchor, units in areas]
    names = named(ids, county.before.areas, "A")
    made = [
        Area(name, anchor, units, diameter(together(county, units, None)))
        for name, (anchor, units) in zip(names, areas, strict=True)
    ]
    return tuple(sorted(made, key=lambda one: (len(one.id), one.id)))


def _length(county: County, policy: Policy, areas: list[tuple[int, tuple[int, ...]]]) -> float:
    """What all ways from the middles of the areas cost."""
    which = county.memberless
    if not len(which):
        return 0.0
    cost = instructors.ways(county, policy, which)
    place = {int(unit): number for number, unit in enumerate(which)}
    return float(sum(cost[place[unit], place[anchor]] for anchor, units in areas for unit in units))
