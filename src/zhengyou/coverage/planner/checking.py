"""Whether a plan keeps the rules. Knows the rules and nothing of how plans are found; it shares no code with the search."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from zhengyou.coverage.planner.county import County, Placing, Sites
from zhengyou.coverage.planner.plan import Group, Kind, Plan
from zhengyou.standards import Policy

_SLACK = 1e-6
_MOST_TRIED = 200_000  # combinations of units left over; more than that are only found on silly input


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that is broken. group: id of the group or area, '' for none. units: ids. detail: numbers for the sentence."""

    rule: str
    group: str
    units: tuple[int, ...]
    detail: dict[str, float]


def check(county: County, policy: Policy, plan: Plan) -> list[Violation]:
    """Everything that is wrong with a plan; empty when nothing is."""
    return list(_Checker(county, policy, plan).all())


class _Checker:
    def __init__(self, county: County, policy: Policy, plan: Plan) -> None:
        self.county, self.policy, self.plan = county, policy, plan
        self.units = county.units
        self.shared = [one for one in plan.groups if one.kind is not Kind.OWN]
        self.left = {one.unit for one in plan.left}
        self.first_host = len(county.units)
        self.forbidden = {frozenset(pair) for pair in county.forbids.tolist()}

    def all(self) -> Iterator[Violation]:
        yield from self._each_once()
        for group in self.plan.groups:
            yield from self._own(group) if group.kind is Kind.OWN else self._joint(group)
            yield from self._stated(group)
        yield from self._hosts()
        yield from self._pins()
        yield from self._areas()
        yield from self._left()

    def _told(self, rule: str, group: str, units: Sequence[int], /, **detail: float) -> Violation:
        return Violation(rule, group, tuple(int(self.units.ids[unit]) for unit in units), detail)

    def _each_once(self) -> Iterator[Violation]:
        places = Counter(unit for group in self.plan.groups for unit in group.units)
        places.update(unit for area in self.plan.areas for unit in area.units)
        places.update(one.unit for one in self.plan.left)
        for unit in range(len(self.units)):
            looked_after = self.units.members[unit] == 0 and self.county.served[unit]
            due = 0 if looked_after and self.county.level[unit] == 0 else 1
            if places[unit] != due:
                yield self._told("placed_once", "", [unit], times=places[unit], due=due)
        names = Counter([one.id for one in self.plan.groups] + [one.id for one in self.plan.areas])
        for name, times in names.items():
            if times > 1:
                yield Violation("name_once", name, (), {"times": times})

    def _own(self, group: Group) -> Iterator[Violation]:
        if len(group.units) != 1 or group.anchor != group.units[0]:
            yield self._told("own_is_one_unit", group.id, group.units, units=len(group.units))
            return
        level = int(self.county.level[group.units[0]])
        if level == 0 or level != group.level:
            yield self._told("own_is_due", group.id, group.units, due=level, level=group.level)

    def _joint(self, group: Group) -> Iterator[Violation]:
        policy, units = self.policy, group.units
        bad = [one for one in units if self.units.members[one] <= 0 or self.county.level[one] != 0]
        if bad:
            yield self._told("joins_with_members", group.id, bad)
        members = int(sum(max(0, self.units.members[one]) for one in units))
        sites = list(units)
        if group.kind is Kind.HOSTED:
            members += max(0, int(self.county.hosts.members[group.anchor]))
            sites.append(self.first_host + group.anchor)
        elif group.anchor not in units:
            yield self._told("centre_is_inside", group.id, units)
        if members < policy.least_members:
            yield self._told("enough_members", group.id, units, members=members, least=policy.least_members)
        if members > policy.most_members:
            yield self._told(
                "not_too_many_members", group.id, units, members=members, most=policy.most_members
            )
        if len(units) > policy.most_units:
            yield self._told("not_too_many_units", group.id, units, units=len(units), most=policy.most_units)
        for one, other in combinations(sites, 2):
            yield from self._pair(group.id, one, other)

    def _pair(self, group: str, one: int, other: int) -> Iterator[Violation]:
        units = [site for site in (one, other) if site < self.first_host]
        apart = self._apart(one, other)
        if apart > self.policy.furthest_km + _SLACK:
            yield self._told("near_enough", group, units, km=apart, most=self.policy.furthest_km)
        if frozenset((one, other)) in self.forbidden:
            yield self._told("not_forbidden", group, units)

    def _apart(self, one: int, other: int) -> float:
        """Kilometres between two sites. Where a place is not known: 0 within its township, else infinite."""
        first, second = self._site(one), self._site(other)
        if _nowhere(*first) or _nowhere(*second):
            return 0.0 if first[0].town[first[1]] == second[0].town[second[1]] else math.inf
        return math.dist(
            (first[0].x[first[1]], first[0].y[first[1]]), (second[0].x[second[1]], second[0].y[second[1]])
        )

    def _site(self, site: int) -> tuple[Sites, int]:
        if site < self.first_host:
            return self.units, site
        return self.county.hosts, site - self.first_host

    def _stated(self, group: Group) -> Iterator[Violation]:
        members = int(sum(max(0, self.units.members[one]) for one in group.units))
        sites = list(group.units)
        if group.kind is Kind.HOSTED:
            members += int(self.county.hosts.members[group.anchor])
            sites.append(self.first_host + group.anchor)
        if group.members != members:
            yield self._told(
                "members_as_stated", group.id, group.units, stated=group.members, members=members
            )
        yield from self._wide(group.id, sites, group.diameter_km)

    def _wide(self, name: str, sites: list[int], stated: float) -> Iterator[Violation]:
        wide = max((self._apart(one, other) for one, other in combinations(sites, 2)), default=0.0)
        if wide != stated and not abs(wide - stated) <= _SLACK:
            units = [site for site in sites if site < self.first_host]
            yield self._told("width_as_stated", name, units, stated=stated, km=wide)

    def _hosts(self) -> Iterator[Violation]:
        for host in {group.anchor for group in self.plan.groups if group.kind is Kind.HOSTED}:
            groups = [one for one in self.shared if one.kind is Kind.HOSTED and one.anchor == host]
            units = [unit for group in groups for unit in group.units]
            own = int(self.county.hosts.members[host])
            covered = int(self.county.taken[host]) + len(units)
            members = own + int(sum(max(0, self.units.members[unit]) for unit in units))
            name = groups[0].id
            if own < 0:
                yield self._told("host_is_known", name, units)
            if covered > self.policy.most_units:
                yield self._told("host_units", name, units, units=covered, most=self.policy.most_units)
            if members > self.policy.most_members:
                yield self._told("host_members", name, units, members=members, most=self.policy.most_members)

    def _pins(self) -> Iterator[Violation]:
        where = {unit: group for group in self.shared for unit in group.units}
        joins = {
            unit
            for unit in range(len(self.units))
            if self.units.members[unit] > 0 and self.county.level[unit] == 0
        }
        for pair in self.county.pins.tolist():
            one, other = min(pair), max(pair)
            if one not in joins or (other < self.first_host and other not in joins):
                continue  # lapsed: one of them founds on its own, or has no members
            group = where.get(one)
            if other < self.first_host:
                kept = (None if group is None else group.id) == (where[other].id if other in where else None)
            else:
                host = other - self.first_host
                kept = group is None or (group.kind is Kind.HOSTED and group.anchor == host)
            if not kept:
                units = [one for one in (one, other) if one < self.first_host]
                yield self._told("pinned_together", "" if group is None else group.id, units)

    def _areas(self) -> Iterator[Violation]:
        policy = self.policy
        waiting = [
            unit
            for unit in range(len(self.units))
            if self.units.members[unit] == 0 and self.county.level[unit] == 0 and not self.county.served[unit]
        ]
        most = math.ceil(len(waiting) / (policy.instructor_fill * policy.instructor_units))
        if len(self.plan.areas) > most:
            yield Violation("few_areas", "", (), {"areas": len(self.plan.areas), "most": most})
        for area in self.plan.areas:
            if bad := [unit for unit in area.units if unit not in set(waiting)]:
                yield self._told("area_without_members", area.id, bad)
            if len(area.units) > policy.instructor_units:
                yield self._told(
                    "area_size", area.id, area.units, units=len(area.units), most=policy.instructor_units
                )
            if area.anchor not in area.units:
                yield self._told("centre_is_inside", area.id, area.units)
            yield from self._wide(area.id, list(area.units), area.diameter_km)

    def _left(self) -> Iterator[Violation]:
        """Nobody is left over whom a group could take, and no few of them could found one. Those pinned are passed over."""
        pinned = {site for pair in self.county.pins.tolist() for site in pair}
        free = [
            one
            for one in sorted(self.left)
            if self.units.members[one] > 0 and self.county.level[one] == 0 and one not in pinned
        ]
        for one in free:
            for group in self.shared:
                if self._stands(group.kind, group.anchor, (*group.units, one)):
                    yield self._told("could_join", group.id, [one])
            used = {group.anchor for group in self.shared if group.kind is Kind.HOSTED}
            for host in range(len(self.county.hosts)):
                if host not in used and self._stands(Kind.HOSTED, host, (one,)):
                    yield self._told("could_join", "", [one], host=int(self.county.hosts.ids[host]))
        tried = 0
        for many in range(1, self.policy.most_units + 1):
            for some in combinations(free, many):
                tried += 1
                if tried > _MOST_TRIED:
                    return
                if self._stands(Kind.JOINT, some[0], some):
                    yield self._told("could_found", "", some)
                    return

    def _stands(self, kind: Kind, anchor: int, units: tuple[int, ...]) -> bool:
        members = int(sum(max(0, self.units.members[one]) for one in units))
        count = len(units)
        sites = list(units)
        if kind is Kind.HOSTED:
            own = int(self.county.hosts.members[anchor])
            if own < 0 or own >= self.policy.most_members:
                return False
            members += own
            count += int(self.county.taken[anchor])
            sites.append(self.first_host + anchor)
        if (
            not self.policy.least_members <= members <= self.policy.most_members
            or count > self.policy.most_units
        ):
            return False
        return all(
            self._apart(one, other) <= self.policy.furthest_km + _SLACK / 2
            and frozenset((one, other)) not in self.forbidden
            for one, other in combinations(sites, 2)
        )


def _nowhere(sites: Sites, place: int) -> bool:
    return sites.placing[place] == Placing.UNKNOWN or math.isnan(sites.x[place]) or math.isnan(sites.y[place])
