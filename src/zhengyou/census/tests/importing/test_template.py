"""The template that an office downloads, filled in, imports without a doubt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from zhengyou import standards
from zhengyou.census.importing import targets
from zhengyou.census.queries import imports as queries
from zhengyou.census.tests.importing.lab import Lab, code, figures, id_number
from zhengyou.standards import Field

SPECIAL: dict[str, dict[str, Any]] = {
    "units": {
        "city": "南阳市", "county": "宛城区", "township": "汉冶街道", "uscc": code(1), "industry_code": "C13",
        "has_org": "是", "no_org_reason": None, "members_total_in": 5, "members_formal": 4, "members_probation": 1,
        "employees": 50, "parent_org": "中共宛城区非公企业委员会", "owner_politics": "中共党员",
    },
    "organisations": {
        "city": "南阳市", "county": "宛城区", "township": "汉冶街道", "superior": "中共宛城区非公企业委员会",
        "units": "宛城小吃店",
    },
    "members": {
        "city": "南阳市", "county": "宛城区", "id_number": id_number(7), "gender": "男", "birth_date": "1980-01-01",
        "full_on": "2016-05", "branch": "豫宛精密铸造有限公司党支部", "unit": "豫宛精密铸造有限公司",
        "unit_code": "91411302MA0000001Q",
    },
}  # fmt: skip


def example(kind: str, one: Field) -> Any:
    """A value as somebody would fill it in."""
    special = SPECIAL[kind]
    if one.key in special:
        return special[one.key]
    if one.enum:
        return standards.load_enums()[one.enum].values[0].zh
    return {"bool": "是", "int": 3, "decimal": 12.5, "date": "2015-05-01", "list": "示范点2025"}.get(
        one.type, f"某{one.key}"
    )


def filled(lab: Lab, kind: str) -> tuple[Path, Worksheet, dict[str, int]]:
    """The template with one row in it, its sheet, and the column of each field."""
    path = lab.folder / f"{kind}.xlsx"
    queries.template(kind, lab.world.place["411300"], path)
    book = load_workbook(path)
    sheet = book.worksheets[1]
    assert isinstance(sheet, Worksheet)
    headings = [
        sheet.cell(2, number).value or sheet.cell(1, number).value
        for number in range(1, sheet.max_column + 1)
    ]
    columns = {}
    for number, heading in enumerate(headings, start=1):
        label = str(heading).removesuffix("（必填）")
        key = next(
            key for key, one in targets.fields(kind).items() if one.label_zh == label and key not in columns
        )
        columns[key] = number
        sheet.cell(3, number, example(kind, targets.fields(kind)[key]))
    book.save(path)
    return path, sheet, columns


@pytest.mark.parametrize("kind", ["units", "organisations", "members"])
def test_filled_in_it_imports_without_a_doubt(lab: Lab, kind: str) -> None:
    path, _, columns = filled(lab, kind)
    _, outcome = lab.run(path, kind=kind)
    assert [(issue.column, issue.finding.code) for issue in outcome.issues] == []
    assert figures(outcome) == (1, 1, 0, 0, 0)
    assert {one.field for one in outcome.mapping.entries} == set(columns)
    _, again = lab.run(path, kind=kind)
    assert figures(again) == (1, 0, 0, 1, 0)


def test_every_field_that_is_asked_has_its_column(lab: Lab) -> None:
    _, _, columns = filled(lab, "units")
    assert set(columns) == {
        "city",
        "county",
        "township",
        *(one.key for one in standards.load_unit_fields().held if one.key != "social_insured"),
    }


def test_every_value_that_was_filled_in_is_held(lab: Lab) -> None:
    path, _, _ = filled(lab, "units")
    lab.run(path)
    unit = lab.unit("某name")
    for key, one in targets.fields("units").items():
        if one.owner != "unit" or key in (
            "city",
            "county",
            "township",
            "no_org_reason",
            "surveyed_on",
            "social_insured",
        ):
            continue
        assert getattr(unit, "union" if key == "union_" else key) not in (None, ""), key
    assert unit.organisation is not None
    for name in (
        "level",
        "founded",
        "last_election",
        "secretary_birth",
        "secretary_education",
        "deputy",
        "workers_part",
    ):
        assert getattr(unit.organisation, name) not in (None, ""), name


def test_an_empty_template_holds_no_rows(lab: Lab) -> None:
    path = lab.folder / "empty.xlsx"
    queries.template("units", None, path)
    _, outcome = lab.run(path)
    assert outcome.read == 0
