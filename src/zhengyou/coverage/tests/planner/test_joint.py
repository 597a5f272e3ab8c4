"""Joint branches: the best there are, in counties small enough to try every division."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from zhengyou.coverage.planner import joint
from zhengyou.coverage.planner.checking import check
from zhengyou.coverage.planner.costs import costs
from zhengyou.coverage.planner.county import County
from zhengyou.coverage.planner.distances import some
from zhengyou.coverage.planner.plan import Kind, Rule, Why
from zhengyou.coverage.planner.planning import plan
from zhengyou.coverage.tests.planner.making import before_of, changed, county_of, made_county, made_sites
from zhengyou.standards import Policy, load_planner

POLICY = load_planner().policy


def small(seed: int, units: int = 8) -> County:
    """Units with one or two members each, near enough for many groups, and one branch that takes in a few."""
    random = np.random.default_rng(seed)
    held = made_sites(random, units, first_id=1)
    held.members[:] = random.integers(1, 3, units)
    held.x[:], held.y[:] = random.uniform(0, 9, (2, units))
    hosts = made_sites(random, 1, first_id=901)
    hosts.members[:], hosts.x[:], hosts.y[:] = 10, 4, 4
    return county_of(held, hosts, taken=np.array([3]))


def best_cost(county: County, policy: Policy) -> float:
    """The least cost of all divisions, those left over priced."""
    which = county.joining
    priced = costs(county, policy, which)
    total, blocked = priced.total, priced.blocked
    members = county.units.members[which]

    def price(group: tuple[int, ...]) -> float:
        """As a group, on the host, or each left over: the cheapest of those that are allowed."""
        ways = [policy.left_over_km * len(group)]
        free = not any(blocked[one, other] for one, other in combinations(group, 2))
        heavy = int(members[list(group)].sum())
        if free and len(group) <= policy.most_units and policy.least_members <= heavy <= policy.most_members:
            ways.append(policy.opening_km + min(total[list(group), one].sum() for one in group))
        return float(min(ways))

    def hosted(group: tuple[int, ...]) -> float:
        host = len(which)
        free = not any(blocked[one, other] for one, other in combinations((*group,), 2))
        free = free and not any(blocked[one, host] for one in group)
        fits = county.taken[0] + len(group) <= policy.most_units
        return float(total[list(group), host].sum()) if free and fits else np.inf

    def divisions(rest: tuple[int, ...]) -> Iterator[float]:
        if not rest:
            yield 0.0
            return
        first, others = rest[0], rest[1:]
        for many in range(min(len(rest), policy.most_units)):
            for beside in combinations(others, many):
                group = (first, *beside)
                after = tuple(one for one in others if one not in beside)
                yield price(group) + min(divisions(after))

    every = tuple(range(len(which)))
    found = []
    for many in range(policy.most_units - int(county.taken[0]) + 1):
        for group in combinations(every, many):
            rest = tuple(one for one in every if one not in group)
            found.append((hosted(group) if group else 0.0) + min(divisions(rest)))
    return min(found)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("fewest", [0, 1])
def test_it_finds_the_best_of_all_divisions(seed: int, fewest: float) -> None:
    policy = load_planner().adjusted({"fewest": fewest})
    county = small(seed)
    found = joint.solve(county, policy, seed=1)
    reached = found.cost_km + policy.left_over_km * len(found.left)
    assert reached == pytest.approx(best_cost(county, policy))


def test_the_dial_turns_between_few_branches_and_short_ways() -> None:
    county = made_county(300, seed=5)
    compact, fewest = (plan(county, load_planner().adjusted({"fewest": dial})) for dial in (0, 1))

    def ways(found: object) -> tuple[int, float]:
        groups = [one for one in found.groups if one.kind is Kind.JOINT]  # type: ignore[attr-defined]
        return len(groups), sum(one.diameter_km for one in groups) / max(1, len(groups))

    assert ways(compact)[0] > ways(fewest)[0]
    assert ways(compact)[1] < ways(fewest)[1]


def test_units_pinned_together_stay_together_and_forbidden_ones_apart() -> None:
    county = small(2)
    free = plan(county, POLICY)
    where = {unit: one.id for one in free.groups for unit in one.units}
    apart = next(
        (a, b) for a, b in combinations(sorted(where), 2) if where[a] != where[b] and _near(county, a, b)
    )
    together = next((a, b) for a, b in combinations(sorted(where), 2) if where[a] == where[b])
    wished = replace(county, pins=np.array([apart], np.int32), forbids=np.array([together], np.int32))
    found = plan(wished, POLICY)
    now = {unit: one.id for one in found.groups for unit in one.units}
    assert now.get(apart[0]) == now.get(apart[1]) is not None
    assert now.get(together[0]) != now.get(together[1])
    assert check(wished, POLICY, found) == []


def _near(county: County, one: int, other: int) -> bool:
    return bool(
        np.hypot(county.units.x[one] - county.units.x[other], county.units.y[one] - county.units.y[other]) < 5
    )


def test_a_unit_pinned_to_a_branch_joins_it() -> None:
    county = small(3)
    host = len(county.units)
    for unit in range(len(county.units)):
        wished = replace(county, pins=np.array([[unit, host]], np.int32))
        found = plan(wished, POLICY)
        group = next(one for one in found.groups if unit in one.units)
        assert group.kind is Kind.HOSTED
        assert check(wished, POLICY, found) == []


def test_wishes_that_contradict_each_other_leave_the_units_over_and_say_so() -> None:
    county = small(4)
    wished = replace(county, pins=np.array([[0, 1]], np.int32), forbids=np.array([[1, 0]], np.int32))
    found = plan(wished, POLICY)
    assert {(one.unit, one.why) for one in found.left} >= {(0, Why.PINNED), (1, Why.PINNED)}
    assert all(refusal.rule in {Rule.PINNED, Rule.TOO_FAR} for one in found.left for refusal in one.refusals)
    assert check(wished, POLICY, found) == []


def test_an_impossible_policy_is_explained_by_each_unit_left_over() -> None:
    alone = load_planner().adjusted({"furthest_km": 0})
    county = made_county(120, seed=8)
    found = plan(county, alone)
    assert check(county, alone, found) == []
    joining = set(county.joining.tolist())
    left = [one for one in found.left if one.unit in joining]
    assert left
    assert {one.why for one in left} <= {Why.NOBODY_NEAR, Why.TOO_FEW_NEAR, Why.GROUPS_REFUSE}
    single = load_planner().adjusted({"most_units": 1})
    refused = plan(county, single)
    assert not [one for one in refused.groups if one.kind is Kind.JOINT]
    assert check(county, single, refused) == []


def test_new_data_move_few() -> None:
    county = made_county(400, seed=6)
    first = plan(county, POLICY)
    later = changed(county, first, share=0.15, seed=2)
    second, fresh = plan(later, POLICY), plan(replace(later, before=type(later.before)()), POLICY)
    was = later.before.groups
    moved, loose = (
        sum(
            was[unit] != one.id
            for one in found.groups
            for unit in map(int, later.units.ids[list(one.units)])
            if unit in was
        )
        for found in (second, fresh)
    )
    assert moved <= 0.06 * len(was)
    assert moved < loose
    assert check(later, POLICY, second) == []


def test_groups_keep_their_names_when_nothing_changed() -> None:
    county = made_county(200, seed=7)
    first = plan(county, POLICY)
    again = plan(replace(county, before=before_of(county, first)), POLICY)
    assert [(one.id, one.units) for one in again.groups] == [(one.id, one.units) for one in first.groups]
    assert [(one.id, one.units) for one in again.areas] == [(one.id, one.units) for one in first.areas]


def test_a_county_of_nobody_and_of_one() -> None:
    county = made_county(30, seed=1)
    for count in (0, 1):
        which = np.arange(count, dtype=np.int32)
        few = county_of(some(county.units, which), some(county.hosts, which[:0]))
        assert check(few, POLICY, plan(few, POLICY)) == []
