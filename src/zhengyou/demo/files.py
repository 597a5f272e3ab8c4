"""Writes the made-up city as the workbooks that an office would send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from zhengyou import standards
from zhengyou.demo.city import Cell, City, Unit
from zhengyou.standards import FieldTable
from zhengyou.workbooks import exporting

UNIT_COLUMNS = (
    "city", "county", "township", "uscc", "name", "org_kind", "ownership_type", "industry_code", "reg_status",
    "condition", "op_address", "located_in", "zone_name", "revenue", "assets", "employees", "above_scale", "owner_name",
    "contact_phone", "members_total_in", "members_formal", "members_probation", "members_out", "members_mobile",
    "activists", "has_org", "no_org_reason", "form", "org_name", "instructor", "instructor_name", "union_", "league", "women",
)  # fmt: skip
ORGANISATION_COLUMNS = (
    "name", "level", "territory", "superior", "founded", "last_election", "secretary", "secretary_source",
)  # fmt: skip
MEMBER_COLUMNS = (
    "name", "id_number", "category", "joined_on", "full_on", "branch", "unit", "relation", "mobile_status", "post",
    "position", "standing", "out_of_contact", "phone",
)  # fmt: skip
FAULTS: tuple[
    tuple[str, Cell], ...
] = (  # (changed column, value): rows that the import refuses, so that a newcomer sees what becomes of them
    ("uscc", "91411302MA9"),
    ("uscc", "9.14113E+17"),
    ("employees", "很多"),
    ("has_org", "也许"),
    ("county", "金水区"),
    ("members_formal", -3),
)
FORGOTTEN_EVERY = 1500  # of so many units one is missing in the later workbook, so that the list of missing ones is not empty


def write(city: City, folder: Path) -> None:
    """organisations.xlsx, units-earlier.xlsx, units.xlsx (with a few faulty rows, a few units forgotten), members.xlsx."""
    folder.mkdir(parents=True, exist_ok=True)
    units = standards.load_unit_fields()
    exporting.write_table(
        folder / "units-earlier.xlsx", _labels(units, UNIT_COLUMNS), map(_earlier, city.units)
    )
    exporting.write_table(folder / "units.xlsx", _labels(units, UNIT_COLUMNS), _with_faults(city.units))
    exporting.write_table(
        folder / "organisations.xlsx",
        _labels(standards.load_organisation_fields(), ORGANISATION_COLUMNS),
        (
            [
                one.name,
                one.level,
                one.territory,
                one.superior,
                one.founded,
                one.last_election,
                one.secretary,
                one.source,
            ]
            for one in city.organisations
        ),
    )
    exporting.write_table(
        folder / "members.xlsx",
        _labels(standards.load_member_fields(), MEMBER_COLUMNS),
        ([member[column] for column in MEMBER_COLUMNS] for member in city.members),
    )


def _labels(table: FieldTable, columns: Iterable[str]) -> list[str]:
    places = {place.key: place.label_zh for place in table.places}
    return [places.get(column) or table[column].label_zh for column in columns]


def _row(unit: Unit, other: dict[str, Cell] | None = None) -> list[Cell]:
    facts: dict[str, Cell] = (
        {"city": "南阳市", "county": unit.county, "township": unit.township} | unit.facts | (other or {})
    )
    return [facts.get(column) for column in UNIT_COLUMNS]


def _earlier(unit: Unit) -> list[Cell]:
    """The unit as it was in the round before: some had no organisation yet."""
    if unit.founded_late:
        return _row(unit, {"has_org": "否", "form": None, "org_name": None, "no_org_reason": "应建未建"})
    return _row(unit)


def _with_faults(units: list[Unit]) -> Iterator[list[Cell]]:
    yield from (_row(unit) for place, unit in enumerate(units, start=1) if place % FORGOTTEN_EVERY)
    for number, (column, value) in enumerate(FAULTS):
        other: dict[str, Cell] = {
            "name": f"示例错误行{number + 1}",
            "uscc": None,
            "org_name": None,
            "has_org": "否",
            "form": None,
        }
        other[column] = value
        yield _row(units[number], other)
