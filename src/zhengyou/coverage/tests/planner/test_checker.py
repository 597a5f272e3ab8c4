"""The checker finds each broken rule, and nothing in a plan that breaks none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from zhengyou.coverage.planner.checking import check
from zhengyou.coverage.planner.county import UNKNOWN, County, Placing, Sites
from zhengyou.coverage.planner.plan import Area, Basis, Group, Kind, Left, Plan, Why
from zhengyou.coverage.planner.sentences import sentence
from zhengyou.coverage.tests.planner.making import county_of
from zhengyou.standards import load_planner

POLICY = load_planner().adjusted({"most_units": 3, "most_members": 20, "instructor_units": 2})


def sites(first_id: int, x: list[float], members: list[int]) -> Sites:
    same = np.zeros(len(x), np.int32)
    places = np.array(x, np.float64)
    ids = np.arange(first_id, first_id + len(x), dtype=np.int64)
    return Sites(ids, places, places * 0, same, same, same - 1, same, same, np.array(members, np.int32))


# 0-2 a joint group, 3 on its own, 4 and 5 an area, 6 joins the host, 7 unknown, 8 far away from everybody.
COUNTY = county_of(
    sites(101, [0, 1, 2, 3, 4, 5, 6, 7, 90], [1, 1, 1, 5, 0, 0, 2, UNKNOWN, 1]),
    sites(901, [6.5], [18]),
    forbids=[(0, 3)],
    pins=[(0, 1)],
)
PLAN = Plan(
    groups=(
        Group("G1", Kind.JOINT, Basis.PLACE, 1, 1, (0, 1, 2), 3, 2.0),
        Group("G2", Kind.OWN, None, 1, 3, (3,), 5, 0.0),
        Group("G3", Kind.HOSTED, None, 1, 0, (6,), 20, 0.5),
    ),
    areas=(Area("A1", 4, (4, 5), 1.0),),
    left=(Left(7, Why.MEMBERS_UNKNOWN), Left(8, Why.NOBODY_NEAR)),
    cost_km=0.0,
    areas_km=0.0,
    seed=1,
)


def test_a_sound_plan_passes() -> None:
    assert check(COUNTY, POLICY, PLAN) == []


def group(number: int, **changes: object) -> Plan:
    groups = list(PLAN.groups)
    groups[number] = replace(groups[number], **changes)  # type: ignore[arg-type]
    return replace(PLAN, groups=tuple(groups))


def units(**columns: dict[int, float]) -> County:
    changed = {}
    for name, values in columns.items():
        column = getattr(COUNTY.units, name).copy()
        for place, value in values.items():
            column[place] = value
        changed[name] = column
    return replace(COUNTY, units=replace(COUNTY.units, **changed))


BROKEN: dict[str, Callable[[], tuple[County, Plan]]] = {
    "placed_once": lambda: (COUNTY, replace(PLAN, left=PLAN.left[1:])),
    "name_once": lambda: (COUNTY, group(0, id="G2")),
    "own_is_one_unit": lambda: (COUNTY, group(1, units=(3, 4), members=5, diameter_km=1.0)),
    "own_is_due": lambda: (COUNTY, group(1, level=2)),
    "joins_with_members": lambda: (units(members={2: 0}), PLAN),
    "centre_is_inside": lambda: (COUNTY, group(0, anchor=6)),
    "enough_members": lambda: (COUNTY, group(0, units=(0, 1), members=2, diameter_km=1.0)),
    "not_too_many_members": lambda: (units(members={6: 3}), PLAN),
    "not_too_many_units": lambda: (COUNTY, group(0, units=(0, 1, 2, 6), members=5, diameter_km=6.0)),
    "near_enough": lambda: (units(x={2: 9}), PLAN),
    "not_forbidden": lambda: (replace(COUNTY, forbids=np.array([[2, 0]], np.int32)), PLAN),
    "members_as_stated": lambda: (COUNTY, group(0, members=4)),
    "width_as_stated": lambda: (COUNTY, group(0, diameter_km=1.5)),
    "host_is_known": lambda: (
        replace(COUNTY, hosts=replace(COUNTY.hosts, members=np.array([UNKNOWN], np.int32))),
        PLAN,
    ),
    "host_units": lambda: (replace(COUNTY, taken=np.array([3], np.int32)), PLAN),
    "host_members": lambda: (units(members={6: 3}), PLAN),
    "pinned_together": lambda: (replace(COUNTY, pins=np.array([[0, 6]], np.int32)), PLAN),
    "few_areas": lambda: (
        COUNTY,
        replace(PLAN, areas=(*PLAN.areas, Area("A2", 4, (), 0.0), Area("A3", 4, (), 0.0))),
    ),
    "area_without_members": lambda: (units(members={5: 1}), PLAN),
    "area_size": lambda: (
        COUNTY,
        replace(PLAN, areas=(Area("A1", 4, (3, 4, 5), 2.0),)),
    ),
    "could_join": lambda: (units(x={8: 6.4}, members={6: 1}), PLAN),
    "could_found": lambda: (
        COUNTY,
        replace(
            PLAN,
            groups=PLAN.groups[1:],
            left=(*(Left(one, Why.NOBODY_NEAR) for one in (0, 1, 2)), *PLAN.left),
        ),
    ),
}


@pytest.mark.parametrize("rule", sorted(BROKEN))
def test_it_finds_a_broken_rule(rule: str) -> None:
    county, plan = BROKEN[rule]()
    if rule == "could_found":
        county = replace(county, pins=np.zeros((0, 2), np.int32))
    found = check(county, POLICY, plan)
    assert rule in {one.rule for one in found}
    assert all(sentence(one) for one in found)


def test_places_that_are_not_known_are_together_in_one_township_only() -> None:
    lost = units(placing={2: Placing.UNKNOWN})
    assert {one.rule for one in check(lost, POLICY, PLAN)} == {
        "width_as_stated"
    }  # now 1 km: 2 lies nobody knows where
    beyond = replace(lost, units=replace(lost.units, town=np.arange(9, dtype=np.int32)))
    assert "near_enough" in {one.rule for one in check(beyond, POLICY, PLAN)}
