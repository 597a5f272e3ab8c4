"""What units and branches say of their members beside the rolls, in a fixed number of grouped queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from zhengyou.census.models import Member, Unit
from zhengyou.census.queries.differences.area import Area
from zhengyou.census.queries.differences.one import Difference, comma, of_branch
from zhengyou.scoping import Scope

HERE: Final = ("", "here")


@dataclass(frozen=True, slots=True)
class Counted:
    """Members on a roll: full, probationary, and those whose category is unknown."""

    full: int = 0
    probationary: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.full + self.probationary + self.unknown

    def plus(self, other: Counted) -> Counted:
        """The sum."""
        return Counted(
            self.full + other.full, self.probationary + other.probationary, self.unknown + other.unknown
        )


def of(scope: Scope, area: Area, branches: dict[int, dict[str, Any]]) -> list[Difference]:
    """Differences of numbers in an area. branches: the organisations there that keep rolls."""
    units = _units(scope, area)
    rolls = _rolls(scope, area)
    return [
        *_of_counts(units, rolls, _sole_units(units)),
        *_of_units(units, rolls),
        *_of_branches(branches, rolls),
    ]


def _units(scope: Scope, area: Area) -> dict[int, dict[str, Any]]:
    """Open units by id, with what they say of their members: one query."""
    rows = Unit.objects.within(scope).filter(area.on("path"), closed_on__isnull=True)
    names = (
        *("pk", "name", "path", "organisation_id"),
        *("members_total_in", "members_formal", "members_probation", "members_out"),
    )
    told = {"line": F("organisation__path"), "complete": F("organisation__roll_complete_on")}
    return {row["pk"]: row for row in rows.annotate(**told).values(*names, *told).order_by()}


def _rolls(scope: Scope, area: Area) -> list[dict[str, Any]]:
    """Counts of members who count, by unit, branch, category and relation: two queries; a few rows a branch."""
    rows = Member.objects.within(scope).filter(closed_on__isnull=True, standing__in=("", "normal"))
    if not area.path:
        return _grouped(rows)
    # Two queries, each on its own index, instead of one that reads every roll.
    here = _grouped(rows.filter(area.on("place")))
    return here + _grouped(rows.filter(area.on("unit__path")).exclude(area.on("place")))


def _grouped(rows: QuerySet[Member]) -> list[dict[str, Any]]:
    names = ("unit_id", "branch_id", "category", "relation")
    told = {"number": Count("pk"), "covered": F("unit__organisation_id"), "works": F("unit__name")}
    return [dict(row) for row in rows.order_by().values(*names).annotate(**told)]


def _sole_units(units: dict[int, dict[str, Any]]) -> dict[int, int]:
    """{branch: its only unit}: members of such a branch work there when their roll does not say where."""
    covered: dict[int, list[int]] = {}
    for pk, unit in units.items():
        if unit["organisation_id"] is not None:
            covered.setdefault(unit["organisation_id"], []).append(pk)
    return {branch: pks[0] for branch, pks in covered.items() if len(pks) == 1}


def _counted(row: dict[str, Any]) -> Counted:
    number = row["number"]
    if row["category"] == "full":
        return Counted(full=number)
    return Counted(probationary=number) if row["category"] == "probationary" else Counted(unknown=number)


def _of_counts(
    units: dict[int, dict[str, Any]],
    rolls: list[dict[str, Any]],
    sole: dict[int, int],
) -> Iterable[Difference]:
    """What a unit says of its members beside the roll of its branch. Without a roll there is nothing to compare."""
    by_unit: dict[int, Counted] = {}
    for row in rolls:
        unit = row["unit_id"] or sole.get(row["branch_id"])
        at_home = row["relation"] in HERE and (
            row["branch_id"] is None
            or unit not in units
            or units[unit]["organisation_id"] in (None, row["branch_id"])
        )
        if unit in units and at_home:
            by_unit[unit] = by_unit.get(unit, Counted()).plus(_counted(row))
    for pk, unit in units.items():
        roll = by_unit.get(pk)
        if roll is None and unit["complete"] is None:
            continue
        roll = roll or Counted()
        said = (unit["members_total_in"], unit["members_formal"], unit["members_probation"])
        pairs = zip(said, (roll.total, roll.full, roll.probationary), strict=True)
        if all(stated is None or stated == counted for stated, counted in pairs):
            continue
        sentence = _("单位报 %(said)s，名册上 %(roll)s。") % {
            "said": _people(*said),
            "roll": _people(roll.total, roll.full, roll.probationary, roll.unknown),
        }
        yield _unit_difference(
            "counts", pk, unit, f"{said}:{roll.full},{roll.probationary},{roll.unknown}", sentence
        )


def _people(total: int | None, full: int | None, probationary: int | None, unknown: int = 0) -> str:
    """5 名（正式 4、预备 1）; what is not said is left out."""
    parts = []
    if full is not None:
        parts.append(_("正式 %(number)s") % {"number": full})
    if probationary is not None:
        parts.append(_("预备 %(number)s") % {"number": probationary})
    if unknown:
        parts.append(_("类别未填 %(number)s") % {"number": unknown})
    if total is None:
        return comma().join(_("%(part)s 名") % {"part": part} for part in parts)
    inner = comma().join(parts)
    whole = _("%(number)s 名") % {"number": total}
    return _("%(whole)s（%(parts)s）") % {"whole": whole, "parts": inner} if inner else whole


def _of_units(units: dict[int, dict[str, Any]], rolls: list[dict[str, Any]]) -> Iterable[Difference]:
    """Members who work in a unit and belong to another branch than the unit's, against the number that the unit says."""
    away: dict[int, int] = {}
    for row in rolls:
        unit = units.get(row["unit_id"])
        own = unit["organisation_id"] if unit else None
        if unit and (
            row["relation"] not in HERE or (row["branch_id"] is not None and row["branch_id"] != own)
        ):
            away[row["unit_id"]] = away.get(row["unit_id"], 0) + row["number"]
    for pk, unit in units.items():
        number, said = away.get(pk, 0), unit["members_out"]
        if not number or said == number:
            continue
        if said is None:
            sentence = _("名册上有 %(number)s 名党员在这里工作，组织关系在别处；单位没有报这个数。") % {
                "number": number
            }
        else:
            sentence = _("名册上有 %(number)s 名党员在这里工作，组织关系在别处；单位报 %(said)s 名。") % {
                "number": number,
                "said": said,
            }
        yield _unit_difference("elsewhere", pk, unit, f"{said}:{number}", sentence)


def _unit_difference(kind: str, pk: int, unit: dict[str, Any], figures: str, sentence: str) -> Difference:
    return Difference(kind, "unit", pk, unit["name"], unit["path"], unit["line"] or "", figures, sentence)


def _of_branches(branches: dict[int, dict[str, Any]], rolls: list[dict[str, Any]]) -> Iterable[Difference]:
    """Members of a branch who work in a unit that it does not cover."""
    away: dict[int, dict[str, int]] = {}
    for row in rolls:
        branch = row["branch_id"]
        if branch in branches and row["unit_id"] is not None and row["covered"] != branch:
            where = away.setdefault(branch, {})
            where[row["works"]] = where.get(row["works"], 0) + row["number"]
    for pk, where in away.items():
        number = sum(where.values())
        names = comma().join(sorted(where)[:3]) + (_("等") if len(where) > 3 else "")
        sentence = _("名册上有 %(number)s 名党员在别的单位工作：%(names)s。") % {
            "number": number,
            "names": names,
        }
        figures = ";".join(f"{name}:{count}" for name, count in sorted(where.items()))
        yield of_branch("works_elsewhere", pk, branches[pk], figures, sentence)
