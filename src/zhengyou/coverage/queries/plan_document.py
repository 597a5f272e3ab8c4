"""A plan as JSON, and back: what `coverage plan --json` prints and `coverage check` reads. Units go by their ids."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from zhengyou.coverage.planner.checking import Violation
from zhengyou.coverage.planner.county import County, Level
from zhengyou.coverage.planner.plan import Area, Group, Kind, Left, Plan, Refusal, Rule, Why
from zhengyou.standards import Policy

_LEVELS: Final = {
    Level.BRANCH: "branch",
    Level.GENERAL_BRANCH: "general_branch",
    Level.COMMITTEE: "committee",
}


class NotAPlan(ValueError):
    """The document is none of ours; `where` names the part that is missing or wrong."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


def written(
    territory: str, policy: Policy, plans: Sequence[tuple[County, Plan]], notices: Mapping[str, int]
) -> dict[str, Any]:
    """The document of one county, or of several: names of groups then begin with the county's code."""
    several = len(plans) != 1
    found: dict[str, Any] = {
        "territory": territory,
        "policy": policy.to_json(),
        "seed": plans[0][1].seed if plans else None,
        "groups": [],
        "instructor_areas": [],
        "left_over": [],
        "changes": [],
        "certificate": None,
        "notices": dict(notices),
    }
    for county, plan in plans:
        ids, prefix = county.units.ids, f"{county.code}-" if several else ""
        found["groups"] += [_group(county, group, prefix) for group in plan.groups]
        found["instructor_areas"] += [
            {
                "id": prefix + area.id,
                "anchor": int(ids[area.anchor]),
                "units": [int(ids[unit]) for unit in area.units],
                "diameter_km": None if math.isinf(area.diameter_km) else area.diameter_km,
            }
            for area in plan.areas
        ]
        found["left_over"] += [
            {
                "unit": int(ids[one.unit]),
                "reason": one.why.value,
                "refusals": [
                    {"group": prefix + said.group, "rule": said.rule.value} for said in one.refusals
                ],
            }
            for one in plan.left
        ]
    return found


def _group(county: County, group: Group, prefix: str) -> dict[str, Any]:
    sites = county.hosts if group.kind is Kind.HOSTED else county.units
    return {
        "id": prefix + group.id,
        "kind": group.kind.value,
        "basis": group.basis.value if group.basis else None,
        "level": _LEVELS[Level(group.level)],
        "anchor": int(sites.ids[group.anchor]),
        "units": [int(county.units.ids[unit]) for unit in group.units],
        "members": group.members,
        "diameter_km": group.diameter_km,
    }


def read(document: Mapping[str, Any], counties: Sequence[County]) -> tuple[list[Plan], list[Violation]]:
    """A plan for each county, and what cannot even be read: units and hosts that are not to be planned in any of them.

    Raises NotAPlan for a document of another shape.
    """
    reader = _Reader(counties)
    for number, group in enumerate(_list(document, "groups")):
        reader.group(group, f"groups[{number}]")
    for number, area in enumerate(_list(document, "instructor_areas")):
        reader.area(area, f"instructor_areas[{number}]")
    for number, left in enumerate(_list(document, "left_over")):
        reader.left(left, f"left_over[{number}]")
    return reader.plans(), reader.strange


class _Reader:
    def __init__(self, counties: Sequence[County]) -> None:
        self.place = {
            int(unit): (county, number)
            for county, one in enumerate(counties)
            for number, unit in enumerate(one.units.ids)
        }
        self.hosts = {
            int(host): (county, number)
            for county, one in enumerate(counties)
            for number, host in enumerate(one.hosts.ids)
        }
        self.strange: list[Violation] = []
        self._groups: list[list[Group]] = [[] for _ in counties]
        self._areas: list[list[Area]] = [[] for _ in counties]
        self._left: list[list[Left]] = [[] for _ in counties]

    def plans(self) -> list[Plan]:
        return [
            Plan(tuple(groups), tuple(areas), tuple(left), 0.0, 0.0, 0)
            for groups, areas, left in zip(self._groups, self._areas, self._left, strict=True)
        ]

    def group(self, told: Any, where: str) -> None:
        kind = _one_of(told, "kind", Kind, where)
        level = next((one for one, name in _LEVELS.items() if name == told.get("level")), None)
        name, members = _text(told, "id", where), _whole(told, "members", where)
        units, county = self._units(told, where, name)
        anchor = self._at(
            _whole(told, "anchor", where), name, self.hosts if kind is Kind.HOSTED else self.place
        )
        if county is None or anchor is None:
            return
        if anchor[0] != county:
            self.strange.append(Violation("one_county", name, (), {}))
            return
        if level is None:
            raise NotAPlan(f"{where}.level")
        width = _width(told, where)
        self._groups[county].append(Group(name, kind, None, int(level), anchor[1], units, members, width))

    def area(self, told: Any, where: str) -> None:
        name = _text(told, "id", where)
        units, county = self._units(told, where, name)
        anchor = self._at(_whole(told, "anchor", where), name, self.place)
        if county is not None and anchor is not None and anchor[0] == county:
            self._areas[county].append(Area(name, anchor[1], units, _width(told, where)))

    def left(self, told: Any, where: str) -> None:
        at = self._at(_whole(told, "unit", where), "", self.place)
        why = _one_of(told, "reason", Why, where)
        refusals = tuple(
            Refusal(_text(one, "group", where), _one_of(one, "rule", Rule, where))
            for one in _list(told, "refusals")
        )
        if at is not None:
            self._left[at[0]].append(Left(at[1], why, refusals))

    def _units(self, told: Any, where: str, name: str) -> tuple[tuple[int, ...], int | None]:
        """Indices of the units, and their county; None when there is none in common."""
        units = _list(told, "units")
        if not units or not all(isinstance(one, int) for one in units):
            raise NotAPlan(f"{where}.units")
        found = [at for one in units if (at := self._at(one, name, self.place)) is not None]
        counties = {county for county, _ in found}
        if len(counties) > 1:
            self.strange.append(Violation("one_county", name, tuple(units), {}))
        if len(counties) != 1:
            return (), None
        return tuple(number for _, number in found), counties.pop()

    def _at(self, one: int, name: str, among: Mapping[int, tuple[int, int]]) -> tuple[int, int] | None:
        if one not in among:
            self.strange.append(Violation("to_be_planned", name, (one,), {}))
        return among.get(one)


def _list(told: Any, key: str) -> list[Any]:
    found = told.get(key) if isinstance(told, Mapping) else None
    if not isinstance(found, list):
        raise NotAPlan(key)
    return found


def _text(told: Any, key: str, where: str) -> str:
    found = told.get(key) if isinstance(told, Mapping) else None
    if not isinstance(found, str):
        raise NotAPlan(f"{where}.{key}")
    return found


def _whole(told: Any, key: str, where: str) -> int:
    found = told.get(key) if isinstance(told, Mapping) else None
    if not isinstance(found, int) or isinstance(found, bool):
        raise NotAPlan(f"{where}.{key}")
    return found


def _width(told: Any, where: str) -> float:
    found = told.get("diameter_km")
    if found is None:
        return math.inf
    if not isinstance(found, int | float):
        raise NotAPlan(f"{where}.diameter_km")
    return float(found)


def _one_of(told: Any, key: str, among: Any, where: str) -> Any:
    try:
        return among(_text(told, key, where))
    except ValueError:
        raise NotAPlan(f"{where}.{key}") from None
