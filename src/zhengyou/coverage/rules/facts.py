"""What follows for coverage from a unit's facts. Unknown stays unknown: three-valued all the way.

Formulas and denominators: analytics/indicators; thresholds: standards/founding.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhengyou.standards import FoundingRules
from zhengyou.standards.rules import founding

JOINT_FORMS = frozenset({"joint", "grid", "industry", "hosted"})


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """The facts of one unit that coverage reads. None and '' are unknown.

    declared: full members as the unit states them; rolled: full members on the branch's roll, only when the branch
    has declared the roll complete. unmoved: members whose relations are elsewhere, which some kinds of unit count too.
    """

    org_kind: str
    reg_status: str
    closed: bool
    has_org: bool | None
    form: str
    declared: int | None
    rolled: int | None
    unmoved: int | None
    instructor: bool | None
    union: bool | None
    league: bool | None
    above_scale: bool | None
    industry_code: str = ""
    size_class: str = ""
    condition: str = ""
    located_in: str = ""


@dataclass(frozen=True, slots=True)
class CoverageFacts:
    """What the coverage table holds of one unit."""

    population: str
    operating: bool | None
    full_members: int | None
    basis: str
    qualifies: bool | None
    covered: bool | None
    solo: bool | None
    joint: bool | None
    work_covered: bool | None
    above_scale: bool | None
    org_kind: str
    section: str
    size_class: str
    condition: str
    located_in: str


def any_of(*known: bool | None) -> bool | None:
    """True when one is true, False when all are false, else unknown."""
    if any(value is True for value in known):
        return True
    return None if any(value is None for value in known) else False


def derive(unit: UnitFacts, rules: FoundingRules) -> CoverageFacts:
    """The coverage facts of one unit."""
    full_members = unit.declared if unit.rolled is None else unit.rolled
    return CoverageFacts(
        population=rules.population(unit.org_kind) if unit.org_kind else "",
        operating=_operating(unit),
        full_members=full_members,
        basis="roll" if unit.rolled is not None else "declared" if unit.declared is not None else "",
        qualifies=_qualifies(unit, full_members, rules),
        covered=unit.has_org,
        solo=_in_form(unit, frozenset({"own"})),
        joint=_in_form(unit, JOINT_FORMS),
        work_covered=any_of(unit.has_org, unit.instructor, unit.union, unit.league),
        above_scale=unit.above_scale,
        org_kind=unit.org_kind,
        section=unit.industry_code[:1],
        size_class=unit.size_class,
        condition=unit.condition,
        located_in=unit.located_in,
    )


def _qualifies(unit: UnitFacts, full_members: int | None, rules: FoundingRules) -> bool | None:
    if not unit.org_kind:
        return None
    found = founding.qualifies(
        rules, org_kind=unit.org_kind, full_members=full_members, unmoved_members=unit.unmoved
    )
    return {"qualifies": True, "below": False, "unknown": None}[found.state]


def _operating(unit: UnitFacts) -> bool | None:
    if unit.closed:
        return False
    return unit.reg_status == "normal" if unit.reg_status else None


def _in_form(unit: UnitFacts, forms: frozenset[str]) -> bool | None:
    if unit.has_org is not True:
        return unit.has_org
    return unit.form in forms if unit.form else None
