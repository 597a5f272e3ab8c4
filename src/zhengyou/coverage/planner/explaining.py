"""Why a unit is where it is: the terms of its cost, where it would go next, which rule kept it from nearer ones."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from zhengyou.coverage.planner.costs import Costs, costs
from zhengyou.coverage.planner.county import UNKNOWN, County, Ints, Level
from zhengyou.coverage.planner.plan import Group, Kind, Left, Plan, Refusal, Rule, Why
from zhengyou.standards import Policy

NEAREST = 8  # groups of which a unit left over is told why they refused


@dataclass(frozen=True, slots=True)
class Terms:
    """What it costs a unit to belong to its group, in km; towards the group's centre."""

    distance: float
    other_town: float
    other_industry: float
    host: float
    stay: float

    @property
    def total(self) -> float:
        return self.distance + self.other_town + self.other_industry + self.host + self.stay


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """Where the unit would go next. extra_km: how much more it costs there; may be negative when going would end its group."""

    group: str
    extra_km: float
    ends_its_group: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """terms: None of a unit left over. blocked: the nearest cheaper group that a rule kept it from."""

    terms: Terms | None
    runner_up: RunnerUp | None
    blocked: Refusal | None
    refusals: tuple[Refusal, ...]

    def to_json(self) -> dict[str, Any]:
        """As a placement keeps it."""
        return {
            "terms": None if self.terms is None else asdict(self.terms),
            "total": None if self.terms is None else self.terms.total,
            "runner_up": None if self.runner_up is None else asdict(self.runner_up),
            "blocked": None if self.blocked is None else asdict(self.blocked),
            "refusals": [asdict(one) for one in self.refusals],
        }


def with_reasons(county: County, policy: Policy, plan: Plan) -> Plan:
    """The plan in which every unit left over says why."""
    if not any(one.why is Why.GROUPS_REFUSE for one in plan.left):
        return plan
    seen = _Seen(county, policy, plan)
    left = tuple(seen.reasoned(one) if one.why is Why.GROUPS_REFUSE else one for one in plan.left)
    return replace(plan, left=left)


def explain(county: County, policy: Policy, plan: Plan) -> dict[int, Explained]:
    """Of every unit in a joint or hosted group, and of every one left over, by its index."""
    seen = _Seen(county, policy, plan)
    found = {
        unit: seen.explained(unit, group)
        for group in plan.groups
        if group.kind is not Kind.OWN
        for unit in group.units
    }
    for left in plan.left:
        found[left.unit] = Explained(None, None, None, left.refusals)
    return found


class _Seen:
    """A plan beside the costs of its county."""

    def __init__(self, county: County, policy: Policy, plan: Plan) -> None:
        self.county, self.policy = county, policy
        self.which: Ints = county.joining
        self.place = {int(unit): number for number, unit in enumerate(self.which)}
        self.costs: Costs = costs(county, policy, self.which)
        self.total = self.costs.total
        self.groups = [group for group in plan.groups if group.kind is not Kind.OWN]
        self.left = {one.unit for one in plan.left}
        self.centre = [self._site(group) for group in self.groups]
        self.inside = [np.array([self.place[unit] for unit in group.units]) for group in self.groups]
        self.pinned = self._pinned()

    def _site(self, group: Group) -> int:
        return len(self.which) + group.anchor if group.kind is Kind.HOSTED else self.place[group.anchor]

    def _pinned(self) -> dict[int, set[int]]:
        """{place of a unit: sites it is pinned to}, as far as both are planned."""
        first_host = len(self.county.units)
        found: dict[int, set[int]] = {}
        for pair in self.county.pins.tolist():
            sites = [
                len(self.which) + one - first_host if one >= first_host else self.place.get(one, UNKNOWN)
                for one in pair
            ]
            if UNKNOWN not in sites:
                found.setdefault(sites[0], set()).add(sites[1])
                found.setdefault(sites[1], set()).add(sites[0])
        return found

    def explained(self, unit: int, group: Group) -> Explained:
        place, own = self.place[unit], self.groups.index(group)
        centre = self.centre[own]
        terms = Terms(
            *(
                float(part[place, centre])
                for part in (
                    self.costs.distance,
                    self.costs.town,
                    self.costs.industry,
                    self.costs.host,
                    self.costs.stay,
                )
            )
        )
        held = float(self.total[place, centre])
        runner: RunnerUp | None = None
        blocked: Refusal | None = None
        for other in self._nearest(place, but=own):
            rule = self.refusal(place, other)
            extra = float(self.total[place, self.centre[other]]) - held
            if rule is None:
                runner = RunnerUp(self.groups[other].id, extra, self._ends(place, own))
                break
            if blocked is None and extra < 0:
                blocked = Refusal(self.groups[other].id, rule)
        return Explained(terms, runner, blocked, ())

    def _nearest(self, place: int, but: int | None = None) -> list[int]:
        if not self.centre:
            return []
        order = np.argsort(self.total[place, self.centre], kind="stable")
        return [int(one) for one in order if one != but]

    def _ends(self, place: int, own: int) -> bool:
        """Whether its group would fall below the fewest members without it."""
        rest = self.groups[own].members - int(self.county.units.members[self.which[place]])
        return rest < self.policy.least_members

    def refusal(self, place: int, group: int) -> Rule | None:
        """The rule by which a group refuses a unit; None when it could take it."""
        inside, centre = self.inside[group], self.centre[group]
        sites = np.append(inside, centre)
        apart = self.costs.distance[place, sites]
        if np.isinf(apart).any():
            return Rule.UNMEASURED
        if (apart > self.policy.furthest_km + 1e-9).any():
            return Rule.TOO_FAR
        if self._forbidden(place, inside, centre):
            return Rule.FORBIDDEN
        if self.pinned.get(place, set()) - set(sites.tolist()):
            return Rule.PINNED
        kind = self.groups[group].kind
        host = self.groups[group].anchor if kind is Kind.HOSTED else None
        taken = 0 if host is None else int(self.county.taken[host])
        if taken + len(inside) + 1 > self.policy.most_units:
            return Rule.UNITS_FULL
        members = self.groups[group].members + int(self.county.units.members[self.which[place]])
        return Rule.MEMBERS_FULL if members > self.policy.most_members else None

    def _forbidden(self, place: int, inside: Ints, centre: int) -> bool:
        unit = int(self.which[place])
        first_host = len(self.county.units)
        others = {int(self.which[one]) for one in inside}
        if centre >= len(self.which):
            others.add(first_host + centre - len(self.which))
        pairs = ((one, other) for one, other in self.county.forbids.tolist())
        return any(
            (one == unit and other in others) or (other == unit and one in others) for one, other in pairs
        )

    def reasoned(self, left: Left) -> Left:
        """Why nobody took it in, and what the groups near it say."""
        place = self.place[left.unit]
        rules = [(group, self.refusal(place, group)) for group in self._nearest(place)]
        told = tuple(Refusal(self.groups[group].id, rule) for group, rule in rules[:NEAREST] if rule)
        return Left(left.unit, self._why(place, [rule for _group, rule in rules]), told)

    def _why(self, place: int, rules: list[Rule | None]) -> Why:
        far = (Rule.TOO_FAR, Rule.UNMEASURED)
        if self.pinned.get(place):
            return Why.PINNED
        if any(rule not in far for rule in rules):
            return Why.GROUPS_REFUSE
        clients = len(self.which)
        near = ~self.costs.blocked[place, :clients]
        near &= self.county.level[self.which] == Level.NONE
        near[place] = False
        return Why.TOO_FEW_NEAR if near.any() else Why.NOBODY_NEAR
