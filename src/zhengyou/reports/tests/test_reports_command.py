"""`zhengyou reports table`: lines, JSON, the workbook in the form's shape."""

from __future__ import annotations

import io
import json
from math import ceil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from tests.world import NOW, World
from zhengyou.analytics.actions.following import follow
from zhengyou.workbooks import fitting


def said(*words: str) -> str:
    out = io.StringIO()
    call_command("reports", *words, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_a_table_as_lines_and_as_json(world: World) -> None:
    follow(at=NOW)
    assert "第二十七表" in said("table", "27", "--territory", "411302")
    found = json.loads(said("table", "27", "--territory", "411302", "--json"))
    first = found["rows"][0]
    assert (first["row"], first["values"]["A"], first["values"]["H"]) == (1, 3, None)
    assert {one["column"] for one in found["columns"] if "not_derived" in one} == {"H", "I"}
    assert all(one["holds"] is not False for one in found["checks"])


def test_a_place_that_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(CommandError, match="999999"):
        said("table", "30", "--territory", "999999")


@pytest.mark.parametrize(
    ("number", "dimensions", "body", "heads"), [("27", "A1:R26", 7, 5), ("30", "A1:M25", 5, 6)]
)
def test_the_workbook_has_the_shape_of_the_form(
    world: World, tmp_path: Path, number: str, dimensions: str, body: int, heads: int
) -> None:
    follow(at=NOW)
    file = tmp_path / "table.xlsx"
    said("table", number, "--territory", "411302", "-o", str(file))
    form, _annex, basis = load_workbook(file).worksheets
    assert form.dimensions == dimensions
    assert form["A1"].value.startswith("第二十七表" if number == "27" else "第三十表")
    assert form["A2"].value == "填报单位：宛城区"
    assert (form.page_setup.orientation, form.page_setup.paperSize) == ("landscape", 9)
    fitted = form.sheet_properties.pageSetUpPr
    assert fitted is not None
    assert fitted.fitToPage
    numbers = [
        row[heads - 1] for row in form.iter_rows(min_row=body, max_row=form.max_row - 2, values_only=True)
    ]
    assert numbers == list(range(1, len(numbers) + 1))
    assert isinstance(form.cell(body, heads + 1).value, int)
    merged = {str(one) for one in form.merged_cells.ranges}
    if number == "27":
        assert {
            "A7:D7",
            "A9:A11",
            "A13:A14",
            "A18:A24",
            "F3:J3",
            "F4:F5",
            "G4:H4",
            "K3:N3",
            "Q3:R3",
        } <= merged
        assert form["M7"].value == "—"
        assert form["A8"].border.top.style is None  # hangs open from the head above
    assert "核对" in [row[0] for row in basis.iter_rows(values_only=True)]


MARK = "＊"


def test_no_zero_stands_on_the_form_where_units_are_unknown(world: World, tmp_path: Path) -> None:
    follow(at=NOW)
    found = json.loads(said("table", "27", "--territory", "411302", "--json"))
    assert {one["unknown"]["D"] for one in found["rows"][:1]} == {3}, "the cast has nobody's owner"
    file = tmp_path / "table.xlsx"
    said("table", "27", "--territory", "411302", "-o", str(file))
    form, annex, _basis = load_workbook(file).worksheets
    expected = []
    for number, row in enumerate(found["rows"]):
        for column, letter in enumerate("ABCDEFGHIJKLM"):
            cell, unknown = form.cell(7 + number, 6 + column), row["unknown"][letter]
            if not unknown:
                assert cell.value == ("—" if row["values"][letter] is None else row["values"][letter])
                assert MARK not in cell.number_format
                assert cell.comment is None
                continue
            expected.append((row["row"], letter, unknown))
            assert row["values"][letter] != 0
            if row["values"][letter] is None:
                assert cell.value == f"—{MARK}"
            else:
                assert (cell.value, MARK in cell.number_format) == (row["values"][letter], True)
            assert cell.comment is not None
            assert f"{unknown:,} 家情况未知" in cell.comment.text
    notes = [row[0] for row in form.iter_rows(min_row=25, values_only=True)]
    assert any("不是0" in str(note) and "见附页" in str(note) for note in notes)
    listed = list(annex.iter_rows(min_row=5, values_only=True))
    assert [(row[0], row[2], row[5]) for row in listed] == expected
    assert all(row[6] and "台账：" in str(row[7]) for row in listed)
    assert [(one["row"], one["column"], one["unknown"]) for one in found["gaps"]] == expected


def test_lines_mark_what_is_unknown_and_say_why(world: World) -> None:
    follow(at=NOW)
    told = said("table", "27", "--territory", "411302")
    assert f"—{MARK}" in told
    assert "情况未知：D栏 法定代表人是党员的 3 家（缺：出资人（法定代表人）政治面貌）" in told


@pytest.mark.parametrize("number", ["27", "30"])
def test_rows_are_as_high_as_their_text(world: World, tmp_path: Path, number: str) -> None:
    """A program that does not grow rows by itself cuts the second line off."""
    follow(at=NOW)
    file = tmp_path / "table.xlsx"
    said("table", number, "--territory", "411302", "-o", str(file))
    _form, annex, basis = load_workbook(file).worksheets
    for sheet in (annex, basis):
        for row in sheet.iter_rows(min_row=4 if sheet is annex else 1):
            for cell in row:
                if isinstance(cell.value, str):
                    room = sheet.column_dimensions[cell.column_letter].width
                    assert cell.alignment.wrap_text
                    height = sheet.row_dimensions[cell.row].height
                    assert height is not None
                    assert height >= 14 * ceil(fitting.width(cell.value) / room), cell.value
