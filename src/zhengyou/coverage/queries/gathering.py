"""A county as the planner sees it, gathered from the census."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from django.db.models import Q

from zhengyou import standards
from zhengyou.coverage.models import UnitCoverage
from zhengyou.coverage.planner.county import UNKNOWN, County, Level, Placing, Sites
from zhengyou.coverage.queries.locations import Places, places_in
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope, below
from zhengyou.standards.rules import founding

if TYPE_CHECKING:
    from zhengyou.standards import FoundingRules

HOST_LEVELS: Final = ("branch", "joint_branch")
_LEVELS: Final = {
    None: Level.NONE,
    "branch": Level.BRANCH,
    "general_branch": Level.GENERAL_BRANCH,
    "committee": Level.COMMITTEE,
}
_FACTS: Final = (
    *("pk", "path", "zone_name", "industry_code", "org_kind", "members_formal", "members_out"),
    *("members_probation", "instructor", "organisation_id"),
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """county: what is planned. notices: {what is not known: how many units}, only those above 0.

    Such units are planned by what stands in its place, left over (members_unknown), or not planned (coverage_unknown).
    """

    county: County
    notices: Mapping[str, int]


def county_of(territory: Territory, by: Scope) -> Gathered:
    """The operating units of a county without an organisation, and its branches; six queries, however many units."""
    within = UnitCoverage.objects.within(by).filter(below("path", territory.path), operating=True)
    rows = (
        within.filter(covered=False).order_by("pk").values("full_members", *(_of_unit(one) for one in _FACTS))
    )
    units = [{name.removeprefix("unit__"): value for name, value in row.items()} for row in rows]
    hosts = _hosts(territory, by)
    places = places_in(territory, by)
    numbers = _Numbers()
    sites = _sites(units, [_known(row["full_members"]) for row in units], places, numbers)
    rules = standards.load_founding()
    county = County(
        code=territory.code,
        units=sites,
        level=np.array([_level(row, rules) for row in units], np.int32),
        served=np.array([row["instructor"] is True for row in units], bool),
        hosts=_sites(hosts, [row["members"] for row in hosts], places, numbers),
        taken=np.array([row["taken"] for row in hosts], np.int32),
        pins=np.zeros((0, 2), np.int32),
        forbids=np.zeros((0, 2), np.int32),
    )
    return Gathered(county, _notices(county, within.filter(covered__isnull=True).count()))


def _of_unit(name: str) -> str:
    return "pk" if name == "pk" else f"unit__{name}"


def _known(number: int | None) -> int:
    return UNKNOWN if number is None else number


def _hosts(territory: Territory, by: Scope) -> list[dict[str, Any]]:
    """Branches that cover units here: where the first of these lies, members of all, how many they are."""
    rows = (
        UnitCoverage.objects.within(by)
        .filter(
            below("path", territory.path),
            Q(unit__organisation__valid_to__isnull=True),
            unit__organisation__level__in=HOST_LEVELS,
            unit__closed_on__isnull=True,
        )
        .order_by("unit__organisation_id", "pk")
        .values("full_members", *(_of_unit(one) for one in _FACTS))
    )
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        unit = {name.removeprefix("unit__"): value for name, value in row.items()}
        held = found.setdefault(unit["organisation_id"], {**unit, "taken": 0, "members": 0})
        members = _known(unit["full_members"])
        held["taken"] += 1
        held["members"] = UNKNOWN if UNKNOWN in (held["members"], members) else held["members"] + members
    return [{**one, "place_of": one["pk"], "pk": organisation} for organisation, one in found.items()]


class _Numbers:
    """Numbers that stand for words, the same for the same word."""

    def __init__(self) -> None:
        self._held: dict[Hashable, int] = {}

    def of(self, word: Hashable) -> int:
        return self._held.setdefault(word, len(self._held))


def _sites(
    units: Sequence[Mapping[str, Any]], members: Sequence[int], places: Places, numbers: _Numbers
) -> Sites:
    lies = [places.of(row.get("place_of", row["pk"]), row["path"], row["zone_name"]) for row in units]

    def column(value: Callable[[Mapping[str, Any]], int]) -> Any:
        return np.array([value(row) for row in units], np.int32)

    def park(row: Mapping[str, Any]) -> int:
        zone = standards.fold(row["zone_name"])
        return numbers.of(("park", row["path"], zone)) if zone else UNKNOWN

    def industry(row: Mapping[str, Any], letters: int) -> int:
        code = row["industry_code"][:letters]
        return numbers.of(("industry", code)) if len(code) == letters else UNKNOWN

    return Sites(
        ids=np.array([row["pk"] for row in units], np.int64),
        x=np.array([one.x for one in lies], np.float64),
        y=np.array([one.y for one in lies], np.float64),
        placing=np.array([one.placing for one in lies], np.int32),
        town=column(lambda row: numbers.of(("town", row["path"]))),
        park=column(park),
        industry=column(lambda row: industry(row, 3)),
        chain=column(lambda row: industry(row, 1)),
        members=np.array(members, np.int32),
    )


def _level(row: Mapping[str, Any], rules: FoundingRules) -> Level:
    """The organisation of its own that is due; none where that cannot be said."""
    if not row["org_kind"]:
        return Level.NONE
    found = founding.qualifies(
        rules,
        org_kind=row["org_kind"],
        full_members=row["full_members"],
        unmoved_members=row["members_out"],
        probationary_members=row["members_probation"],
    )
    return _LEVELS[found.level]


def _notices(county: County, coverage_unknown: int) -> dict[str, int]:
    placing, members = county.units.placing, county.units.members
    found = {
        "coverage_unknown": coverage_unknown,
        "members_unknown": int((members == UNKNOWN).sum()),
        "placed_by_park": int((placing == Placing.PARK).sum()),
        "placed_by_town": int((placing == Placing.TOWN).sum()),
        "place_unknown": int((placing == Placing.UNKNOWN).sum()),
        "industry_unknown": int((county.units.industry == UNKNOWN).sum()),
    }
    return {name: number for name, number in found.items() if number}
